"""What a published small network reaches on the same clips.

    python benchmarks/published_network.py --env speech_commands --params source=PATH --seeds 3

res8 of Tang and Lin, "Deep residual learning for small-footprint keyword spotting" (ICASSP 2018, arXiv 1710.10361), 110,000
parameters, trained as published but for the number of steps: 40 MFCCs of 30 ms windows every 10 ms, a random shift of up to
100 ms at each look, SGD with momentum .9, a learning rate of .1 that falls to a tenth after a third of the steps and again
after two thirds, batches of 64, weight decay 1e-5. Their background noise is left out, since a small set has no recordings of
it. It sees the train part and is tested on the test part of the split that all arms have; nothing is chosen by its accuracy.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import click
import librosa
import numpy as np
import torch
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from gan_augmentation.cli import cli, split_params

ROOT = Path(__file__).parents[1]
RATE, MAPS, SHIFT = 16_000, 45, 1_600
MFCC = {"sr": RATE, "n_mfcc": 40, "n_fft": 480, "hop_length": 160, "n_mels": 40, "fmin": 20, "fmax": 4000}


class Res8(nn.Module):
    """Three residual blocks of two convolutions each, after one convolution and an average over 4x3."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, MAPS, 3, padding=1, bias=False)
        self.pool = nn.AvgPool2d((4, 3))
        self.convolutions = nn.ModuleList(nn.Conv2d(MAPS, MAPS, 3, padding=1, bias=False) for _ in range(6))
        self.norms = nn.ModuleList(nn.BatchNorm2d(MAPS, affine=False) for _ in range(6))
        self.output = nn.Linear(MAPS, classes)

    def forward(self, mfcc: Tensor) -> Tensor:
        """Logits (n, classes) of MFCCs (n, 40, frames)."""
        kept = x = self.pool(torch.relu(self.first(mfcc[:, None])))
        for number, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            x = torch.relu(convolution(x))
            if number % 2:
                kept = x = x + kept
            x = norm(x)
        return self.output(x.mean((2, 3)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env")
    parser.add_argument("--params", default="", help="as for kedro run")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=1500)
    arguments = parser.parse_args()
    parts, classes = prepare(arguments)
    found = [measure(parts, classes, seed, arguments.steps) for seed in range(arguments.seeds)]
    print(
        f"{len(parts['train'][0])} train clips, {len(parts['test'][0])} test clips, {arguments.steps} steps"
    )
    print(f"res8: {np.mean(found):.3f} ({', '.join(f'{each:.3f}' for each in found)})")


Part = tuple[NDArray[np.float32], NDArray[np.int64]]


def prepare(arguments: argparse.Namespace) -> tuple[dict[str, Part], int]:
    """The clips (n, samples) and classes of each part, as the project splits them."""
    bootstrap_project(ROOT)
    switches = split_params(click.Context(cli), cli.commands["run"].params[0], arguments.params)
    with KedroSession.create(ROOT, env=arguments.env, runtime_params=switches) as session:
        catalog = session.load_context().catalog
        made = session.run(pipeline_name="prepare_audio", to_outputs=["clips", "split"])
        # What an earlier run has prepared is not made again, and lies in the catalog.
        clips, split = ((made.get(name) or catalog.get(name)).load() for name in ("clips", "split"))
    labels = sorted(split["label"].unique())
    parts = {
        name: (clips.of(rows["clip_id"]), rows["label"].map(labels.index).to_numpy())
        for name, rows in split.groupby("split")
    }
    return parts, len(labels)


def measure(parts: dict[str, Part], classes: int, seed: int, steps: int) -> float:
    """Accuracy on the test part after a training on the train part."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = Res8(classes)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-5)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [steps // 3, 2 * steps // 3])
    audio, labels = parts["train"]
    for _ in tqdm(range(steps), desc=f"seed {seed}", unit="step"):
        rows = chance.integers(len(audio), size=64)
        shifted = [shift(audio[row], int(chance.integers(-SHIFT, SHIFT + 1))) for row in rows]
        loss = nn.functional.cross_entropy(network(mfcc(np.stack(shifted))), torch.from_numpy(labels[rows]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    network.eval()
    audio, labels = parts["test"]
    with torch.no_grad():
        return float((network(mfcc(audio)).argmax(1).numpy() == labels).mean())


def mfcc(audio: NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(librosa.feature.mfcc(y=audio, **MFCC).astype(np.float32))


def shift(audio: NDArray[np.float32], samples: int) -> NDArray[np.float32]:
    """The sound so many samples later, silence before it."""
    moved = np.roll(audio, samples)
    moved[slice(0, samples) if samples > 0 else slice(len(audio) + samples, None)] = 0
    return moved


if __name__ == "__main__":
    main()
