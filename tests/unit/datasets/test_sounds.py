"""Unlabelled sounds in, sorted copies out."""

import shutil

import pandas as pd
import pytest

from gan_augmentation.classifier.sorting import SortedClips
from gan_augmentation.datasets.sounds import SortedFolder, UnlabelledFiles
from gan_augmentation.errors import GanAugmentationError


def load(source, folder):
    dataset = UnlabelledFiles(
        source=source and str(source), filepath=str(folder / "raw"), target=str(folder / "out/sorted")
    )
    try:
        return dataset.load()
    except Exception as error:
        raise (error.__cause__ or error) from None


def test_a_folder_and_an_archive_of_it_hold_the_same(tmp_path):
    (tmp_path / "found").mkdir()
    (tmp_path / "found/a.wav").write_bytes(b"x")
    archive = shutil.make_archive(str(tmp_path / "found"), "zip", tmp_path / "found")
    assert load(tmp_path / "found", tmp_path)["source"].tolist() == ["a.wav"]
    assert load(archive, tmp_path)["source"].tolist() == ["a.wav"]


@pytest.mark.parametrize("place", [".", "out", "out/sorted", "out/sorted/yes"])
def test_a_source_that_holds_the_target_or_lies_in_it_is_refused(place, tmp_path):
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    with pytest.raises(GanAugmentationError, match="one may not lie in the other"):
        load(tmp_path / place, tmp_path)


def test_a_source_must_be_given(tmp_path):
    with pytest.raises(GanAugmentationError, match="source: say where the sounds are"):
        load(None, tmp_path)


def test_sorted_files_are_copies(tmp_path):
    original = tmp_path / "a.wav"
    original.write_bytes(b"sound")
    table = pd.DataFrame(
        {"file_name": ["7/a.wav"], "source": ["a.wav"], "label": ["7"], "second_label": ["NA"]}
    )
    refused = pd.DataFrame({"source": ["b.wav"], "reason": ["silent"], "detail": [""]})
    dataset = SortedFolder(filepath=str(tmp_path / "sorted"))
    dataset.save(SortedClips(table, [str(original)], refused))
    assert (tmp_path / "sorted/7/a.wav").read_bytes() == original.read_bytes() == b"sound"
    assert dataset.load()[["label", "second_label"]].values.tolist() == [["7", "NA"]]
    assert pd.read_csv(tmp_path / "sorted/quarantine.csv")["source"].tolist() == ["b.wav"]
