"""Logs a trained generator as an MLflow model that can be loaded and served without this project's checkout."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import mlflow
import pandas as pd
from mlflow.entities import LoggedModelStatus
from mlflow.models import Model, ModelSignature
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema
from mlflow.types.schema import Array

import gan_augmentation

if TYPE_CHECKING:
    from gan_augmentation.gan.sampling import TrainedGenerator

NAME = "generator"
PACKAGE = Path(gan_augmentation.__file__).parent
# What the package needs to make clips; the rest of its requirements serves training and reports.
REQUIREMENTS = (
    "mlflow",
    "numpy",
    "pandas",
    "pydantic",
    "safetensors",
    "scipy",
    "librosa",
    "torch",
    "tqdm",
)


def log_generator(folder: Path, generator: TrainedGenerator, run_id: str) -> None:
    """Log the folder that the generator was saved to, with the code that reads it, in a run, which need not be active."""
    # A model goes to the experiment that is set, whatever its run's is.
    mlflow.set_experiment(experiment_id=mlflow.get_run(run_id).info.experiment_id)
    with _silently():
        Model.log(
            artifact_path=None,
            name=NAME,
            flavor=mlflow.pyfunc,
            run_id=run_id,
            python_model=str(PACKAGE / "datasets" / "generator_model.py"),
            artifacts={"generator": str(folder)},
            code_paths=[str(PACKAGE)],
            signature=signature_of(generator),
            input_example=example_for(generator),
            pip_requirements=[_pinned(name) for name in REQUIREMENTS],
        )


def is_logged(client: mlflow.MlflowClient, run_id: str) -> bool:
    """Whether a run has the model already, whole."""
    experiment = client.get_run(run_id).info.experiment_id
    found = client.search_logged_models([experiment], f"name = '{NAME}' AND source_run_id = '{run_id}'")
    return any(model.status == LoggedModelStatus.READY for model in found)


def _pinned(name: str) -> str:
    """The version in use, without the build (`+cpu`), which a package index may not have."""
    return f"{name}=={version(name).split('+')[0]}"


def signature_of(generator: TrainedGenerator) -> ModelSignature:
    """What goes in and comes out."""
    seed = ColSpec(DataType.long, "seed", required=False)
    labels = [ColSpec(DataType.string, "label")] if generator.recipe.conditioning.asks_for_class else []
    made = [
        ColSpec(DataType.long, "sample_rate"),
        ColSpec(Array(DataType.float), "audio"),
    ]
    if not generator.representation.of_sound:
        made = [ColSpec(Array(Array(DataType.integer)), "picture")]
    return ModelSignature(
        Schema([*labels, seed]),
        Schema([ColSpec(DataType.string, "label", required=False), ColSpec(DataType.long, "seed"), *made]),
        ParamSchema([ParamSpec("spread", DataType.double, 1.0)]),
    )


def example_for(generator: TrainedGenerator) -> pd.DataFrame:
    """A clip of each of the first two classes."""
    example = pd.DataFrame({"label": generator.classes[:2], "seed": [1, 2]})
    return example if generator.recipe.conditioning.asks_for_class else example[["seed"]]


@contextmanager
def _silently() -> Iterator[None]:
    """MLflow tries the model on its example, with bars, and gives advice on how to log it: nothing for who runs the project."""
    logger = logging.getLogger("mlflow")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with redirect_stderr(io.StringIO()):
            yield
    finally:
        logger.setLevel(before)
