"""Nodes of `on_demand`."""

from __future__ import annotations

from typing import Any

from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.gan.synthetic_files import SyntheticFiles
from gan_augmentation.pipelines.asking import recogniser


def make_on_demand(
    generator: TrainedGenerator,
    evaluator: StoredClassifiers | None,
    label: Any,
    count: int | None,
    synthesis: SynthesisSettings,
    family: str,
    seed: int,
) -> SyntheticFiles:
    """Clips of the class asked for, or of every class, with the provenance of each."""
    import numpy as np

    from gan_augmentation.compute import Compute
    from gan_augmentation.gan import demand
    from gan_augmentation.gan.synthetic_files import provenance, ready_to_share, suffix_of

    made = demand.make_on_demand(
        generator,
        label,
        demand.COUNT if count is None else count,
        seed=seed,
        spread=synthesis.spread,
        recognise=recogniser(generator, evaluator, seed),
        compute=Compute.detect(),
    )
    table = provenance(
        made.labels,
        np.array(made.latent_seeds, dtype=np.int64),
        suffix=suffix_of(generator.representation),
        seed=seed,
        spread=synthesis.spread,
        family=family,
        model_hash=generator.digest,
    )
    decoded = generator.decode(made.images, made.latent_seeds)
    return ready_to_share(table, decoded, generator.representation)
