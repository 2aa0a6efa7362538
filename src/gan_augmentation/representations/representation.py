"""The representations to choose from: pairs of `encode` and `decode` between clips and features.

Each has `shape` (C, H, W), `encode(clips) -> values`, `decode(values, seed) -> clips`, and `fit_scaling(values)` and
`scaling(peak)`, which give the way between its values and images in [-1, 1]. Its settings travel with the data.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from gan_augmentation.representations.image import Image
from gan_augmentation.representations.log_magnitude_if import LogMagnitudeIF
from gan_augmentation.representations.mel import Mel
from gan_augmentation.representations.waveform import Waveform, WaveformImage

SoundRepresentation = Mel | LogMagnitudeIF | Waveform | WaveformImage
Representation = Annotated[SoundRepresentation | Image, Field(discriminator="kind")]


def parse_representation(settings: dict[str, Any]) -> Representation:
    """The representation that was written down as `model_dump`."""
    parsed: Representation = TypeAdapter(Representation).validate_python(settings)
    return parsed
