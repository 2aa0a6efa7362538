from dataclasses import dataclass

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.reporting.verdict import judge, points, verdict


@dataclass(frozen=True)
class Made:
    gain: float
    low: float
    high: float
    n_seeds: int = 5
    n_test: int = 240
    arm: str = "classic_gan"
    baseline: str = "classic"


def told(*comparisons):
    return verdict(comparisons, data_set="demo", clips_per_class=84, family="relativistic_mel")


def test_an_interval_above_zero_is_told_as_a_gain():
    result = told(Made(gain=0.013, low=0.004, high=0.022))
    assert result.outcome == "gain"
    assert result.headline == (
        "On this data (demo, 84 training clips a class) GAN augmentation gained +1.3 points"
        " (95 % interval +0.4 to +2.2; 5 seeds, 240 test clips) over classic augmentation."
    )


def test_an_interval_that_covers_zero_is_told_as_no_gain():
    result = told(Made(gain=-0.003, low=-0.010, high=0.005))
    assert result.outcome == "no gain"
    assert result.headline.endswith(
        "GAN augmentation showed no gain over classic augmentation: -0.3 points"
        " (95 % interval -1.0 to +0.5 covers zero; 5 seeds, 240 test clips)."
    )


def test_a_positive_middle_is_still_no_gain_when_the_interval_covers_zero():
    assert judge(Made(gain=0.01, low=-0.001, high=0.021)) == "no gain"


def test_an_interval_from_below_zero_to_a_gain_worth_having_is_not_clear():
    assert judge(Made(gain=0.02, low=-0.001, high=0.041)) == "not clear"
    assert judge(Made(gain=-0.01, low=-0.06, high=0.04)) == "not clear"
    assert judge(Made(gain=0.02, low=0.001, high=0.041)) == "gain"
    assert judge(Made(gain=-0.06, low=-0.12, high=-0.001)) == "loss"


def test_what_is_not_clear_is_told_with_what_was_seen_and_what_would_clear_it():
    result = told(Made(gain=0.026, low=-0.017, high=0.069))
    assert result.headline.endswith(
        "GAN augmentation may or may not have gained over classic augmentation: +2.6 points were seen"
        " (95 % interval -1.7 to +6.9; 5 seeds, 240 test clips)."
    )
    assert "more seeds or more test clips would narrow it" in result.details[0]
    assert "classic augmentation is cheaper" in result.details[0]


def test_an_interval_that_touches_zero_covers_it():
    assert judge(Made(gain=0.01, low=0.0, high=0.02)) == "no gain"
    assert judge(Made(gain=-0.01, low=-0.02, high=0.0)) == "no gain"


def test_an_interval_below_zero_is_told_as_a_cost():
    result = told(Made(gain=-0.019, low=-0.028, high=-0.01))
    assert result.outcome == "loss"
    assert "GAN augmentation cost 1.9 points (95 % interval -2.8 to -1.0; 5 seeds" in result.headline


def test_one_seed_cannot_tell_however_large_the_gain():
    result = told(Made(gain=0.2, low=0.15, high=0.25, n_seeds=1))
    assert result.outcome == "too few seeds"
    assert "one seed cannot tell whether GAN augmentation pays off: +20.0 points" in result.headline
    assert "95 %" not in result.headline


def test_two_seeds_cannot_tell_either():
    assert "2 seeds cannot tell" in told(Made(gain=0.2, low=0.15, high=0.25, n_seeds=2)).headline


def test_the_comparison_with_classic_gives_the_headline_and_the_others_the_details():
    result = told(
        Made(gain=0.05, low=0.03, high=0.07, arm="classic", baseline="real"),
        Made(gain=0.04, low=0.02, high=0.06, arm="gan", baseline="real"),
        Made(gain=-0.003, low=-0.01, high=0.005),
    )
    assert result.outcome == "no gain"
    assert "classic augmentation is cheaper" in result.details[0]
    assert result.details[1].startswith("Classic augmentation gained +5.0 points")
    assert result.details[2].startswith("GAN augmentation alone gained +4.0 points")
    assert "relativistic_mel" in result.details[3]


def test_without_classic_arms_the_gan_is_compared_with_real_clips():
    result = told(Made(gain=0.04, low=0.02, high=0.06, arm="gan", baseline="real"))
    assert "GAN augmentation alone gained +4.0 points" in result.headline
    assert result.headline.endswith("over real clips alone.")


def test_arms_without_a_gan_have_no_verdict():
    with pytest.raises(GanAugmentationError, match="none shows what the GAN adds"):
        told(Made(gain=0.04, low=0.02, high=0.06, arm="classic", baseline="real"))


def test_a_rounded_zero_carries_no_minus():
    assert points(-0.0001) == "+0.0"
