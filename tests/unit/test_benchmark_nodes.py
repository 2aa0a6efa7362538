"""From the answers of all experiments to controls and verdict, as the benchmark's node does it."""

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.experiments.outcomes import failures_table
from gan_augmentation.pipelines.benchmark.nodes import compare

SEEDS, CLIPS, CLASSES = 5, 400, 4
SOUND = {
    "real": 0.5,
    "classic": 0.7,
    "gan": 0.6,
    "classic_gan": 0.7,
    "classic_distilled": 0.7,
    "classic_copies": 0.7,
    "classic_held_back": 0.9,
    "shuffled": 0.25,
}


def answers(size, accuracies):
    """Of each arm and seed, about this share right; of `shuffled` so many, and each class as often as any other."""
    chance = np.random.default_rng(size)
    labels, difficulty = np.arange(CLIPS) % CLASSES, chance.random(CLIPS)
    frames = []
    for arm, accuracy in accuracies.items():
        for seed in range(SEEDS):
            hard = difficulty + chance.normal(0, 0.02, CLIPS)
            if arm == "shuffled":
                hard = chance.random(CLIPS)
            given = np.where(hard < accuracy, labels, (labels + chance.integers(1, CLASSES, CLIPS)) % CLASSES)
            frames.append(
                pd.DataFrame(
                    {
                        "clips_per_class": size,
                        "seed": seed,
                        "arm": arm,
                        "family": "mel" if "gan" in arm else "",
                        "clip_id": [f"clip{number}" for number in range(CLIPS)],
                        "label": labels.astype(str),
                        "predicted": given.astype(str),
                    }
                )
            )
    return pd.concat(frames)


def judged(**at_ten):
    """Controls by name and verdict of a benchmark whose arms are these at 10 clips a class, and sound at 50."""
    both = pd.concat([answers(10, SOUND | at_ten), answers(50, SOUND)])
    _, _, controls, verdict = compare(both, failures_table([]), "words")
    return {each["arm"]: each for each in controls}, verdict


def test_controls_that_come_out_as_they_should_are_said_to():
    controls, _ = judged()
    assert {arm: each["as_expected"] for arm, each in controls.items()} == {
        "shuffled": True,
        "classic_copies": True,
        "classic_held_back": True,
    }


@pytest.mark.parametrize(
    ("arm", "accuracy"), [("shuffled", 0.45), ("classic_copies", 0.8), ("classic_held_back", 0.7)]
)
def test_a_control_that_fails_at_one_size_fails_and_no_other_does(arm, accuracy):
    controls, _ = judged(**{arm: accuracy})
    assert {name for name, each in controls.items() if each["as_expected"] is False} == {arm}


@pytest.mark.parametrize(
    ("accuracy", "outcome", "words"),
    [(0.8, "gain", "gained"), (0.7, "no gain", "showed no gain"), (0.6, "loss", "cost")],
)
def test_what_classic_gan_answers_decides_the_verdict_of_its_size(accuracy, outcome, words):
    _, verdict = judged(classic_gan=accuracy)
    ten, fifty = verdict["cells"]
    assert words in ten
    assert "showed no gain" in fifty
    assert verdict["outcome"] == outcome


def test_a_gain_that_the_control_has_too_is_not_the_gans():
    _, verdict = judged(classic_gan=0.8, classic_distilled=0.8)
    assert verdict["outcome"] == "gain, not clearly the GAN's"


def test_gains_of_the_table_are_differences_of_its_accuracies():
    both = pd.concat([answers(size, SOUND) for size in (10, 50)])
    table, comparisons, _, _ = compare(both, failures_table([]), "words")
    of = table.set_index(["clips_per_class", "arm"])
    for size in (10, 50):
        gain = of.loc[(size, "classic_gan"), "accuracy"] - of.loc[(size, "classic"), "accuracy"]
        assert of.loc[(size, "classic_gan"), "gain"] == pytest.approx(gain)
    assert set(zip(comparisons["arm"], comparisons["baseline"], strict=True)) >= {
        ("classic_gan", "classic"),
        ("classic_gan", "classic_distilled"),
        ("classic_distilled", "classic"),
        ("classic_copies", "classic"),
        ("classic_held_back", "classic"),
    }
