"""The table of families: what finished runs measured, a row for each family.

    python benchmarks/families.py --env speech_commands [--data data]

Reads the reports of `kedro run --pipeline augment_audio --env ... --params family=...` (or augment_images) below `data/`; trains
nothing. Seconds are those of the GAN's training steps; gains are differences of mean test accuracy, in points.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd
from safetensors import safe_open

COLUMNS = (
    "family",
    "images seen",
    "images/s",
    "minutes",
    "parameters of G",
    "Fréchet (floor)",
    "inception score (floor)",
    "GAN-test",
    "GAN-train (arm classic)",
    "diversity (floor)",
    "gan - real",
    "classic_gan - classic",
    "seeds",
)


def row_of(data: Path, env: str, family: str) -> list[str]:
    report = data / "08_reporting" / env / family
    log = pd.read_csv(report / "gan_training/log.csv", dtype={"model": "str"})
    shown = log.groupby("model")["images"].diff().fillna(log["images"])
    seconds = (shown / log["images_per_second"]).sum()
    arms = pd.read_csv(report / "arms.csv").groupby("arm")["accuracy"].agg(["mean", "size"])
    overall = json.loads((report / "quality.json").read_text())["overall"]
    gain = 100 * (arms.loc["gan", "mean"] - arms.loc["real", "mean"])
    over_classic = 100 * (arms.loc["classic_gan", "mean"] - arms.loc["classic", "mean"])
    return [
        f"`{family}`",
        f"{shown.sum():,.0f}",
        f"{shown.sum() / seconds:.0f}",
        f"{seconds / 60:.1f}",
        f"{parameters(data / '06_models' / env / family / 'generator/generator.safetensors') / 1e6:.2f} M",
        beside(overall["frechet_distance"]),
        beside(overall["inception_score"]),
        recognised(overall["recognised"]["synthetic"]),
        beside(overall["gan_train"], digits=3),
        beside(overall["diversity"]),
        f"{gain:+.1f}",
        f"{over_classic:+.1f}",
        str(arms["size"].iloc[0]),
    ]


def recognised(share: float | None) -> str:
    """The share; none for a generator that is asked for no class."""
    return "-" if share is None else f"{share:.3f}"


def beside(pair: dict[str, float], digits: int = 2) -> str:
    return f"{pair['synthetic']:.{digits}f} ({pair['floor']:.{digits}f})"


def parameters(weights: Path) -> int:
    with safe_open(weights, framework="np") as file:
        return sum(file.get_tensor(name).size for name in file.keys())  # noqa: SIM118 (not a dict)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--env", default="demo")
    parser.add_argument("--data", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}")
    for quality in sorted((arguments.data / "08_reporting" / arguments.env).glob("*/quality.json")):
        print(f"| {' | '.join(row_of(arguments.data, arguments.env, quality.parent.name))} |")


if __name__ == "__main__":
    main()
