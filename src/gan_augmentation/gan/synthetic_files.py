"""Synthetic clips as others get them: sounds or pictures, each with a row that says where it came from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gan_augmentation.names import folder_names
from gan_augmentation.representations.image import Image
from gan_augmentation.representations.representation import Representation

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.gan.sampling import TrainedGenerator
    from gan_augmentation.gan.synthesis import SyntheticSet

MADE_FROM = ("label", "latent_seed", "latent_spread", "model_hash", "recipe")
"""Columns of a clip's row that its file carries as well (see `tags`)."""


@dataclass(frozen=True)
class SyntheticFiles(ABC):
    """Synthetic clips, ready to be shared: sounds or pictures.

    Attributes:
        metadata: a row per clip: file_name, label, and where it came from.
    """

    metadata: pd.DataFrame

    @property
    @abstractmethod
    def clips(self) -> NDArray[Any]:
        """The sounds or pictures, in the order of the rows."""

    @property
    def made_from(self) -> list[dict[str, Any]]:
        """What each file says of itself."""
        rows = self.metadata[list(MADE_FROM)].to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in rows]


@dataclass(frozen=True)
class SyntheticClips(SyntheticFiles):
    """Synthetic sounds.

    Attributes:
        audio: float32 (N, samples), in [-1, 1].
        sample_rate: in Hz.
    """

    audio: NDArray[np.float32]
    sample_rate: int

    @property
    def clips(self) -> NDArray[np.float32]:
        """The sounds."""
        return self.audio


@dataclass(frozen=True)
class SyntheticPictures(SyntheticFiles):
    """Synthetic pictures.

    Attributes:
        pictures: uint8 (N, height, width).
    """

    pictures: NDArray[np.uint8]

    @property
    def clips(self) -> NDArray[np.uint8]:
        """The pictures."""
        return self.pictures


def with_provenance(
    synthetic: SyntheticSet,
    generator: TrainedGenerator,
    *,
    seed: int,
    spread: float,
    family: str,
    nearest_clips: list[str],
    distances: NDArray[np.float32],
) -> SyntheticFiles:
    """Sounds or pictures of these clips, with the provenance of each."""
    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.synthesis import regenerate

    representation = generator.representation
    table = describe(
        synthetic,
        suffix=suffix_of(representation),
        seed=seed,
        spread=spread,
        family=family,
        model_hash=generator.digest,
        nearest_clips=nearest_clips,
        distances=distances,
    )
    made = regenerate(generator, synthetic, spread=spread, compute=Compute.detect())
    return ready_to_share(table, generator.decode(made, synthetic.latent_seeds.tolist()), representation)


def ready_to_share(
    table: pd.DataFrame, decoded: NDArray[Any], representation: Representation
) -> SyntheticFiles:
    """What a generator's images were decoded to, with its table, as sounds or as pictures."""
    if isinstance(representation, Image):
        return SyntheticPictures(table, decoded)
    return SyntheticClips(table, decoded, representation.sample_rate)


def suffix_of(representation: Representation) -> str:
    """Of the files that sounds or pictures are written to."""
    return ".wav" if representation.of_sound else ".png"


def describe(
    synthetic: SyntheticSet,
    *,
    suffix: str,
    seed: int,
    spread: float,
    family: str,
    model_hash: str,
    nearest_clips: list[str],
    distances: NDArray[np.float32],
) -> pd.DataFrame:
    """The provenance of each clip: all that made it, and the real clip that it resembles most.

    Its file name ends in `suffix`.
    """
    made = provenance(
        synthetic.label_names,
        synthetic.latent_seeds,
        suffix=suffix,
        seed=seed,
        spread=spread,
        family=family,
        model_hash=model_hash,
    )
    return made.assign(
        confidence=synthetic.confidence,
        nearest_real_clip=nearest_clips,
        nearest_real_distance=distances,
    )


def provenance(
    labels: list[str],
    latent_seeds: NDArray[np.int64],
    *,
    suffix: str,
    seed: int,
    spread: float,
    family: str,
    model_hash: str,
) -> pd.DataFrame:
    """All that is needed to make each clip again, and the file that it goes to."""
    import pandas as pd

    ids = [clip_id_of(latent_seed) for latent_seed in latent_seeds]
    folders = folder_names(labels)
    return pd.DataFrame(
        {
            "file_name": [
                f"{folders[name]}/{clip_id}{suffix}" for name, clip_id in zip(labels, ids, strict=True)
            ],
            "clip_id": ids,
            "label": labels,
            "seed": seed,
            "latent_seed": latent_seeds,
            "latent_spread": spread,
            "model_hash": model_hash,
            "recipe": family,
            "synthetic": True,
        }
    )


def clip_id_of(latent_seed: int) -> str:
    """A name that no two latent seeds share."""
    return f"synthetic_{latent_seed:016x}"
