"""A trained generator as an object of its own: saved, loaded, sampled by class."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan import latents
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.representation import Representation, parse_representation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from gan_augmentation.compute import Compute
    from gan_augmentation.seeding import Seeds

WEIGHTS, DESCRIPTION = "generator.safetensors", "recipe.json"
BATCH = 32


@dataclass(frozen=True)
class TrainedGenerator:
    """The averaged generator of a family, ready to be sampled without the training data.

    Attributes:
        recipe: what it was trained by.
        classes: names of the classes, in the order of their indices.
        shape: (C, H, W) of an image.
        peak: the scaler's peak, which takes images back to the representation's own values.
        representation: the settings of the way back to sound.
        models: the module of each group of classes (one group, unless there is a model per class).
    """

    recipe: Recipe
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    peak: float
    representation: Representation
    models: dict[str, nn.Module]

    @classmethod
    def from_checkpoints(
        cls, recipe: Recipe, data: LabelledImages, store: CheckpointStore
    ) -> TrainedGenerator:
        """The averaged generator of each model's newest checkpoint."""
        models = {}
        for name, members in recipe.conditioning.groups(data.classes).items():
            newest = store.within(name).newest()
            if newest is None:
                raise GanAugmentationError(
                    f"{store.folder / name}: there is no checkpoint. Train the GAN first, with "
                    "`kedro run --pipeline train_gan`."
                )
            model = recipe.generator.build(data.shape, recipe.conditioning.network_classes(len(members)))
            start = "average.module."
            weights = {k.removeprefix(start): v for k, v in newest.tensors.items() if k.startswith(start)}
            model.load_state_dict(weights)
            models[name] = model
        return cls(recipe, data.classes, data.shape, data.peak, data.representation, models)

    def decode(self, images: NDArray[np.float32], seed: Seeds) -> NDArray[Any]:
        """The clips (N, samples), or pictures (N, height, width), of images (N, C, H, W) in [-1, 1].

        With a seed of its own, a clip is the same whatever is decoded beside it.
        """
        return self.representation.decode(self.representation.scaling(self.peak).unscale(images), seed)

    def sample(self, labels: Tensor, latent_seeds: list[int], spread: float, compute: Compute) -> Tensor:
        """One image for each label and latent seed.

        Args:
            labels: int64 (N,), indices of classes.
            latent_seeds: N seeds; the same seed and label give the same image, whatever stands beside it.
            spread: standard deviation of the latents; 1 is what the generator was trained on, more is more varied.
            compute: device and precision.

        Returns:
            float32 (N, C, H, W) in [-1, 1], on the CPU.
        """
        import torch

        drawn = self.draw(latent_seeds, spread)
        images = torch.empty(len(labels), *self.shape)
        for name, members in self.recipe.conditioning.groups(self.classes).items():
            numbers = torch.tensor([self.classes.index(member) for member in members])
            rows = torch.isin(labels, numbers).nonzero().squeeze(1)
            model = compute.place_module(self.models[name].eval())
            for part in _batches(rows):
                given = self.recipe.conditioning.network_labels(labels[part])
                images[part] = _ask(model, drawn[part], given, compute)
        return images

    def blend(self, drawn: Tensor, weights: Tensor, compute: Compute) -> Tensor:
        """One image for each latent and mix of classes.

        The classes are mixed where the network takes them in. Models that know one class each have no such place: their
        images are mixed.

        Args:
            drawn: latents (N, size).
            weights: of the classes (N, classes), rows that add up to 1.
            compute: device and precision.

        Returns:
            float32 (N, C, H, W) in [-1, 1], on the CPU.
        """
        import torch

        images = torch.zeros(len(drawn), *self.shape)
        for name, members in self.recipe.conditioning.groups(self.classes).items():
            own = weights[:, [self.classes.index(member) for member in members]]
            share = own.sum(1)
            model = compute.place_module(self.models[name].eval())
            for part in _batches(share.nonzero().squeeze(1)):
                given = self.recipe.conditioning.network_weights(own[part])
                images[part] += share[part, None, None, None] * _ask(model, drawn[part], given, compute)
        return images

    def draw(self, latent_seeds: list[int], spread: float) -> Tensor:
        """The latents (N, size) of these seeds, on the CPU."""
        import torch

        return spread * torch.stack([self._latent(seed) for seed in latent_seeds])

    def _latent(self, seed: int) -> Tensor:
        import torch

        chance = torch.Generator().manual_seed(seed)
        return latents.draw(self.recipe.latent, 1, self.recipe.generator.latent_size, chance)[0]

    @property
    def digest(self) -> str:
        """SHA-256 of the weights."""
        digest = hashlib.sha256()
        for name, tensor in self._tensors().items():
            digest.update(name.encode())
            digest.update(tensor.numpy().tobytes())
        return digest.hexdigest()

    def save(self, folder: Path) -> None:
        """Write weights and description into an existing folder."""
        from safetensors.torch import save_file

        save_file(self._tensors(), folder / WEIGHTS)
        description = {
            "recipe": self.recipe.model_dump(mode="json"),
            "classes": self.classes,
            "shape": self.shape,
            "peak": self.peak,
            "representation": self.representation.model_dump(mode="json"),
        }
        (folder / DESCRIPTION).write_text(json.dumps(description, indent=2))

    @classmethod
    def load(cls, folder: Path) -> TrainedGenerator:
        """Read what `save` wrote.

        Raises:
            GanAugmentationError: there is no trained generator.
        """
        from safetensors.torch import load_file

        if not (folder / DESCRIPTION).exists():
            raise GanAugmentationError(
                f"{folder}: there is no trained generator. Train it first, with `kedro run --pipeline train_gan`."
            )
        description = json.loads((folder / DESCRIPTION).read_text())
        recipe, classes = Recipe.model_validate(description["recipe"]), tuple(description["classes"])
        shape = tuple(description["shape"])
        tensors = load_file(folder / WEIGHTS)
        models = {}
        for name, members in recipe.conditioning.groups(classes).items():
            model = recipe.generator.build(shape, recipe.conditioning.network_classes(len(members)))
            start = f"{name}."
            model.load_state_dict(
                {k.removeprefix(start): v for k, v in tensors.items() if k.startswith(start)}
            )
            models[name] = model
        representation = parse_representation(description["representation"])
        return cls(recipe, classes, shape, description["peak"], representation, models)

    def _tensors(self) -> dict[str, Tensor]:
        return {
            f"{name}.{key}": tensor.detach().cpu().contiguous()
            for name, model in self.models.items()
            for key, tensor in model.state_dict().items()
        }


def _batches(rows: Tensor) -> list[Tensor]:
    """At most `BATCH` of the rows at a time; nothing of none."""
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def _ask(model: nn.Module, drawn: Tensor, given: Tensor, compute: Compute) -> Tensor:
    """The images of at most `BATCH` latents.

    The last one is repeated until the batch is full: a batch of another size is computed by other kernels, which round in
    another way, and an image must be the same in any company.
    """
    import torch

    rows = torch.arange(BATCH).clamp_max(len(drawn) - 1)
    with torch.no_grad(), compute.autocast():
        made: Tensor = model(compute.place(drawn[rows]), compute.place(given[rows]))
    return made[: len(drawn)].float().clamp(-1, 1).cpu()
