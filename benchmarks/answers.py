"""The answers of finished benchmarks as one table: what the README shows.

    python benchmarks/answers.py [PROJECT]

Reads `summary.csv` and `comparisons.csv` in `data/08_reporting/*/benchmark/` of the project folder; a row per size and family,
accuracies in %, gains in points with the benchmark's intervals. The control is `classic_distilled`: soft labels without a GAN.
"""

import argparse
from pathlib import Path

import pandas as pd

ARMS = ["real", "classic", "gan", "classic_gan"]
GAINS = {
    "GAN over classic": ("classic_gan", "classic"),
    "control over classic": ("classic_distilled", "classic"),
    "GAN over control": ("classic_gan", "classic_distilled"),
}
HEAD = ["data", "family", "clips a class", *ARMS, *GAINS, "seeds"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("project", nargs="?", type=Path, default=Path())
    project = parser.parse_args().project
    rows = [HEAD, ["---"] * len(HEAD)]
    for folder in sorted(project.glob("data/08_reporting/*/benchmark")):
        if (folder / "comparisons.csv").exists():
            rows += rows_of(
                folder.parent.name, read(folder / "summary.csv"), read(folder / "comparisons.csv")
            )
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


def read(path: Path) -> pd.DataFrame:
    """A table in which an arm or comparison without a GAN has the family ""."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""]).fillna({"family": ""})


def rows_of(data: str, summary: pd.DataFrame, comparisons: pd.DataFrame) -> list[list[str]]:
    """A row per size and family; what has no GAN stands beside every family."""
    cells = summary.loc[summary["family"] != "", ["clips_per_class", "family"]].drop_duplicates()
    rows = []
    for size, family in cells.sort_values("clips_per_class", kind="stable").itertuples(index=False):
        arms, gains = (
            table[(table["clips_per_class"] == size) & table["family"].isin([family, ""])]
            for table in (summary, comparisons)
        )
        accuracies = arms.set_index("arm")["accuracy"]
        rows.append(
            [
                data,
                family,
                str(size),
                *(f"{100 * accuracies[arm]:.1f}" if arm in accuracies.index else "" for arm in ARMS),
                *(gain_of(gains, *question) for question in GAINS.values()),
                str(arms["n_seeds"].min()),
            ]
        )
    return rows


def gain_of(gains: pd.DataFrame, arm: str, baseline: str) -> str:
    """Of one cell, or "" where that was not compared."""
    found = gains[(gains["arm"] == arm) & (gains["baseline"] == baseline)]
    if found.empty:
        return ""
    gain, low, high = 100 * found.iloc[0][["gain", "low", "high"]]
    return f"{gain:+z.1f} ({low:+z.1f} to {high:+z.1f})"


if __name__ == "__main__":
    main()
