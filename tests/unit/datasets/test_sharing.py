"""The augmented set, loaded back by the libraries that it is written for."""

import csv
import io
import json
import os
import sys
from types import ModuleType

os.environ["HF_HUB_OFFLINE"] = "1"  # read when `datasets` is first imported

import datasets
import numpy as np
import pandas as pd
import pytest
import soundfile
import webdataset
from kedro.io import DatasetError
from PIL import Image

from gan_augmentation.datasets.sharing import ExportFolder
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.sharing.augmented import gather
from gan_augmentation.sharing.card import Facts, data_card
from gan_augmentation.tags import provenance_of
from tests.clips import clips_of

HOSTILE = [
    "../x",
    "=cmd()",
    "🎵",
    "x" * 300,
    "\u202eevil",
    "<script>",
    "7",
    "NA",
    "con",
    "Yes",
    "yes",
    "a.b/c",
]
RNG = np.random.default_rng(0)
SPLITS = ("train", "train", "validation", "test", "unused")


def augmented(of_sound=True, labels=HOSTILE, moved=None):
    """Per class two real train clips, one of each other part, one unused; and two synthetic ones, one of them trained on."""
    rows = [
        (f"{row:04x}", label, part)
        for row, (label, part) in enumerate((a, b) for a in labels for b in SPLITS)
    ]
    split = pd.DataFrame(rows, columns=["clip_id", "label", "split"])
    made = pd.DataFrame({"clip_id": [f"synthetic_{n}" for n in range(2 * len(labels))], "label": 2 * labels})
    real, fake = (sounds, sounds) if of_sound else (pictures, pictures)
    facts = split[["clip_id", "label"]].assign(source="=hostile/a.wav")
    clips = clips_of(facts, real(len(facts)))
    trained_on = split.loc[split["split"] == "train", ["clip_id", "label"]].assign(origin="real")
    manifest = pd.concat([trained_on, made.head(len(labels)).assign(origin="synthetic")])
    facts = made[["label"]].assign(latent_seed=range(len(made))).to_dict("records")
    rate = 16000 if of_sound else None
    return gather(clips, split.replace(moved or {}), manifest, made, fake(len(made)), facts, rate)


@pytest.mark.parametrize("moved", [{"test": "train"}, {"unused": "train"}, {"train": "test"}])
def test_a_split_that_the_arm_was_not_trained_with_is_not_exported(moved):
    with pytest.raises(GanAugmentationError, match="the split that is there is not the one"):
        augmented(moved={"split": moved})


def sounds(count):
    return (RNG.integers(-(2**15), 2**15, (count, 160)) / 2**15).astype(np.float32)


def pictures(count):
    return RNG.integers(0, 256, (count, 6, 5), dtype=np.uint8)


def export(folder, data):
    dataset = ExportFolder(filepath=str(folder / "export"))
    dataset.save((data, "# card"))
    return dataset


def expected(data, part):
    """Label and clip by name."""
    rows = zip(data.table.to_dict("records"), data.clips, strict=True)
    return {
        row["clip_id"]: (row["label"], row["synthetic"], clip) for row, clip in rows if row["split"] == part
    }


def loaded(folder, kind, column, feature, tmp_path):
    found = datasets.load_dataset(
        kind, data_dir=str(folder / "export" / kind), cache_dir=str(tmp_path / "cache")
    )
    return found.cast_column(column, feature)


@pytest.fixture
def importable_codec(monkeypatch):
    """`datasets` imports torchcodec, which needs FFmpeg, even where it only notes paths; nothing of it is called here."""
    encoders = ModuleType("torchcodec.encoders")
    encoders.AudioEncoder = None
    monkeypatch.setitem(sys.modules, "torchcodec", ModuleType("torchcodec"))
    monkeypatch.setitem(sys.modules, "torchcodec.encoders", encoders)


@pytest.mark.usefixtures("importable_codec")
def test_datasets_finds_the_sounds_with_their_true_labels(tmp_path):
    data = augmented()
    export(tmp_path, data)
    found = loaded(tmp_path, "audiofolder", "audio", datasets.Audio(decode=False), tmp_path)
    assert {part: len(found[part]) for part in found} == {"train": 36, "validation": 12, "test": 12}
    for part in found:
        wanted = expected(data, part)
        for row in found[part]:
            path = row["audio"]["path"]
            label, synthetic, clip = wanted.pop(os.path.basename(path).removesuffix(".wav"))  # noqa: PTH119
            assert (row["label"], row["synthetic"]) == (label, synthetic)
            np.testing.assert_array_equal(soundfile.read(path, dtype="float32")[0], clip)
        assert not wanted


def test_datasets_finds_the_pictures_with_their_true_labels(tmp_path):
    data = augmented(of_sound=False)
    export(tmp_path, data)
    found = loaded(tmp_path, "imagefolder", "image", datasets.Image(decode=False), tmp_path)
    for part in found:
        wanted = expected(data, part)
        for row in found[part]:
            path = row["image"]["path"]
            label, synthetic, clip = wanted.pop(os.path.basename(path).removesuffix(".png"))  # noqa: PTH119
            assert (row["label"], row["synthetic"]) == (label, synthetic)
            np.testing.assert_array_equal(np.asarray(Image.open(path)), clip)
        assert not wanted


def test_the_card_tells_datasets_where_the_parts_lie(tmp_path):
    data = augmented(of_sound=False)
    beside = {"synthetic": 0.5, "floor": 0.5}
    quality = {"overall": dict.fromkeys(("recognised", "gan_train", "frechet_distance"), beside)}
    memorisation = {"near_copies": 0, "clips": {"synthetic": 12}}
    facts = Facts("own", "toy", "smoke", 0, "ab", quality, memorisation, {"headline": "no gain"})
    ExportFolder(filepath=str(tmp_path / "export")).save((data, data_card(data, facts)))
    found = datasets.load_dataset(str(tmp_path / "export"), cache_dir=str(tmp_path / "cache"))
    assert {part: len(found[part]) for part in found} == {"train": 36, "validation": 12, "test": 12}
    assert set(found["train"]["label"]) == set(HOSTILE)


def test_webdataset_reads_the_shards(tmp_path):
    data = augmented()
    export(tmp_path, data)
    for part in ("train", "validation", "test"):
        shard = tmp_path / f"export/webdataset/{part}-000000.tar"
        wanted = expected(data, part)
        for sample in webdataset.WebDataset(str(shard), shardshuffle=False):
            facts = json.loads(sample["json"])
            label, synthetic, clip = wanted.pop(sample["__key__"])
            assert (facts["label"], facts["synthetic"]) == (label, synthetic)
            assert data.classes[int(sample["cls"])] == label
            np.testing.assert_array_equal(soundfile.read(io.BytesIO(sample["wav"]), dtype="float32")[0], clip)
        assert not wanted


def test_many_clips_go_to_several_shards(tmp_path, monkeypatch):
    monkeypatch.setattr("gan_augmentation.datasets.sharing.SHARD_ROWS", 10)
    export(tmp_path, augmented())
    names = sorted(path.name for path in (tmp_path / "export/webdataset").glob("train-*"))
    assert names == [f"train-{number:06d}.tar" for number in range(4)]


def test_no_file_lies_outside_and_every_folder_is_a_plain_name(tmp_path):
    data = augmented()
    export(tmp_path, data)
    assert {path.name for path in tmp_path.iterdir()} == {"export"}
    folders = [path.name for path in (tmp_path / "export/audiofolder/train").iterdir() if path.is_dir()]
    assert len({name.casefold() for name in folders}) == len(HOSTILE)
    assert all(
        (len(name.encode()) < 255 and name.replace("-", "_").isidentifier()) or name == "7"
        for name in folders
    )


def test_no_cell_of_the_table_is_a_formula_and_synthetic_clips_are_only_for_training(tmp_path):
    dataset = export(tmp_path, augmented())
    with (tmp_path / "export/metadata.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file_name", "label", "synthetic", "source", "split"]
    assert all(row["split"] == row["file_name"].split("/")[1] for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert {row["label"].removeprefix("'") for row in rows} == set(HOSTILE)
    assert {row["split"] for row in rows if row["synthetic"] == "True"} == {"train"}
    for row in rows:
        tag = provenance_of(tmp_path / "export" / row["file_name"])
        assert (tag is not None) == (row["synthetic"] == "True")
    assert len(rows) == 60
    assert dataset.load()["label"].tolist() == augmented().table["label"].tolist()


def test_an_export_that_is_not_complete_is_not_there(tmp_path):
    data = augmented()
    broken = [*data.clips[:-1], np.array(["no sound"])]
    with pytest.raises(DatasetError):
        export(tmp_path, type(data)(data.table, broken, data.made_from, 16000))
    assert not list(tmp_path.iterdir())


def test_the_same_set_gives_the_same_bytes(tmp_path):
    data = augmented()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        export(tmp_path / name, data)
    one, other = ((tmp_path / name / "export/_complete.json").read_text() for name in ("one", "other"))
    assert one == other
