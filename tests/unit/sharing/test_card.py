"""The data card says what the set is, and nothing can break out of it."""

import numpy as np
import pandas as pd
import pytest
import yaml

from gan_augmentation.sharing.augmented import AugmentedSet
from gan_augmentation.sharing.card import Facts, data_card

BESIDE = {"synthetic": 0.869, "floor": 0.943}
FACTS = Facts(
    data_set="own",
    family="toy",
    profile="laptop",
    seed=3,
    model_hash="ab" * 32,
    quality={"overall": {"recognised": BESIDE, "gan_train": {"synthetic": None, "floor": 0.5}, "frechet_distance": BESIDE}},
    memorisation={"near_copies": 2, "clips": {"synthetic": 40}},
    verdict={"headline": "no gain: <b>*0.1*</b>"},
)  # fmt: skip


def augmented(label="yes", rate=16000):
    rows = [("train", False), ("train", True), ("train", True), ("test", False)]
    table = pd.DataFrame(rows, columns=["split", "synthetic"]).assign(label=[label, label, "no", "no"])
    return AugmentedSet(table, [np.zeros(1)] * 4, {}, rate)


def test_the_front_matter_is_yaml_that_tells_the_files_of_each_part():
    facts = yaml.safe_load(data_card(augmented(), FACTS).split("---\n")[1])
    assert facts["license"] == "unknown"
    assert facts["task_categories"] == ["audio-classification"]
    assert facts["size_categories"] == ["n<1K"]
    assert facts["configs"][0]["data_files"] == [
        {"split": "train", "path": "audiofolder/train/**"},
        {"split": "test", "path": "audiofolder/test/**"},
    ]


def test_the_card_says_from_what_it_was_made_and_how_good_it_is():
    card = data_card(augmented(), FACTS)
    assert "| class | train | train, synthetic | validation | test |" in card
    assert "| yes | 1 | 1 | 0 | 0 |" in card
    assert "| no | 0 | 1 | 0 | 1 |" in card
    assert "ab" * 32 in card
    assert "(GAN-test) | 86.9% | 94.3% |" in card
    assert "(GAN-train) | unknown | 50.0% |" in card
    assert "Near copies of train clips: 2 of 40" in card
    assert "**Fill it in**" in card
    assert "## Ethics" in card


def test_the_card_says_what_was_compared_with_what():
    card = data_card(augmented(), FACTS)
    assert "| | synthetic | real |" in card
    assert "| Fréchet distance to the test part, on the evaluator's features | 0.87 | 0.94 |" in card
    assert "those of the test part in the first row, and those of the train part in the others" in card


def test_pictures_are_told_as_pictures():
    card = data_card(augmented(rate=None), FACTS)
    assert "image-classification" in card
    assert "imagefolder/train/**" in card
    assert "sounds" not in card


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("<script>", "| &lt;script&gt; | 1 |"),
        ("a|b", r"| a\|b | 1 |"),
        ("a\n# b", r"| a\# b | 1 |"),
        ("[x](http://y)", r"| \[x\]\(http://y\) | 1 |"),
        ("\u202eevil", "| evil | 1 |"),
    ],
)
def test_a_class_cannot_break_out_of_its_cell(label, shown):
    card = data_card(augmented(label), FACTS)
    assert shown in card
    assert r"no gain: &lt;b&gt;\*0\.1\*&lt;/b&gt;" in card
