"""The answers of finished benchmarks as one table: what the README shows.

    python benchmarks/answers.py [PROJECT]

Reads `data/08_reporting/*/benchmark/summary.csv` of the project folder; a row per size and family, accuracies in %, gains in
points with the benchmark's intervals.
"""

import argparse
from pathlib import Path

import pandas as pd

ARMS = ["real", "classic", "gan", "classic_gan"]
HEAD = ["data", "family", "clips a class", *ARMS, "GAN over classic", "the same without a GAN", "seeds"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("project", nargs="?", type=Path, default=Path())
    project = parser.parse_args().project
    rows = [HEAD, ["---"] * len(HEAD)]
    for path in sorted(project.glob("data/08_reporting/*/benchmark/summary.csv")):
        rows += rows_of(path.parts[-3], pd.read_csv(path, keep_default_na=False, na_values=[""]))
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


def rows_of(data: str, summary: pd.DataFrame) -> list[list[str]]:
    """A row per size and family; arms without a GAN stand beside every family."""
    summary = summary.fillna({"family": ""})
    cells = summary.loc[summary["family"] != "", ["clips_per_class", "family"]].drop_duplicates()
    rows = []
    for size, family in cells.sort_values("clips_per_class", kind="stable").itertuples(index=False):
        cell = (summary["clips_per_class"] == size) & summary["family"].isin([family, ""])
        rows.append([data, family, str(size), *answers_of(summary[cell].set_index("arm"))])
    return rows


def answers_of(arms: pd.DataFrame) -> list[str]:
    accuracies = [f"{100 * arms['accuracy'][arm]:.1f}" if arm in arms.index else "" for arm in ARMS]
    gains = [gain_of(arms, arm) for arm in ("classic_gan", "classic_distilled")]
    return [*accuracies, *gains, str(arms["n_seeds"].min())]


def gain_of(arms: pd.DataFrame, arm: str) -> str:
    if arm not in arms.index:
        return ""
    gain, low, high = (100 * arms[name][arm] for name in ("gain", "gain_low", "gain_high"))
    return f"{gain:+z.1f} ({low:+z.1f} to {high:+z.1f})"


if __name__ == "__main__":
    main()
