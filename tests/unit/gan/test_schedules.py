"""How images grow."""

import itertools

import pytest
import torch

from gan_augmentation.gan.schedules import Budget, Constant, Detail, Growing

GROWING = Growing(shares=(0.2, 0.3, 0.5))


def test_a_budget_follows_the_clips_within_its_bounds():
    budget = Budget(epochs=10, least=100, most=1000)
    assert [budget.images(clips) for clips in (1, 50, 5000)] == [100, 500, 1000]


def test_a_constant_schedule_is_one_stage():
    (stage,) = Constant().stages(1000)
    assert (stage.start, stage.end, stage.detail(500)) == (0, 1000, Detail(0, 1.0))


def test_stages_follow_each_other_and_fill_the_budget():
    stages = GROWING.stages(1001)
    assert [(stage.level, stage.fades) for stage in stages] == [
        (0, False),
        (1, True),
        (1, False),
        (2, True),
        (2, False),
    ]
    assert stages[0].start == 0
    assert stages[-1].end == 1001
    assert all(before.end == after.start for before, after in itertools.pairwise(stages))


def test_a_level_fades_in_from_nothing_to_all():
    fading = GROWING.stages(1000)[1]
    alphas = [fading.detail(images).alpha for images in (fading.start, fading.start + 75, fading.end)]
    assert alphas == pytest.approx([0, 0.5, 1])


def test_real_images_are_shown_at_the_level_of_detail():
    real = torch.arange(64.0).view(1, 1, 8, 8)
    assert GROWING.view(real, Detail(0, 1.0)).shape == (1, 1, 2, 2)
    torch.testing.assert_close(GROWING.view(real, Detail(0, 1.0))[0, 0, 0, 0], real[0, 0, :4, :4].mean())
    torch.testing.assert_close(GROWING.view(real, Detail(2, 1.0)), real)


def test_a_level_that_has_not_faded_in_shows_the_level_below():
    real = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    unfaded = GROWING.view(real, Detail(2, 0.0))
    below = GROWING.view(real, Detail(1, 1.0))
    torch.testing.assert_close(unfaded[:, :, ::2, ::2], below)
    torch.testing.assert_close(unfaded[:, :, 1::2, 1::2], below)
