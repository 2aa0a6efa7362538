"""Nodes of `interpolate`."""

from __future__ import annotations

from typing import Any

from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.interpolation import Interpolation, InterpolationSettings
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.pipelines.asking import recogniser
from gan_augmentation.supply.tables import Medium


def interpolate(
    generator: TrainedGenerator,
    evaluator: StoredClassifiers | None,
    from_label: Any,
    to_label: Any,
    steps: int,
    synthesis: SynthesisSettings,
    seed: int,
) -> Interpolation:
    """The generator's images on the way."""
    from gan_augmentation.compute import Compute
    from gan_augmentation.gan import interpolation as domain

    return domain.interpolate(
        generator,
        from_label,
        to_label,
        steps,
        seed=seed,
        spread=synthesis.spread,
        recognise=recogniser(generator, evaluator, seed),
        compute=Compute.detect(),
    )


def sound_interpolation(
    generator: TrainedGenerator, interpolated: Interpolation, interpolation: InterpolationSettings, seed: int
) -> bytes:
    """The steps one after the other, as a WAV file."""
    from gan_augmentation.gan.interpolation import join
    from gan_augmentation.reporting.html import wav_bytes

    if not generator.representation.of_sound:
        raise GanAugmentationError("interpolate: pictures have no sound. The picture of the way is written.")
    rate = generator.representation.sample_rate
    clips = generator.decode(interpolated.images, seed)
    return wav_bytes(join(clips, round(interpolation.pause * rate)), rate)


def draw_interpolation(generator: TrainedGenerator, interpolated: Interpolation, medium: Medium) -> bytes:
    """The steps side by side, as a picture."""
    from gan_augmentation.reporting import look, pictures

    images = generator.representation.picture(interpolated.images, generator.peak)
    return look.png(pictures.strip_figure(images, interpolated.start, interpolated.end, medium))
