"""What classifiers say of unlabelled clips, and where their files go."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.classifier import prediction
from gan_augmentation.classifier.sorting import SortingSettings, place_files, sort_clips
from gan_augmentation.errors import GanAugmentationError

FILES = pd.DataFrame({"path": ["/s/a.wav", "/s/b.wav", "/s/c.wav"], "source": ["a.wav", "b.wav", "c.wav"]})
CLIPS = pd.DataFrame({"source": ["a.wav", "c.wav"], "audio": [np.zeros(4), np.ones(4)]})
QUARANTINE = pd.DataFrame({"source": ["b.wav"], "reason": ["silent"], "detail": ["b.wav: silent"]})


@pytest.fixture
def classifiers(monkeypatch):
    """Sure of silence, and in doubt about the rest."""

    def predict(ensemble, images):
        quiet = images[:, :1] == 0
        return np.where(quiet, [[0.1, 0.2, 0.7]], [[0.5, 0.4, 0.1]]).astype(np.float32)

    monkeypatch.setattr(prediction, "predict", predict)
    view = SimpleNamespace(see=lambda clips: clips)
    return SimpleNamespace(ensemble=None, view=view, classes=("x", "y", "z"))


def test_each_clip_is_told_with_its_likeliest_classes(classifiers):
    made = sort_clips(FILES, CLIPS, QUARANTINE, classifiers, SortingSettings())
    rows = made.table.round(6).to_dict("records")
    assert rows[0] == {
        "file_name": "z/a.wav",
        "source": "a.wav",
        "label": "z",
        "confidence": pytest.approx(0.7),
        "second_label": "y",
        "second_confidence": pytest.approx(0.2),
        "doubtful": False,
    }
    assert (rows[1]["file_name"], rows[1]["label"], rows[1]["doubtful"]) == ("doubtful/c.wav", "x", True)
    assert made.paths == ["/s/a.wav", "/s/c.wav"]
    assert made.quarantine["source"].tolist() == ["b.wav"]


def test_doubt_begins_below_the_threshold(classifiers):
    made = sort_clips(FILES, CLIPS, QUARANTINE, classifiers, SortingSettings(threshold=0.5))
    assert not made.table["doubtful"].any()


def test_a_class_called_doubtful_is_kept_apart_from_doubt(classifiers):
    classifiers.classes = ("doubtful", "y", "z")
    made = sort_clips(FILES, CLIPS, QUARANTINE, classifiers, SortingSettings())
    assert made.table["file_name"].tolist() == ["z/a.wav", "_doubtful/c.wav"]


def test_nothing_to_hear_is_refused_with_the_reasons(classifiers):
    with pytest.raises(GanAugmentationError, match=r"none of its 3 files holds a usable sound \(silent\)"):
        sort_clips(FILES, CLIPS[:0], QUARANTINE, classifiers, SortingSettings())


def test_no_file_takes_the_place_of_another():
    sources = ["a/x.wav", "b/x.wav", "c/X.wav", "c/x_2.wav", "d/x.wav"]
    folders = ["yes", "yes", "yes", "yes", "no"]
    assert place_files(folders, sources) == [
        "yes/x.wav",
        "yes/x_2.wav",
        "yes/X_3.wav",
        "yes/x_2_2.wav",
        "no/x.wav",
    ]


def test_folders_of_hostile_classes_stay_within_the_target(classifiers):
    classifiers.classes = ("../x", "y", "/etc")
    made = sort_clips(FILES, CLIPS, QUARANTINE, classifiers, SortingSettings(threshold=0.0))
    assert made.table["label"].tolist() == ["/etc", "../x"]
    assert [name.split("-")[0] for name in made.table["file_name"]] == ["etc", "x"]
    assert all(name.count("/") == 1 for name in made.table["file_name"])
