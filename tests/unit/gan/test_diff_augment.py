"""Augmentation that a spectrogram survives."""

import pytest
import torch

from gan_augmentation.gan.diff_augment import (
    NoAugmentation,
    PictureAugment,
    Slices,
    SpectrogramAugment,
    WaveformAugment,
)

STILL = {"time_shift": 0, "frequency_shift": 0, "gain": 0.0, "cutout": (0, 0)}


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def dot():
    """One bright point in silence."""
    images = torch.full((64, 1, 32, 16), -1.0)
    images[:, :, 16, 8] = 1.0
    return images


def test_nothing_is_changed_when_nothing_is_asked_for():
    torch.testing.assert_close(SpectrogramAugment(**STILL)(dot(), chance()), dot())
    assert NoAugmentation()(dot(), chance()).equal(dot())


def test_shifts_stay_within_their_bounds_and_reach_them():
    moved = SpectrogramAugment(**{**STILL, "time_shift": 2, "frequency_shift": 3})(dot(), chance())
    _, _, rows, columns = (moved == 1).nonzero(as_tuple=True)
    assert len(rows) == 64
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (13, 19, 6, 10)


def test_what_a_shift_uncovers_is_silence():
    loud = torch.ones(32, 1, 32, 16)
    moved = SpectrogramAugment(**{**STILL, "time_shift": 2})(loud, chance())
    assert set(moved.unique().tolist()) == {-1.0, 1.0}


def test_gain_changes_the_level_and_not_the_silence():
    changed = SpectrogramAugment(**{**STILL, "gain": 0.1})(dot(), chance())
    assert (changed == -1).sum() == 64 * (32 * 16 - 1)
    peaks = changed[:, 0, 16, 8]
    assert 0.8 <= peaks.min() < 0.9
    assert 1.1 < peaks.max() <= 1.2


@pytest.mark.parametrize(("size", "found"), [((5, 3), (5, 3)), ((6, 4), (5, 3)), ((100, 100), (7, 3))])
def test_the_hole_is_as_large_as_asked_for_but_has_a_middle_and_is_no_more_than_a_quarter(size, found):
    loud = torch.ones(256, 1, 32, 16)
    hole = SpectrogramAugment(**{**STILL, "cutout": size})(loud, chance()) == -1
    rows, columns = hole.any(3).sum(2), hole.any(2).sum(2)
    assert (rows.max(), columns.max()) == found
    assert (rows.min(), columns.min()) == tuple((side + 1) // 2 for side in found), "at the rim half of it"


def test_the_same_chance_gives_the_same_images():
    augment = SpectrogramAugment()
    assert augment(dot(), chance(1)).equal(augment(dot(), chance(1)))
    assert not augment(dot(), chance(1)).equal(augment(dot(), chance(2)))


def test_gradients_flow_through():
    images = dot().requires_grad_(True)
    SpectrogramAugment()(images, chance()).sum().backward()
    assert images.grad.abs().sum() > 0


def test_a_picture_moves_both_ways_alike():
    moved = PictureAugment(shift=3, brightness=0, cutout=0)(dot(), chance())
    _, _, rows, columns = (moved == 1).nonzero(as_tuple=True)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (13, 19, 5, 11)


def test_what_a_shifted_waveform_uncovers_is_zero():
    moved = WaveformAugment(time_shift=4, gain=0)(torch.ones(64, 1, 1, 32), chance())
    assert (moved == 0).sum(3).flatten().unique().tolist() == [0, 1, 2, 3, 4]


def test_a_slice_is_a_stretch_of_neighbouring_samples_from_anywhere():
    waves = torch.arange(64.0).expand(500, 1, 1, 64)
    slices = Slices(samples=16)(waves, chance())
    assert slices.shape == (500, *Slices(samples=16).view_shape((1, 1, 64)))
    assert (slices.diff(dim=3) == 1).all()
    starts = slices[:, 0, 0, 0]
    assert (starts.min(), starts.max()) == (0, 48)
