"""The representations to choose from."""

import json

import numpy as np
import pytest
from pydantic import ValidationError

from gan_augmentation.representations.image import Image
from gan_augmentation.representations.log_magnitude_if import LogMagnitudeIF
from gan_augmentation.representations.mel import Mel
from gan_augmentation.representations.representation import parse_representation
from gan_augmentation.representations.waveform import Waveform, WaveformImage
from tests.sounds import chirp

OF_SOUND = [
    Mel(hop_length=256, griffin_lim_iterations=1),
    LogMagnitudeIF(n_fft=1024, hop_length=256),
    LogMagnitudeIF(mel_scale=True),
    Waveform(rate=4000),
    WaveformImage(side=128, channels=3),
]


@pytest.mark.parametrize("representation", [*OF_SOUND, Image(height=32)], ids=lambda each: each.kind)
def test_settings_survive_json(representation):
    written = json.dumps(representation.model_dump(mode="json"))
    assert parse_representation(json.loads(written)) == representation


@pytest.mark.parametrize("representation", OF_SOUND, ids=lambda each: each.kind)
def test_every_pair_goes_from_sound_to_images_and_back(representation):
    audio = np.stack([chirp(), chirp(level=0.1), chirp(level=1.0)])
    values = representation.encode(audio)
    scaling = representation.fit_scaling(values)
    images = scaling.scale(values)
    assert images.shape == (3, *representation.shape)
    assert images.dtype == np.float32
    assert -1 <= images.min() < images.max() <= 1 + 1e-6
    decoded = representation.decode(scaling.unscale(images), seed=0)
    assert decoded.shape == audio.shape
    assert decoded.dtype == np.float32
    assert 0.5 < np.abs(decoded).max() <= 1


@pytest.mark.parametrize("representation", OF_SOUND, ids=lambda each: each.kind)
def test_no_clip_gives_no_value_and_no_sound(representation):
    values = representation.encode(np.zeros((0, 16000), np.float32))
    assert values.shape == (0, *representation.shape)
    assert representation.decode(values, seed=0).shape == (0, 16000)


@pytest.mark.parametrize("representation", OF_SOUND, ids=lambda each: each.kind)
def test_images_far_outside_the_range_still_give_finite_sound(representation):
    images = np.random.default_rng(0).normal(0, 5, (2, *representation.shape)).astype(np.float32)
    decoded = representation.decode(representation.scaling(1.0).unscale(images), seed=0)
    assert np.isfinite(decoded).all()
    assert 0 < np.abs(decoded).max() <= 1


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ValidationError, match=r"'mel', 'log_magnitude_if', 'waveform', 'waveform_image'"):
        parse_representation({"kind": "wave"})


@pytest.mark.parametrize("representation", OF_SOUND, ids=lambda each: each.kind)
def test_a_clip_with_a_seed_of_its_own_is_the_same_to_the_bit_in_any_company(representation):
    images = np.random.default_rng(0).uniform(-1, 1, (40, *representation.shape)).astype(np.float32)
    values = representation.scaling(1.0).unscale(images)
    together = representation.decode(values, seed=range(40))
    for place in (0, 7, 38):
        alone = representation.decode(values[place : place + 1], seed=[place])
        np.testing.assert_array_equal(alone[0], together[place])
