"""The whole pipeline on tiny sounds or pictures, in memory but for what only disks can hold."""

from pathlib import Path
from typing import Any

import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline
from kedro.runner import SequentialRunner

from gan_augmentation.audio.sources import User, provide_audio
from gan_augmentation.datasets.files import FolderPath
from gan_augmentation.datasets.models import CheckpointFolder
from gan_augmentation.datasets.splits import EarlierSplits
from gan_augmentation.datasets.tracking import OutcomeLog, TrainingLog
from gan_augmentation.images.sources import OwnPictures, provide_pictures
from gan_augmentation.parameters import Parameters
from gan_augmentation.pipeline_registry import register_pipelines
from tests.sounds import write_class_folders

TINY: dict[str, Any] = {
    "seed": 0,
    "family": "toy",
    "profile": "test",
    "source": None,
    "clips_per_class": None,
    "clip_seconds": 1.0,
    "hop": 512,
    "workers": 1,
    "data_set": "tones",
    "medium": "sounds",
    "clip": {},
    "picture": {},
    "split": {},
    "representation": {"kind": "mel", "n_mels": 32, "n_fft": 1024, "hop_length": 512, "griffin_lim_iterations": 2},
    "classic": {"kind": "sounds", "copies": 1},
    "gan": {
        "representation": {"kind": "mel", "n_mels": 32, "n_fft": 1024, "hop_length": 512, "griffin_lim_iterations": 2},
        "generator": {"kind": "strided", "maps": [8, 8, 4], "latent_size": 8},
        "discriminator": {"kind": "strided", "maps": [8, 8, 4]},
        "conditioning": {"kind": "projection"},
        "loss": {"kind": "relativistic_pairing"},
        "penalty": {"kind": "r1_r2", "every": 4},
        "augmentation": {"kind": "spectrogram"},
        "schedule": {"kind": "constant"},
        "budget": {"epochs": 1, "least": 320, "most": 320},
        "optimizer": {"learning_rate": 1e-3, "betas": [0.0, 0.99]},
        "batch_size": 16,
        "ema_decay": 0.9,
    },
    "evaluator": {"network": {"kind": "residual", "widths": [8, 8]}, "training": {"steps": 40, "batch_size": 16}, "members": 1},
    "synthesis": {"per_class": 6},
    "classifier": {"network": {"kind": "residual", "widths": [8, 8]}, "training": {"steps": 40, "batch_size": 16}, "seeds": 3},
    "label": None,
    "count": None,
    "from_label": None,
    "to_label": None,
    "steps": 3,
    "clip_id": None,
    "interpolation": {},
    "sorting": {},
    "sizes": [4, "all"],
    "seeds": 2,
    "arms": ["real", "classic", "gan", "classic_gan"],
    "families": ["toy"],
    "dry_run": False,
    "training_sets": {
        "real": {"classic": False, "synthetic": False},
        "classic": {"classic": True, "synthetic": False},
        "gan": {"classic": False, "synthetic": True},
        "classic_gan": {"classic": True, "synthetic": True},
    },
}  # fmt: skip


PICTURES: dict[str, Any] = {
    "medium": "pictures",
    "data_set": "shapes",
    "representation": {"kind": "image"},
    "classic": {"kind": "pictures"},
    "gan": TINY["gan"] | {"representation": {"kind": "image"}, "augmentation": {"kind": "picture"}},
}


YIELDED = {"gan_history", "outcomes"}
"""Outputs that grow while their node runs."""


def run_pipeline(
    name: str, source: Path, folder: Path, given: dict[str, Any] | None = None, **changes: Any
) -> DataCatalog:
    """Run a pipeline on a folder of sounds or pictures; every dataset stays in the catalog that comes back.

    What is `given` is not made: the nodes that would make it are left out.
    """
    given = given or {}
    settings = {**TINY, **changes}
    parameters = Parameters.model_validate({**settings, "recipes": {settings["family"]: settings["gan"]}})
    typed = {key: getattr(parameters, key) for key in Parameters.model_fields}
    typed["representation"] = parameters.representation.model_dump()  # Kedro gives a union as it stands
    arms = {
        f"training_sets.{arm}": getattr(parameters.training_sets, arm)
        for arm in type(parameters.training_sets).model_fields
    }
    whole = register_pipelines()[name]
    pipeline = Pipeline([node for node in whole.nodes if not set(node.outputs) & given.keys()])
    catalog = DataCatalog(
        {
            **provide(name, source, folder),
            "checkpoints": CheckpointFolder(filepath=str(folder / "checkpoints")),
            "gan_history": TrainingLog(filepath=str(folder / "gan_training")),
            "experiment_folder": FolderPath(filepath=str(folder / "experiments")),
            "shard_folder": FolderPath(filepath=str(folder / "shards")),
            "outcomes": OutcomeLog(),
            "earlier_split": EarlierSplits(filepath=str(folder / "split.csv")),
            "parameters": MemoryDataset(
                typed | {"_given": {"env": typed["data_set"], "params": {}}}, copy_mode="assign"
            ),
            **{
                f"params:{key}": MemoryDataset(value, copy_mode="assign")
                for key, value in (typed | arms).items()
            },
            **{name: MemoryDataset(copy_mode="assign") for name in pipeline.all_outputs() - YIELDED},
            **{name: MemoryDataset(value, copy_mode="assign") for name, value in given.items()},
        }
    )
    # The runner drops what no later node needs; the tests need it.
    catalog.release = lambda *args, **kwargs: None  # type: ignore[method-assign]
    for dataset in catalog.values():
        dataset.release = lambda: None  # type: ignore[method-assign]
    SequentialRunner().run(pipeline, catalog)
    return catalog


def provide(name: str, source: Path, folder: Path) -> dict[str, MemoryDataset]:
    """The file table that the pipeline begins with."""
    if name.endswith("_images"):
        return {"picture_files": MemoryDataset(provide_pictures(OwnPictures(), str(source), folder))}
    return {"audio_files": MemoryDataset(provide_audio(User(), str(source), folder))}


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of twenty tones."""
    return write_class_folders(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="session")
def whole_run(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> DataCatalog:
    """`augment_audio` from sounds to report."""
    return run_pipeline("augment_audio", sounds, tmp_path_factory.mktemp("run"))
