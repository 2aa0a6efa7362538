"""What is saved comes back."""

import numpy as np
import pandas as pd
import pytest
import torch

from gan_augmentation.classifier.arms import train_arm
from gan_augmentation.classifier.networks import ResidualCNN
from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.settings import ClassifierSettings
from gan_augmentation.classifier.training import ClassifierTraining, TrainingSet
from gan_augmentation.datasets.arrays import FeatureShards, LabelledImagesFolder, SyntheticSetFolder
from gan_augmentation.datasets.clips import ClipShards
from gan_augmentation.datasets.files import CsvTable, JsonFile, NamedFiles, WholeFile
from gan_augmentation.datasets.models import CheckpointFolder, ClassifierFolder
from gan_augmentation.datasets.pictures import ImageFolder
from gan_augmentation.datasets.sounds import AudioFolder
from gan_augmentation.gan.checkpoints import Checkpoint
from gan_augmentation.gan.synthesis import SyntheticSet
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticPictures
from gan_augmentation.representations.features import Features, LabelledImages
from gan_augmentation.representations.mel import Mel
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.shards import Shards, ShardWriter
from gan_augmentation.tags import provenance_of

RNG = np.random.default_rng(0)
MADE_FROM = {"latent_seed": [2**62, 5], "latent_spread": 1.3, "model_hash": "ab", "recipe": "toy"}
TAG = {
    **{"synthetic": True, "project": "gan-augmentation", "label": "no", "latent_seed": 5},
    **{"latent_spread": 1.3, "model_hash": "ab", "recipe": "toy"},
}


def test_a_table_keeps_names_that_look_like_something_else(tmp_path):
    table = pd.DataFrame({"label": ["1", "no", "NA"], "speaker": [None, "007", "a"], "n": [1, 2, 3]})
    dataset = CsvTable(filepath=str(tmp_path / "t.csv"))
    dataset.save(table)
    loaded = dataset.load()
    assert loaded["label"].tolist() == ["1", "no", "NA"]
    assert loaded["speaker"].tolist()[1:] == ["007", "a"]
    assert pd.isna(loaded["speaker"][0])
    assert loaded["n"].tolist() == [1, 2, 3]


def test_json_and_pictures_come_back(tmp_path):
    facts = JsonFile(filepath=str(tmp_path / "f.json"))
    facts.save({"verdict": "no gain: äü"})
    assert facts.load() == {"verdict": "no gain: äü"}
    picture = WholeFile(filepath=str(tmp_path / "p.png"))
    picture.save(b"\x89PNG")
    assert picture.load() == b"\x89PNG"


def test_files_in_a_folder_are_replaced_together(tmp_path):
    dataset = NamedFiles(filepath=str(tmp_path / "way"))
    dataset.save({"a.wav": b"sound", "b.png": b"picture"})
    dataset.save({"b.png": b"another"})
    assert dataset.load() == {"b.png": b"another"}


def shards_in(folder, values, columns, monkeypatch):
    """These values in shards of two."""
    monkeypatch.setattr("gan_augmentation.supply.shards.SHARD_ROWS", 2)
    writer = ShardWriter(folder, "a key", values.shape[1:], values.dtype)
    for start in range(0, len(values), writer.rows):
        writer.add(values[start : start + writer.rows], columns.iloc[start : start + writer.rows])
    return Shards(writer.folder)


@pytest.mark.parametrize(
    "values",
    [RNG.normal(size=(5, 16)).astype(np.float32), RNG.integers(0, 256, (5, 6, 7), dtype=np.uint8)],
    ids=["sounds", "pictures"],
)
def test_clips_come_back_over_several_shards(tmp_path, monkeypatch, values):
    facts = pd.DataFrame({"clip_id": list("abcde"), "label": "x", "speaker": None})
    shards = shards_in(tmp_path / "made", values, facts[["clip_id"]], monkeypatch)
    dataset = ClipShards(filepath=str(tmp_path / "clips"))
    dataset.save(Clips(facts, shards, np.arange(5), "a key").only(facts["clip_id"].to_numpy() != "b"))
    loaded = dataset.load()
    assert len(list((tmp_path / "clips").glob("0*.parquet"))) == 3
    assert loaded.facts["clip_id"].tolist() == list("acde")
    assert loaded.key == "a key"
    np.testing.assert_array_equal(loaded[:], values[[0, 2, 3, 4]])
    np.testing.assert_array_equal(loaded.of(["d", "a"]), values[[3, 0]])
    assert loaded[:].dtype == values.dtype


def test_clips_that_are_loaded_can_be_saved_again(tmp_path, monkeypatch):
    facts = pd.DataFrame({"clip_id": list("abc")})
    shards = shards_in(tmp_path / "made", np.eye(3, dtype=np.float32), facts, monkeypatch)
    dataset = ClipShards(filepath=str(tmp_path / "clips"))
    dataset.save(Clips(facts, shards, np.arange(3), "a key"))
    dataset.save(dataset.load())
    np.testing.assert_array_equal(dataset.load()[:], np.eye(3))


def test_features_carry_the_settings_of_their_inverse(tmp_path, monkeypatch):
    mel = Mel(clip_samples=4096, n_fft=512, hop_length=256, n_mels=20)
    values = RNG.random((3, *mel.shape), dtype=np.float32)
    shards = shards_in(tmp_path / "made", values, pd.DataFrame({"clip_id": list("abc")}), monkeypatch)
    dataset = FeatureShards(filepath=str(tmp_path / "features"))
    dataset.save(Features(tuple("abc"), shards, mel))
    loaded = dataset.load()
    assert loaded.clip_ids == ("a", "b", "c")
    assert loaded.representation == mel
    np.testing.assert_array_equal(loaded.values[:], values)
    np.testing.assert_array_equal(loaded.rows(["c", "a"]), values[[2, 0]])


def test_labelled_images_come_back(tmp_path):
    part = LabelledImages(
        RNG.random((3, 1, 4, 2), dtype=np.float32),
        np.array([0, 1, 1]),
        ("a", "b"),
        ("x", "y", "z"),
        2.5,
        Mel(power=1.0),
    )
    dataset = LabelledImagesFolder(filepath=str(tmp_path / "part"))
    dataset.save(part)
    loaded = dataset.load()
    np.testing.assert_array_equal(loaded.images, part.images)
    assert loaded.label_names == ["a", "b", "b"]
    assert (loaded.clip_ids, loaded.peak, loaded.representation.power) == (part.clip_ids, 2.5, 1.0)


def test_a_synthetic_set_comes_back(tmp_path):
    made = SyntheticSet(
        RNG.random((2, 1, 4, 2), dtype=np.float32),
        np.array([0, 1]),
        ("a", "b"),
        np.array([2**62, 5]),
        np.array([[0.9, 0.1], [0.2, 0.8]], np.float32),
        np.array([True, False]),
        asked=False,
    )
    dataset = SyntheticSetFolder(filepath=str(tmp_path / "made"))
    dataset.save(made)
    loaded = dataset.load()
    assert loaded.latent_seeds.tolist() == [2**62, 5]
    assert loaded.kept.tolist() == [True, False]
    assert loaded.clip_ids == made.clip_ids
    assert loaded.asked is False


def test_synthetic_clips_become_an_audio_folder(tmp_path):
    audio = RNG.uniform(-0.5, 0.5, (2, 1600)).astype(np.float32)
    table = pd.DataFrame({"file_name": ["1/x.wav", "no/y.wav"], "label": ["1", "no"], **MADE_FROM})
    dataset = AudioFolder(filepath=str(tmp_path / "synthetic"))
    dataset.save(SyntheticClips(table, audio, 16000))
    loaded = dataset.load()
    assert (tmp_path / "synthetic" / "1" / "x.wav").exists()
    assert loaded.sample_rate == 16000
    assert loaded.metadata["label"].tolist() == ["1", "no"]
    np.testing.assert_allclose(loaded.audio, audio, atol=1 / 2**15)
    assert provenance_of(tmp_path / "synthetic/no/y.wav") == TAG


def test_synthetic_pictures_become_an_image_folder(tmp_path):
    pictures = RNG.integers(0, 256, (2, 6, 5), dtype=np.uint8)
    table = pd.DataFrame({"file_name": ["1/x.png", "no/y.png"], "label": ["1", "no"], **MADE_FROM})
    dataset = ImageFolder(filepath=str(tmp_path / "synthetic"))
    dataset.save(SyntheticPictures(table, pictures))
    loaded = dataset.load()
    assert (tmp_path / "synthetic" / "1" / "x.png").exists()
    assert loaded.metadata["label"].tolist() == ["1", "no"]
    np.testing.assert_array_equal(loaded.pictures, pictures)
    assert provenance_of(tmp_path / "synthetic/no/y.png") == TAG


def test_classifiers_answer_alike_after_a_round_trip(tmp_path):
    images = RNG.uniform(-1, 1, (12, 1, 32, 16)).astype(np.float32)
    targets = np.eye(2, dtype=np.float32)[np.arange(12) % 2]
    training_set = TrainingSet(images, targets, images[:0], targets[:0])
    settings = ClassifierSettings(
        network=ResidualCNN(widths=(4, 4)), training=ClassifierTraining(steps=2, batch_size=4), seeds=2
    )
    real = LabelledImages(images, np.arange(12) % 2, ("a", "b"), tuple("abcdefghijkl"), 1.0, Mel())
    trained = train_arm("real", training_set, real, settings, seed=0, workers=1)
    dataset = ClassifierFolder(filepath=str(tmp_path / "classifiers"))
    dataset.save(trained)
    loaded = dataset.load()
    assert list(loaded.models) == [0, 1]
    assert set(loaded.curves["seed"]) == {0, 1}
    np.testing.assert_array_equal(predict(loaded.models[1], images), predict(trained.models[1], images))


def test_checkpoints_are_reached_through_their_store(tmp_path):
    dataset = CheckpointFolder(filepath=str(tmp_path / "checkpoints"))
    dataset.load().save(3, Checkpoint({"w": torch.zeros(1)}, {"step": 3}))
    assert dataset.load().newest().facts == {"step": 3}


def test_a_source_and_a_store_cannot_be_saved_to(tmp_path):
    with pytest.raises(Exception, match="through the store"):
        CheckpointFolder(filepath=str(tmp_path)).save(object())
