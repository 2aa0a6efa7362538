"""Nodes of `interpolate`."""

from __future__ import annotations

from typing import Any

from gan_augmentation.classifier.storage import StoredClassifiers
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


def render_interpolation(
    generator: TrainedGenerator,
    interpolated: Interpolation,
    interpolation: InterpolationSettings,
    medium: Medium,
    family: str,
    seed: int,
) -> dict[str, bytes]:
    """The steps side by side as a picture and, where there is something to hear, one after the other as a WAV file."""
    from gan_augmentation.gan.interpolation import join
    from gan_augmentation.reporting import look, pictures
    from gan_augmentation.representations.image import Image
    from gan_augmentation.tags import png_texts, wav_bytes

    representation = generator.representation
    images = representation.picture(interpolated.images, generator.peak)
    strip = pictures.strip_figure(images, interpolated.start, interpolated.end, medium)
    facts = {
        "from_label": interpolated.start,
        "to_label": interpolated.end,
        "model_hash": generator.digest,
        "recipe": family,
    }
    files = {"interpolation.png": look.png(strip, png_texts(facts))}
    if not isinstance(representation, Image):
        clips = generator.decode(interpolated.images, seed)
        pause = round(interpolation.pause * representation.sample_rate)
        files["interpolation.wav"] = wav_bytes(join(clips, pause), representation.sample_rate, facts)
    return files
