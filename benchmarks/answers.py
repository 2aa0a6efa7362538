"""The answers of finished benchmarks as one table: what the README shows.

    python benchmarks/answers.py [PROJECT]

Reads `data/08_reporting/*/benchmark/summary.csv` of the project folder; accuracies in %, gains in points with the benchmark's
intervals.
"""

import argparse
from pathlib import Path

import pandas as pd

ARMS = ["real", "classic", "gan", "classic_gan"]
HEAD = ["data", "clips a class", *ARMS, "GAN over classic", "the same without a GAN", "seeds"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("project", nargs="?", type=Path, default=Path())
    project = parser.parse_args().project
    rows = [HEAD, ["---"] * len(HEAD)]
    for path in sorted(project.glob("data/08_reporting/*/benchmark/summary.csv")):
        summary = pd.read_csv(path, keep_default_na=False, na_values=[""])
        rows += [row_of(path.parts[-3], size, arms) for size, arms in summary.groupby("clips_per_class")]
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


def row_of(data: str, size: int, arms: pd.DataFrame) -> list[str]:
    arms = arms.set_index("arm")
    accuracies = [f"{100 * arms['accuracy'][arm]:.1f}" if arm in arms.index else "" for arm in ARMS]
    gains = [gain_of(arms, arm) for arm in ("classic_gan", "classic_distilled")]
    return [data, str(size), *accuracies, *gains, str(arms["n_seeds"].iloc[0])]


def gain_of(arms: pd.DataFrame, arm: str) -> str:
    if arm not in arms.index:
        return ""
    gain, low, high = (100 * arms[name][arm] for name in ("gain", "gain_low", "gain_high"))
    return f"{gain:+.1f} ({low:+.1f} to {high:+.1f})"


if __name__ == "__main__":
    main()
