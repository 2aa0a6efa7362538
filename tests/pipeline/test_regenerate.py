"""A synthetic clip made again is the file that was there, to the byte."""

from dataclasses import replace

import pandas as pd
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from gan_augmentation.datasets.pictures import ImageFolder
from gan_augmentation.datasets.sounds import AudioFolder
from gan_augmentation.datasets.synthetic import SyntheticRows
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.pipeline_registry import register_pipelines
from tests.pictures import write_picture_folders
from tests.pipeline.conftest import PICTURES, run_pipeline


@pytest.fixture(scope="module")
def pictures_run(tmp_path_factory):
    source = write_picture_folders(tmp_path_factory.mktemp("pictures") / "pictures")
    return run_pipeline("augment_images", source, tmp_path_factory.mktemp("run"), **PICTURES)


@pytest.fixture(
    params=[("whole_run", AudioFolder), ("pictures_run", ImageFolder)], ids=["sounds", "pictures"]
)
def made(request, tmp_path):
    """The generator of a run, and the dataset of its synthetic clips on the disk."""
    name, kind = request.param
    run = request.getfixturevalue(name)
    synthetic = kind(filepath=str(tmp_path / "synthetic"))
    synthetic.save(run.load("synthetic_clips"))
    return run.load("generator"), synthetic


def regenerate(generator, folder, clip_id, target):
    rows = SyntheticRows(folders=[str(folder), str(folder.parent / "never made")])
    catalog = DataCatalog(
        {
            "generator": MemoryDataset(generator, copy_mode="assign"),
            "synthetic_rows": rows,
            "params:clip_id": MemoryDataset(clip_id),
            "regenerated_clip": target,
        }
    )
    SequentialRunner().run(register_pipelines()["regenerate"], catalog)


def test_the_file_is_the_same_to_the_byte_wherever_it_stood_in_its_batch(made, tmp_path):
    generator, synthetic = made
    table = pd.read_csv(synthetic.folder / "metadata.csv")
    target = type(synthetic)(filepath=str(tmp_path / "regenerated"))
    for row in table.iloc[[0, 7, len(table) - 1]].to_dict("records"):
        regenerate(generator, synthetic.folder, row["clip_id"], target)
        (again,) = [path for path in target.folder.rglob("synthetic_*")]
        assert again.relative_to(target.folder).as_posix() == row["file_name"]
        assert again.read_bytes() == (synthetic.folder / row["file_name"]).read_bytes()


def test_another_generator_is_refused_by_its_hash(whole_run, tmp_path):
    clips, generator = whole_run.load("synthetic_clips"), whole_run.load("generator")
    synthetic = AudioFolder(filepath=str(tmp_path / "synthetic"))
    synthetic.save(replace(clips, metadata=clips.metadata.assign(model_hash="f" * 64)))
    refusal = f"the generator ffffffffffff made it, and the one that is there is {generator.digest[:12]}"
    with pytest.raises(GanAugmentationError, match=refusal):
        regenerate(generator, synthetic.folder, clips.metadata["clip_id"][0], MemoryDataset())


def test_an_unknown_clip_is_refused_with_those_there_are(made):
    generator, synthetic = made
    first = pd.read_csv(synthetic.folder / "metadata.csv")["clip_id"][0]
    for asked, words in ((None, "clip_id: say which clip"), ("other", "clip_id=other: there is no such")):
        with pytest.raises(GanAugmentationError, match=f"{words}.* There are 18, {first}, "):
            regenerate(generator, synthetic.folder, asked, MemoryDataset())


def test_where_no_clips_are_there_it_is_told_how_to_make_some(whole_run, tmp_path):
    with pytest.raises(GanAugmentationError, match="no synthetic clips of this data and family are there"):
        regenerate(whole_run.load("generator"), tmp_path / "none", "x", MemoryDataset())
