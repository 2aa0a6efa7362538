"""`export` after a whole run: what arm classic_gan trained on, and the held-out parts."""

import pandas as pd
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from gan_augmentation.datasets.sharing import ExportFolder
from gan_augmentation.datasets.sounds import AudioFolder
from gan_augmentation.pipeline_registry import register_pipelines


@pytest.fixture(scope="module")
def exported(whole_run, tmp_path_factory):
    pipeline = register_pipelines()["export"]
    folder = tmp_path_factory.mktemp("export")
    given = {name: MemoryDataset(whole_run.load(name), copy_mode="assign") for name in pipeline.inputs()}
    made = {name: MemoryDataset(copy_mode="assign") for name in ("augmented_set", "data_card")}
    target = ExportFolder(filepath=str(folder / "export"))
    SequentialRunner().run(pipeline, DataCatalog({**given, **made, "exported_set": target}))
    return folder / "export"


def test_the_train_part_is_what_the_arm_trains_on_without_its_copies(exported, whole_run):
    table = pd.read_csv(exported / "metadata.csv", dtype="str", keep_default_na=False)
    train = table[table["file_name"].str.startswith("audiofolder/train/")]
    manifest = whole_run.load("classic_gan.manifest")
    wanted = manifest[manifest["origin"] != "classic"]
    names = train["file_name"].str.extract(r"([^/]+)\.wav$")[0]
    assert set(zip(names, train["label"], strict=True)) == set(
        zip(wanted["clip_id"], wanted["label"], strict=True)
    )
    held_out = table["file_name"].str.startswith(("audiofolder/validation/", "audiofolder/test/"))
    assert held_out.sum() == len(whole_run.load("validation_set")) + len(whole_run.load("test_set"))
    assert (table.loc[held_out, "synthetic"] == "False").all()


def test_synthetic_files_are_those_of_the_run_to_the_byte(exported, whole_run, tmp_path):
    synthetic = AudioFolder(filepath=str(tmp_path / "synthetic"))
    synthetic.save(whole_run.load("synthetic_clips"))
    files = {path.name: path for path in (exported / "audiofolder/train").rglob("synthetic_*.wav")}
    assert len(files) == 18
    for path in synthetic.folder.rglob("*.wav"):
        assert files[path.name].read_bytes() == path.read_bytes()


def test_the_card_names_the_generator(exported, whole_run):
    assert whole_run.load("generator").digest in (exported / "README.md").read_text()
