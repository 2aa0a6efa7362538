"""`benchmark` from raw files to its tables, for sounds and for pictures."""

import html

import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from tests.pictures import write_picture_folders
from tests.pipeline.conftest import PICTURES, run_pipeline


@pytest.fixture(scope="module")
def run(sounds, tmp_path_factory):
    return run_pipeline("benchmark", sounds, tmp_path_factory.mktemp("benchmark"))


def test_every_arm_is_measured_at_every_size_and_seed(run):
    table = run.load("benchmark_experiments")
    assert table.groupby(["clips_per_class", "seed"])["arm"].agg(list).tolist() == [
        ["real", "classic", "gan", "classic_gan"]
    ] * (2 * 2)
    assert sorted(set(table["clips_per_class"]))[0] == 4
    assert table["accuracy"].between(0, 1).all()


def test_more_clips_teach_more(run):
    table = run.load("benchmark_experiments")
    real = table[table["arm"] == "real"].groupby("clips_per_class")["accuracy"].mean()
    assert real.iloc[-1] > real.iloc[0]


def test_every_test_clip_was_answered_in_every_experiment(run):
    predictions = run.load("benchmark_predictions")
    clips = set(run.load("split").query("split == 'test'")["clip_id"])
    per_experiment = predictions.groupby(["clips_per_class", "seed", "arm"])["clip_id"].agg(set)
    assert len(per_experiment) == 16
    assert all(answered == clips for answered in per_experiment)


def test_the_gains_stand_beside_the_accuracies(run):
    summary, table = run.load("benchmark_summary"), run.load("benchmark_experiments")
    means = table.groupby(["clips_per_class", "arm"])["accuracy"].mean().unstack()
    gains = summary.set_index(["clips_per_class", "arm"])["gain"].unstack()
    np.testing.assert_allclose(gains["classic"], means["classic"] - means["real"])
    np.testing.assert_allclose(gains["classic_gan"], means["classic_gan"] - means["classic"])
    assert gains["real"].isna().all()
    of_gan = summary[summary["arm"] == "classic_gan"].set_index("clips_per_class")
    asked = run.load("benchmark_comparisons").query("arm == 'classic_gan' and baseline == 'classic'")
    np.testing.assert_allclose(
        of_gan[["gain_low", "gain_high"]],
        asked.set_index("clips_per_class").loc[of_gan.index, ["low", "high"]],
    )


def test_two_seeds_are_too_few_for_a_verdict_and_the_page_says_so(run):
    assert run.load("benchmark_verdict")["outcome"] == "too few seeds"
    page = run.load("benchmark_report")
    assert run.load("benchmark_verdict")["headline"] in html.unescape(page)


def test_a_clip_of_each_class_by_the_gan_of_each_size_is_beside_its_nearest_in_the_page(run):
    galleries = run.load("benchmark_gallery")
    sizes = sorted(run.load("benchmark_experiments")["clips_per_class"].unique())
    assert [gallery.clips_per_class for gallery in galleries] == sizes
    for gallery in galleries:
        assert [item.label for item in gallery.items] == ["high", "low", "middle"]
        assert all(item.synthetic_wav.startswith(b"RIFF") for item in gallery.items)
    assert run.load("benchmark_report").count("<audio") == 2 * 3 * len(sizes)


def test_the_page_shows_where_the_arms_are_wrong_at_the_fewest_clips_and_at_the_most(run):
    sizes = sorted(run.load("benchmark_experiments")["clips_per_class"].unique())
    confusions = run.load("benchmark_confusions")
    assert [each.clips_per_class for each in confusions] == sizes
    for each in confusions:
        arms = ["real", "classic", "gan", "classic_gan"]
        assert all(f">{arm}<" in svg for arm, svg in zip(arms, each.svgs, strict=True))
        assert all(svg in run.load("benchmark_report") for svg in each.svgs)


def test_all_comparisons_are_a_table(run):
    table = run.load("benchmark_comparisons")
    asked = {*zip(table["arm"], table["baseline"], strict=True)}
    assert {("classic_gan", "classic"), ("classic_gan", "real"), ("gan", "classic")} <= asked
    means = run.load("benchmark_experiments").groupby(["clips_per_class", "arm"])["accuracy"].mean()
    for row in table.itertuples():
        gain = means[row.clips_per_class, row.arm] - means[row.clips_per_class, row.baseline]
        assert row.gain == pytest.approx(gain)


def test_the_learning_curves_are_a_picture_too(run):
    assert run.load("learning_curves").startswith(b"\x89PNG")


def test_arms_that_do_not_show_what_the_gan_adds_are_refused_before_anything_is_trained(sounds, tmp_path):
    with pytest.raises(GanAugmentationError, match="arms: none shows what the GAN adds"):
        run_pipeline("benchmark", sounds, tmp_path, arms=["real", "classic"])
    assert not list((tmp_path / "experiments").rglob("*"))


def test_a_size_of_the_whole_is_refused_for_a_benchmark_which_has_its_own(sounds, tmp_path):
    with pytest.raises(
        GanAugmentationError, match="clips_per_class: the benchmark takes its sizes from `sizes`"
    ):
        run_pipeline("benchmark", sounds, tmp_path, clips_per_class=4)


def test_a_dry_run_lists_the_same_experiments_and_trains_none(run, sounds, tmp_path, capsys):
    plan = run_pipeline("benchmark_plan", sounds, tmp_path, dry_run=True).load("benchmark_plan")
    same = ["clips_per_class", "seed", "arm", "family"]
    ours, theirs = (
        table[same].sort_values(same).to_numpy().tolist()
        for table in (plan, run.load("benchmark_experiments"))
    )
    assert ours == theirs
    assert not plan["done"].any()
    assert (plan["seconds"] >= 0).all()
    assert not list((tmp_path / "experiments").rglob("*.safetensors"))
    assert "16 experiments (real, classic, gan, classic_gan; 2 seeds)" in capsys.readouterr().out


def test_pictures_go_the_same_way(tmp_path):
    source = write_picture_folders(tmp_path / "pictures")
    run = run_pipeline(
        "benchmark_images",
        source,
        tmp_path / "run",
        **PICTURES,
        sizes=[3],
        seeds=1,
        arms=["classic", "classic_gan"],
    )
    assert list(run.load("benchmark_experiments")["arm"]) == ["classic", "classic_gan"]
