"""What earlier runs have decided is found again, also after a run that decided otherwise."""

import pandas as pd
import pytest

from gan_augmentation.datasets.splits import EarlierSplits, SplitTable
from gan_augmentation.splitting import SplitSettings, split_clips


def clips_of(count):
    """Half of them of each class."""
    names = [f"clip{number:03d}" for number in range(count)]
    return pd.DataFrame({"clip_id": names, "label": ["yes", "no"] * (count // 2), "speaker": None})


@pytest.fixture
def run(tmp_path):
    """Splits the first clips with a seed, as a run does; gives their sides."""
    path = str(tmp_path / "split.csv")

    def decide(count, seed, shares=None):
        split = split_clips(
            clips_of(count), shares or SplitSettings(), seed, EarlierSplits(filepath=path).load()
        )
        SplitTable(filepath=path).save(split)
        return SplitTable(filepath=path).load()["split"].tolist()

    return decide


def test_a_grown_split_is_as_it_was_after_a_run_with_another_seed(run):
    run(60, seed=0)
    grown = run(100, seed=0)
    assert run(100, seed=1) != grown
    assert run(100, seed=2) != grown
    assert run(100, seed=0, shares=SplitSettings(test=0.3)) != grown
    assert run(100, seed=0) == grown


def test_without_the_table_all_is_decided_anew(run, tmp_path):
    run(60, seed=0)
    grown = run(100, seed=0)
    run(100, seed=1)
    (tmp_path / "split.csv").unlink()
    anew = run(100, seed=0)
    assert anew != grown
    run(100, seed=1)
    assert run(100, seed=0) == anew, "and the sides of before do not come back"


def test_a_table_of_before_there_were_seeds_in_it_is_replaced(run, tmp_path):
    clips_of(60).assign(split="train").to_csv(tmp_path / "split.csv", index=False)
    assert run(60, seed=0) == run(60, seed=0)
