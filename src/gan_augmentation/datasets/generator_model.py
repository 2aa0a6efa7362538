"""A trained generator as an MLflow model. MLflow stores this file beside the weights and runs it to load them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import mlflow
import numpy as np
import pandas as pd
from mlflow.pyfunc import PythonModel, PythonModelContext

if TYPE_CHECKING:
    from gan_augmentation.gan.sampling import TrainedGenerator

ARTIFACT = "generator"
LARGEST_SEED = 2**63 - 1


class GeneratorModel(PythonModel):
    """A frame of labels and seeds to sounds, or pictures, one for each row."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read weights and recipe."""
        from gan_augmentation.gan.sampling import TrainedGenerator

        self.generator = TrainedGenerator.load(Path(context.artifacts[ARTIFACT]))

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """A clip for each row.

        Args:
            context: not used.
            model_input: `label`, the class (left out where the generator knows of none), and `seed`, from which the same clip
                comes again; without seeds, each call gives new clips.
            params: `spread`, the standard deviation of the latents, 1 as in the training.

        Returns:
            label, seed, and for sounds `sample_rate` and `audio` (float32 arrays in [-1, 1]), for pictures `picture`.
        """
        from gan_augmentation.compute import Compute

        spread = float((params or {}).get("spread", 1.0))
        numbers, labels = _classes_asked_for(self.generator, model_input)
        seeds = model_input["seed"].tolist() if "seed" in model_input else _new_seeds(len(model_input))
        images = self.generator.sample(numbers, seeds, spread, Compute.detect()).numpy()
        made = list(self.generator.decode(images, seeds))
        frame = pd.DataFrame({"label": labels, "seed": seeds}, index=model_input.index)
        representation = self.generator.representation
        if not representation.of_sound:
            return frame.assign(picture=made)
        return frame.assign(sample_rate=representation.sample_rate, audio=made)


def _classes_asked_for(generator: TrainedGenerator, rows: pd.DataFrame) -> tuple[Any, list[str] | None]:
    import torch

    from gan_augmentation.errors import GanAugmentationError
    from gan_augmentation.gan.class_names import class_number

    if generator.recipe.conditioning.asks_for_class:
        numbers = [class_number(label, generator.classes, "label") for label in rows["label"]]
        return torch.tensor(numbers), [generator.classes[number] for number in numbers]
    if "label" in rows:
        raise GanAugmentationError("label: this generator knows of no class. Leave the column out.")
    return torch.zeros(len(rows), dtype=torch.int64), None


def _new_seeds(count: int) -> list[int]:
    return np.random.default_rng().integers(LARGEST_SEED, size=count).tolist()


mlflow.models.set_model(GeneratorModel())
