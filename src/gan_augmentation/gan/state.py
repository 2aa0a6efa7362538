"""All that a training is at one moment, and how it goes to a checkpoint and back."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gan_augmentation.compute import Compute
from gan_augmentation.gan.checkpoints import Checkpoint
from gan_augmentation.gan.networks.discriminator import ConditionedDiscriminator
from gan_augmentation.gan.networks.wave import PhaseShuffle
from gan_augmentation.gan.recipe import Recipe

PLACE = ("images", "step", "stage", "stage_began", "rollbacks")


class TrainingState:
    """The two players, the averaged generator, their optimisers, the stream of chance and the place reached.

    Attributes:
        images: real images shown so far.
        step: steps done so far.
        stage: number of the stage reached.
        stage_began: step at which it began.
        rollbacks: how often the training went back after it diverged.
        chance: the one source of random numbers.
    """

    def __init__(
        self, recipe: Recipe, shape: tuple[int, int, int], classes: int, seed: int, compute: Compute
    ) -> None:
        self.recipe = recipe
        self.images = self.step = self.stage = self.stage_began = self.rollbacks = 0
        self.chance = torch.Generator().manual_seed(seed)
        network_classes = recipe.conditioning.network_classes(classes)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            generator = recipe.generator.build(shape, network_classes)
            discriminator = ConditionedDiscriminator(
                recipe.discriminator,
                recipe.conditioning,
                recipe.augmentation.view_shape(shape),
                network_classes,
                with_spectral_norm=recipe.spectral_norm,
            )
        for layer in discriminator.modules():
            if isinstance(layer, PhaseShuffle):
                layer.chance = self.chance
        self.generator = compute.place_module(generator)
        self.discriminator = compute.place_module(discriminator)
        self.average = AveragedModel(self.generator, use_buffers=True)
        self.reset_optimizers()

    @property
    def latent_size(self) -> int:
        """Length of the generator's latent."""
        return self.recipe.generator.latent_size

    @property
    def learning_rate(self) -> float:
        """The recipe's, halved for each rollback."""
        return self.recipe.optimizer.learning_rate * 0.5**self.rollbacks

    def average_generator(self) -> None:
        """Take the generator's present weights into the average.

        The average looks back over a tenth of the steps of this stage until `ema_decay` is reached: layers that have just
        been added would otherwise stand in it with their first, random weights for most of a short stage.
        """
        passed = self.step - self.stage_began
        decay = min(self.recipe.ema_decay, (1 + passed) / (10 + passed))
        self.average.multi_avg_fn = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
        self.average.update_parameters(self.generator)

    @property
    def averaged_generator(self) -> nn.Module:
        """The generator to keep."""
        return self.average.module

    def reset_optimizers(self) -> None:
        """Fresh optimisers."""
        self.optimizers = {
            name: torch.optim.Adam(
                module.parameters(), lr=self.learning_rate, betas=self.recipe.optimizer.betas, fused=True
            )
            for name, module in (("generator", self.generator), ("discriminator", self.discriminator))
        }

    def slow_down(self, rollbacks: int) -> None:
        """Note that the training went back so often, and lower the learning rate for it."""
        self.rollbacks = rollbacks
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = self.learning_rate

    def is_finite(self) -> bool:
        """Whether every weight of both players is a finite number."""
        players = (self.generator, self.discriminator)
        return all(bool(weight.isfinite().all()) for player in players for weight in player.parameters())

    def to_checkpoint(self, **facts: object) -> Checkpoint:
        """Everything, as tensors by name and plain facts."""
        place = {name: getattr(self, name) for name in PLACE}
        return Checkpoint(dict(self._tensors()), {**place, **facts})

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint of the same recipe."""
        for name in PLACE:
            setattr(self, name, checkpoint.facts[name])
        for name, module in self._modules().items():
            module.load_state_dict(_below(checkpoint.tensors, name))
        self.reset_optimizers()
        for name, optimizer in self.optimizers.items():
            _load_moments(optimizer, _below(checkpoint.tensors, f"{name}_moments"))
        self.chance.set_state(checkpoint.tensors["chance"])

    def _modules(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "discriminator": self.discriminator, "average": self.average}

    def _tensors(self) -> Iterator[tuple[str, Tensor]]:
        for name, module in self._modules().items():
            for key, tensor in module.state_dict().items():
                yield f"{name}.{key}", tensor
        for name, optimizer in self.optimizers.items():
            for index, moments in optimizer.state_dict()["state"].items():
                for key, tensor in moments.items():
                    yield f"{name}_moments.{index}.{key}", tensor
        yield "chance", self.chance.get_state()


def _below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    start = f"{prefix}."
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def _load_moments(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".", 1)
        state.setdefault(int(index), {})[key] = tensor
    (group,) = optimizer.param_groups
    for number, moments in state.items():
        weight = group["params"][number]
        for key, tensor in moments.items():
            if tensor.shape == weight.shape:  # all but the count of steps
                # The fused step goes through memory as it lies there, so moments must lie as their weights do.
                moments[key] = torch.empty_like(weight).copy_(tensor)
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
