"""Trained classifiers as objects of their own: saved, loaded, asked together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
from pydantic import Field, TypeAdapter

from gan_augmentation.classifier.networks import Network
from gan_augmentation.classifier.training import TrainedClassifier

if TYPE_CHECKING:
    from gan_augmentation.classifier.modules import Classifier
    from gan_augmentation.classifier.prediction import Ensemble
    from gan_augmentation.representations.features import LabelledImages

DESCRIPTION, CURVES = "classifiers.json", "curves.csv"


@dataclass(frozen=True)
class StoredClassifiers:
    """Classifiers of one network and one training set that differ by their seed.

    Attributes:
        network: the settings of their network.
        classes: names of the classes.
        shape: (C, H, W) of an image.
        models: by seed.
        curves: seed, step, loss, accuracy.
    """

    network: Network
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    models: dict[int, Classifier]
    curves: pd.DataFrame

    @classmethod
    def collect(
        cls,
        network: Network,
        classes: tuple[str, ...],
        shape: tuple[int, int, int],
        trained: dict[int, TrainedClassifier],
    ) -> StoredClassifiers:
        """Put trained classifiers together."""
        curves = pd.concat([each.history.assign(seed=seed) for seed, each in trained.items()])
        return cls(network, classes, shape, {seed: each.model for seed, each in trained.items()}, curves)

    @property
    def ensemble(self) -> Ensemble:
        """All of them, asked together."""
        from gan_augmentation.classifier.prediction import Ensemble

        return Ensemble(list(self.models.values()))

    def predictions(self, part: LabelledImages) -> pd.DataFrame:
        """What each of them answers: seed, clip_id, label, predicted."""
        from gan_augmentation.classifier.prediction import predict

        return pd.concat(
            [
                pd.DataFrame(
                    {
                        "seed": seed,
                        "clip_id": part.clip_ids,
                        "label": part.label_names,
                        "predicted": [self.classes[best] for best in predict(model, part.images).argmax(1)],
                    }
                )
                for seed, model in self.models.items()
            ],
            ignore_index=True,
        )

    def save(self, folder: Path) -> None:
        """Write into an existing folder."""
        from safetensors.torch import save_file

        for seed, model in self.models.items():
            weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
            save_file(weights, folder / f"{seed}.safetensors")
        description = {
            "network": self.network.model_dump(mode="json"),
            "classes": self.classes,
            "shape": self.shape,
            "seeds": list(self.models),
        }
        (folder / DESCRIPTION).write_text(json.dumps(description, indent=2))
        self.curves.to_csv(folder / CURVES, index=False)

    @classmethod
    def load(cls, folder: Path) -> StoredClassifiers:
        """Read what `save` wrote."""
        from safetensors.torch import load_file

        description = json.loads((folder / DESCRIPTION).read_text())
        adapter: TypeAdapter[Network] = TypeAdapter(Annotated[Network, Field()])
        network = adapter.validate_python(description["network"])
        classes, shape = tuple(description["classes"]), tuple(description["shape"])
        models = {}
        for seed in description["seeds"]:
            model = network.build(shape, len(classes), seed)
            model.load_state_dict(load_file(folder / f"{seed}.safetensors"))
            models[seed] = model.eval()
        return cls(network, classes, shape, models, pd.read_csv(folder / CURVES))
