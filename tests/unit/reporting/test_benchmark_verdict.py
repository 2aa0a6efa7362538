from dataclasses import replace

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.reporting.benchmark_verdict import LostGan, benchmark_verdict, places
from tests.cells import Cell


def told(*cells):
    return benchmark_verdict(cells, data_set="fsdd")


def distilled(size, gain, **changes):
    return Cell(size, gain, baseline="classic_distilled", **changes)


def test_a_gain_at_the_smallest_size_alone_is_told_with_its_place():
    result = told(Cell(20, 0.031), Cell(50, 0.01), Cell(100, -0.01))
    assert result.headline == (
        "On this data (fsdd) GAN augmentation gained +3.1 points (95 % interval +1.1 to +5.1, 5 seeds) over classic "
        "augmentation at 20 clips a class; at 50 and 100 it showed no gain."
    )
    assert (result.outcome, result.where) == ("gain", "at 1 of 3 sizes")


def test_no_gain_anywhere_is_told_once_for_all_sizes():
    result = told(Cell(20, 0.01), Cell(50, 0.0), Cell(100, -0.01))
    assert result.headline == (
        "On this data (fsdd) GAN augmentation showed no gain over classic augmentation at 20, 50 and 100 clips a class."
    )
    assert (result.outcome, result.where, result.source) == ("no gain", "", [])


def test_sizes_where_it_is_not_clear_are_told_apart_from_those_without_a_gain():
    result = told(Cell(20, 0.06, half=0.09), Cell(50, 0.04), Cell(100, -0.01))
    assert result.headline.endswith(
        "over classic augmentation at 50 clips a class; at 100 it showed no gain; at 20 it may or may not have gained."
    )
    assert told(Cell(20, 0.06, half=0.09)).outcome == "not clear"


def test_a_gain_that_is_not_clearly_more_than_that_of_the_control_is_not_told_as_the_gans():
    result = told(Cell(20, 0.04), replace(distilled(20, 0.01), half=0.06))
    assert result.outcome == "gain, not clearly the GAN's"
    assert "can't be told from that of soft labels" in result.source[0]


def test_a_loss_is_told_with_what_it_cost():
    result = told(Cell(20, 0.0), Cell(50, -0.05))
    assert result.headline.endswith(
        "GAN augmentation cost 5.0 points (95 % interval -7.0 to -3.0, 5 seeds) against classic augmentation at 50 clips "
        "a class; at 20 it showed no gain."
    )
    assert result.outcome == "loss"


def test_gain_and_loss_are_both_told():
    result = told(Cell(20, 0.04), Cell(50, -0.05))
    assert "at 20 clips a class; at 50 it cost 5.0 points" in result.headline
    assert (result.outcome, result.where) == ("gain and loss", "")


def test_too_few_seeds_make_no_claim_however_large_the_gain():
    result = told(Cell(20, 0.3, n_seeds=2), Cell(50, 0.3, n_seeds=2))
    assert result.headline.endswith(
        "GAN augmentation had too few seeds to tell of a gain over classic augmentation at 20 and 50 clips a class."
    )
    assert result.outcome == "too few seeds"


def test_each_family_has_a_sentence_of_its_own():
    result = told(
        Cell(20, 0.04), Cell(20, 0.0, family="wavegan"), Cell(50, 0.0), Cell(50, 0.01, family="wavegan")
    )
    assert "GAN augmentation by relativistic_mel gained +4.0 points" in result.headline
    assert result.headline.endswith(
        "at 50 it showed no gain. GAN augmentation by wavegan showed no gain over classic augmentation at 20 and 50 "
        "clips a class."
    )
    assert result.where == "in 1 of 4 cases"
    assert result.cells[1].startswith("20 clips a class, wavegan: GAN augmentation showed no gain")


def test_each_size_has_a_sentence_with_its_interval():
    result = told(Cell(20, 0.031), Cell(50, 0.01))
    assert result.cells[0] == (
        "20 clips a class: GAN augmentation gained +3.1 points (95 % interval +1.1 to +5.1; 5 seeds, 300 test clips) over "
        "classic augmentation."
    )
    assert result.cells[1].startswith("50 clips a class: GAN augmentation showed no gain")


def test_what_a_size_counts_and_the_intervals_leave_out_is_told():
    assert "of a class that has fewer, all are taken" in told(Cell(20, 0.0)).certainty
    assert "those of one speaker count as independent" in told(Cell(20, 0.0)).certainty


def test_intervals_that_hold_together_are_told_so():
    assert "The 3 intervals hold together" in told(Cell(20, 0.0)).certainty
    assert "hold together" not in told(Cell(20, 0.0, n_cells=1)).certainty


@pytest.mark.parametrize(
    ("beside", "words"),
    [
        (
            distilled(20, 0.03),
            "the gain is the GAN's: it beats soft labels on fresh classic copies, without a GAN (+3.0 points",
        ),
        (distilled(20, 0.0), "the gain can't be told from that of soft labels"),
        (
            distilled(20, -0.03),
            "no GAN is needed: soft labels on fresh classic copies gain more (-3.0 points",
        ),
        (distilled(20, 0.03, n_seeds=2), "there are too few seeds to tell the gain from that of soft labels"),
        (distilled(50, 0.03), "it was not tested whether soft labels gain as much"),
    ],
)
def test_a_gain_is_told_apart_from_that_of_soft_labels(beside, words):
    (sentence,) = told(Cell(20, 0.04), Cell(50, 0.0), beside).source
    assert sentence.startswith(f"At 20 clips a class {words}")


def test_a_gain_that_the_control_has_too_is_not_told_as_the_gans():
    result = told(Cell(20, 0.04), Cell(50, 0.0), distilled(20, 0.0), distilled(50, 0.0))
    assert (result.outcome, result.where) == ("gain, not clearly the GAN's", "at 1 of 2 sizes")
    assert result.headline.endswith(
        "at 50 it showed no gain. This gain could not be told from that of soft labels without a GAN."
    )


def test_gains_that_the_control_has_too_are_told_together():
    result = told(Cell(20, 0.04), Cell(50, 0.04), distilled(20, 0.0), distilled(50, -0.03))
    assert result.headline.endswith("These gains could not be told from those of soft labels without a GAN.")


def test_gains_that_the_control_surpasses_are_told_so():
    result = told(Cell(20, 0.04), Cell(50, 0.04), distilled(20, -0.03), distilled(50, -0.03))
    assert result.outcome == "gain, not clearly the GAN's"
    assert result.headline.endswith("Soft labels without a GAN gained more.")


def test_a_gain_that_the_control_has_too_is_told_so_where_another_size_has_a_loss():
    result = told(Cell(20, 0.04), Cell(50, -0.05), distilled(20, 0.0), distilled(50, 0.0))
    assert result.outcome == "gain and loss"
    assert result.headline.endswith("This gain could not be told from that of soft labels without a GAN.")


@pytest.mark.parametrize("control", [distilled(20, 0.03), distilled(20, 0.0, n_seeds=2), distilled(50, 0.0)])
def test_a_gain_that_no_control_denies_stays_one(control):
    assert told(Cell(20, 0.04), Cell(50, 0.0), control).outcome == "gain"


def test_one_gain_that_is_the_gans_is_enough_and_counts_alone():
    result = told(Cell(20, 0.04), distilled(20, 0.0), Cell(50, 0.04), distilled(50, 0.03))
    assert (result.outcome, result.where) == ("gain", "at 1 of 2 sizes")
    assert result.headline.endswith(
        "The gain at 20 could not be told from that of soft labels without a GAN."
    )


def test_gains_that_are_denied_beside_one_that_stands_are_told_together():
    denied = [Cell(20, 0.04), distilled(20, 0.0), Cell(50, 0.04), distilled(50, 0.0)]
    assert told(*denied, Cell(100, 0.04), distilled(100, 0.03)).headline.endswith(
        "The gains at 20 and 50 could not be told from those of soft labels without a GAN."
    )


def test_one_familys_gain_does_not_hide_that_anothers_is_none_of_its_own():
    denied = {"family": "dcgan"}
    result = told(
        Cell(20, 0.04), distilled(20, 0.03), Cell(20, 0.04, **denied), distilled(20, -0.03, **denied)
    )
    assert (result.outcome, result.where) == ("gain", "in 1 of 2 cases")
    assert result.headline.endswith("Soft labels without a GAN gained more at 20 with dcgan.")


def test_no_gain_at_some_sizes_and_doubt_at_others_is_told_as_doubt_without_a_place():
    result = told(Cell(20, 0.06, half=0.09), Cell(50, 0.0), Cell(100, 0.0))
    assert (result.outcome, result.where) == ("not clear", "")


def test_the_source_of_a_gain_is_that_of_its_own_family():
    result = told(
        Cell(20, 0.04),
        distilled(20, 0.03),
        Cell(20, 0.04, family="dcgan"),
        distilled(20, 0.0, family="dcgan"),
    )
    assert "with relativistic_mel the gain is the GAN's" in result.source[0]
    assert "with dcgan the gain can't be told" in result.source[1]


def test_without_classic_arms_the_gan_is_compared_with_real_clips():
    result = told(Cell(20, 0.04, arm="gan", baseline="real"))
    assert "GAN augmentation alone gained +4.0 points" in result.headline
    assert "over real clips alone at 20 clips a class." in result.headline
    assert "partly that evaluator's" in result.certainty
    assert "evaluator" not in told(Cell(20, 0.04)).certainty


def test_gans_that_failed_are_told_in_the_headline_for_the_others_may_be_the_better_ones():
    lost = [LostGan(20, 1, "dcgan"), LostGan(20, 3, "dcgan")]
    headline = benchmark_verdict([Cell(20, 0.04, n_seeds=3)], data_set="fsdd", lost=lost).headline
    assert headline.endswith(
        "2 GANs could not be trained or used, and are missing here (dcgan at 20 clips a class, seed 1; dcgan at 20 clips a "
        "class, seed 3)."
    )
    assert "One GAN could not be trained or used, and is missing here" in (
        benchmark_verdict([Cell(20, 0.04)], data_set="fsdd", lost=lost[:1]).headline
    )


def test_arms_without_a_gan_have_no_verdict():
    with pytest.raises(GanAugmentationError, match="none shows what the GAN adds"):
        told(Cell(20, 0.04, arm="classic", baseline="real", family=""))


def test_sizes_are_listed_as_words():
    assert [places([20]), places([20, 50]), places([20, 50, 100])] == ["20", "20 and 50", "20, 50 and 100"]
