"""Where the time of a training step goes: networks and their gradients, the update of the weights, and the loop's own rest.

    python benchmarks/loop_cost.py [--families relativistic_mel progressive_mel ...] [--steps 60]

Networks are those of the laptop profile at full size; the first half of the steps warms up. "Gradients" is backward passes and
penalties. The rest is drawing batches, augmentation, the average of the generator, and bookkeeping.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from gan_step import recipe_of

from gan_augmentation.compute import Compute
from gan_augmentation.gan import steps
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.state import TrainingState
from gan_augmentation.representations.features import LabelledImages

FAMILIES = ["relativistic_mel", "progressive_mel", "wavegan_acgan", "gansynth"]


class Stopwatch:
    """Seconds by name; a part inside another counts for the outer one alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.running = False

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            if self.running:
                return call(*given, **named)
            self.running, began = True, time.perf_counter()
            try:
                return call(*given, **named)
            finally:
                self.running = False
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

        return measured


@contextmanager
def watched(state: TrainingState, watch: Stopwatch) -> Iterator[None]:
    """The parts of a step report to the stopwatch."""
    penalty, backward = type(state.recipe.penalty).__call__, torch.Tensor.backward
    for network in (state.generator, state.discriminator):
        network.forward = watch.timed("networks", network.forward)
    for optimizer in state.optimizers.values():
        optimizer.step = watch.timed("update", optimizer.step)
    type(state.recipe.penalty).__call__ = watch.timed("gradients", penalty)
    torch.Tensor.backward = watch.timed("gradients", backward)
    try:
        yield
    finally:
        type(state.recipe.penalty).__call__, torch.Tensor.backward = penalty, backward


def some_images(recipe: Recipe) -> LabelledImages:
    rng = np.random.default_rng(0)
    images = rng.uniform(-1, 1, (256, *recipe.representation.shape)).astype(np.float32)
    ids = tuple(map(str, range(256)))
    return LabelledImages(images, rng.integers(0, 7, 256), tuple("abcdefg"), ids, 1.0, recipe.representation)


def shares(family: str, count: int) -> dict[str, float]:
    recipe, compute = recipe_of(family, 10**6), Compute.detect()
    data = some_images(recipe)
    state = TrainingState(recipe, data.shape, 7, 0, compute)
    detail = recipe.schedule.stages(10**6)[-1].detail(10**6)
    recipe.schedule.set_detail(detail, state.generator, state.discriminator, state.averaged_generator)
    for _ in range(count // 2):
        steps.train_step(state, data, detail, compute)
    watch = Stopwatch()
    with watched(state, watch):
        began = time.perf_counter()
        for _ in range(count // 2):
            steps.train_step(state, data, detail, compute)
        whole = time.perf_counter() - began
    parts = {name: watch.seconds[name] / whole for name in ("networks", "gradients", "update")}
    return {"ms": 1000 * whole / (count // 2), **parts, "rest": 1 - sum(parts.values())}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--families", nargs="+", default=FAMILIES)
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    print(f"laptop networks, {torch.get_num_threads()} threads")
    print(
        "| family | ms a step | networks | gradients | update | rest |\n| --- | --- | --- | --- | --- | --- |"
    )
    for family in arguments.families:
        found = shares(family, arguments.steps)
        cells = " | ".join(
            f"{100 * found[name]:.1f} %" for name in ("networks", "gradients", "update", "rest")
        )
        print(f"| `{family}` | {found['ms']:.0f} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
