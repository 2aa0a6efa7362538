from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from gan_augmentation.images.duplicates import set_duplicates_apart
from gan_augmentation.images.pictures import PictureSettings
from gan_augmentation.images.sources import OwnPictures, provide_pictures
from gan_augmentation.pipelines.prepare_images.nodes import read_pictures
from gan_augmentation.supply.clips import Clips
from tests.pictures import shape, write_idx_files, write_picture_folders


def pictures_of(pixels: str, **columns: list[str | None]) -> Clips:
    """Pictures; those of one letter are equal."""
    count = len(pixels)
    names = [f"{n}.png" for n in range(count)]
    none = [None] * count
    given = {"label": ["cat"] * count, "speaker": none, "source": names, "part": none, "decision": none}
    ids = [f"id{n}" for n in range(count)]
    facts = pd.DataFrame({"clip_id": ids, "sha256": list(pixels), **given, **columns}, dtype=object)
    return Clips(facts, np.zeros((count, 2, 2), np.uint8), np.arange(count), key="")


def prepared(root: Path) -> tuple[Clips, pd.DataFrame]:
    """What `prepare_images` makes of a folder, beside which decisions.csv lies."""
    files = provide_pictures(OwnPictures(), str(root), root.parent)
    return read_pictures(files, PictureSettings(), 1, root.parent / "shards")


def test_of_equal_pictures_the_first_is_kept_and_named() -> None:
    clips, quarantine = set_duplicates_apart(pictures_of("abaa"))
    assert clips.facts["clip_id"].tolist() == ["id0", "id1"]
    assert quarantine.to_numpy().tolist() == [
        ["2.png", "duplicate", "the same picture as 0.png, which is kept"],
        ["3.png", "duplicate", "the same picture as 0.png, which is kept"],
    ]


def test_a_picture_in_two_classes_is_in_neither() -> None:
    clips, quarantine = set_duplicates_apart(pictures_of("abaa", label=["cat", "cat", "cat", "dog"]))
    assert clips.facts["clip_id"].tolist() == ["id1"]
    assert quarantine["reason"].tolist() == ["label-conflict"] * 3
    assert quarantine["detail"].tolist() == [
        "the same picture as 3.png, which is in another class ('dog')",
        "the same picture as 3.png, which is in another class ('dog')",
        "the same picture as 0.png, which is in another class ('cat')",
    ]


@pytest.mark.parametrize("other", ["train", None])
def test_of_equal_pictures_the_one_in_the_test_part_is_kept(other: str | None) -> None:
    clips, quarantine = set_duplicates_apart(pictures_of("aaaab", part=[other, other, *["test"] * 3]))
    assert clips.facts["clip_id"].tolist() == ["id2", "id4"]
    assert quarantine["detail"].tolist() == ["the same picture as 2.png, which is kept"] * 3


def test_equal_pictures_that_the_user_accepts_stay_and_are_tied_together() -> None:
    labels, decisions = ["cat", "cat", "cat", "dog"], [None, "accept", "accept", None]
    clips, quarantine = set_duplicates_apart(pictures_of("aaaa", label=labels, decision=decisions))
    assert clips.facts["clip_id"].tolist() == ["id1", "id2"]
    assert clips.facts["recording"].nunique() == 1
    assert quarantine["source"].tolist() == ["0.png", "3.png"]


def test_thousands_of_equal_pictures_are_no_work() -> None:
    clips, quarantine = set_duplicates_apart(pictures_of("a" * 20_000))
    assert (len(clips), len(quarantine)) == (1, 19_999)


def test_a_table_without_pictures_stays_one() -> None:
    clips, quarantine = set_duplicates_apart(pictures_of(""))
    assert len(clips) == len(quarantine) == 0
    assert "recording" in clips.facts


def test_equal_pictures_in_a_folder_of_classes_are_in_the_quarantine(tmp_path: Path) -> None:
    root = write_picture_folders(tmp_path / "own")
    Image.fromarray(shape(0, 3)).resize((56, 56), Image.Resampling.NEAREST).save(root / "bar" / "larger.png")
    Image.fromarray(shape(1, 3)).save(root / "dot" / "box.png")
    clips, quarantine = prepared(root)
    assert len(clips) == 35
    assert quarantine[["source", "reason"]].to_numpy().tolist() == [
        ["bar/larger.png", "duplicate"],
        ["box/03.png", "label-conflict"],
        ["dot/box.png", "label-conflict"],
    ]


def test_the_user_has_the_last_word_on_pictures(tmp_path: Path) -> None:
    root = write_picture_folders(tmp_path / "own")
    Image.fromarray(shape(1, 3)).save(root / "dot" / "box.png")
    (tmp_path / "decisions.csv").write_text(
        "file,decision\nbox/03.png,accept\ndot/box.png,accept\nbar/00.png,exclude\n"
    )
    clips, quarantine = prepared(root)
    assert quarantine[["source", "reason"]].to_numpy().tolist() == [["bar/00.png", "excluded"]]
    tied = clips.facts.set_index("source").loc[["box/03.png", "dot/box.png"], "recording"]
    assert tied.nunique() == 1


def test_pictures_of_idx_files_that_differ_all_stay(tmp_path: Path) -> None:
    clips, quarantine = prepared(write_idx_files(tmp_path / "idx"))
    assert (len(clips), len(quarantine)) == (60, 0)
