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
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.representations.features import View
from gan_augmentation.representations.representation import parse_representation

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
        view: how clips become the images that they see.
        shape: (C, H, W) of an image.
        models: by seed.
        curves: seed, step, loss, accuracy.
    """

    network: Network
    classes: tuple[str, ...]
    view: View
    shape: tuple[int, int, int]
    models: dict[int, Classifier]
    curves: pd.DataFrame

    @classmethod
    def collect(
        cls, network: Network, real: LabelledImages, trained: dict[int, TrainedClassifier]
    ) -> StoredClassifiers:
        """Put classifiers together that were trained on (more than) these real images."""
        curves = pd.concat([each.history.assign(seed=seed) for seed, each in trained.items()])
        models = {seed: each.model for seed, each in trained.items()}
        return cls(network, real.classes, real.view, real.shape, models, curves)

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
            "representation": self.view.representation.model_dump(mode="json"),
            "peak": self.view.peak,
            "shape": self.shape,
            "seeds": list(self.models),
        }
        (folder / DESCRIPTION).write_text(json.dumps(description, indent=2))
        self.curves.to_csv(folder / CURVES, index=False)

    @classmethod
    def load(cls, folder: Path) -> StoredClassifiers:
        """Read what `save` wrote.

        Raises:
            GanAugmentationError: an earlier version wrote it, which did not say how clips become images.
        """
        from safetensors.torch import load_file

        description = json.loads((folder / DESCRIPTION).read_text())
        if "representation" not in description:
            raise GanAugmentationError(
                f"{folder}: an earlier version stored these classifiers, without what they need to hear sounds. "
                "Train them again, with the same command as then."
            )
        adapter: TypeAdapter[Network] = TypeAdapter(Annotated[Network, Field()])
        network = adapter.validate_python(description["network"])
        view = View(parse_representation(description["representation"]), description["peak"])
        classes, shape = tuple(description["classes"]), tuple(description["shape"])
        models = {}
        for seed in description["seeds"]:
            model = network.build(shape, len(classes), seed)
            model.load_state_dict(load_file(folder / f"{seed}.safetensors"))
            models[seed] = model.eval()
        return cls(network, classes, view, shape, models, pd.read_csv(folder / CURVES))
