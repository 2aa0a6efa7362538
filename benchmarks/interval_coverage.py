"""How often the 95 % interval of a gain holds the true gain: ours beside a bootstrap over seeds and clips.

    python benchmarks/interval_coverage.py [--tables 1000]

Makes up tables of right answers (seeds by clips) of two arms whose true gain is known, as a classifier with normal effects
would give them: clips differ in difficulty for both arms and a little for each, seeds differ in skill for both (the subset)
and for each. Ours is `metrics.statistics`; the bootstrap resamples seeds and clips with replacement, and takes the middle 95 %
of the mean gains (two-way percentile bootstrap). Prints the coverage of both, and their mean widths in points.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gan_augmentation.metrics.statistics import interval

SEEDS = (3, 5, 10)
SCATTER = (0.0, 1.0, 3.0, 6.0)
CLIPS = 300
ACCURACY, GAIN = 0.85, 0.03
DIFFICULTY, OWN_DIFFICULTY, SUBSET, NOISE = 1.0, 0.2, 0.1, 0.5
RESAMPLED = 1000

Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=1000, help="tables made up for each row")
    tables = parser.parse_args().tables
    print(
        "| seeds | SD of the gain over seeds, points | ours | bootstrap | width of ours | of the bootstrap |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for n_seeds in SEEDS:
        for scatter in SCATTER:
            show(n_seeds, scatter, tables)


def show(n_seeds: int, scatter: float, tables: int) -> None:
    """Print a row of the table."""
    generator = np.random.default_rng(0)
    clip_weights = generator.multinomial(CLIPS, np.full(CLIPS, 1 / CLIPS), size=RESAMPLED) / CLIPS
    found = np.array(
        [
            (interval(gains), bootstrap(gains, clip_weights, generator))
            for gains in made_up(n_seeds, scatter, tables, generator)
        ]
    )
    held = ((found[..., 0] <= GAIN) & (found[..., 1] >= GAIN)).mean(axis=0)
    width = 100 * (found[..., 1] - found[..., 0]).mean(axis=0)
    print(
        f"| {n_seeds} | {scatter:.0f} | {held[0]:.1%} | {held[1]:.1%} | {width[0]:.1f} | {width[1]:.1f} |",
        flush=True,
    )


def made_up(n_seeds: int, scatter: float, tables: int, generator: np.random.Generator) -> Iterator[Floats]:
    """Tables (seeds, clips) of the gain: 1 where only the arm is right, -1 where only the baseline is."""
    others = DIFFICULTY**2 + OWN_DIFFICULTY**2 + SUBSET**2 + NOISE**2
    slope = stats.norm.pdf(stats.norm.ppf(ACCURACY)) / others**0.5  # of the accuracy, against skill
    own_skill = scatter / 100 / 2**0.5 / slope
    spread = (others + own_skill**2) ** 0.5
    for _ in range(tables):
        both = generator.normal(0, SUBSET, (n_seeds, 1)) - generator.normal(0, DIFFICULTY, CLIPS)
        baseline, arm = (
            spread * stats.norm.ppf(accuracy)
            + both
            + generator.normal(0, own_skill, (n_seeds, 1))
            + generator.normal(0, OWN_DIFFICULTY, CLIPS)
            + generator.normal(0, NOISE, (n_seeds, CLIPS))
            > 0
            for accuracy in (ACCURACY, ACCURACY + GAIN)
        )
        yield arm.astype(float) - baseline


def bootstrap(gains: Floats, clip_weights: Floats, generator: np.random.Generator) -> tuple[float, float]:
    """The two-way percentile interval of a table's mean; the weights of clips serve all tables."""
    n_seeds = len(gains)
    seed_weights = generator.multinomial(n_seeds, np.full(n_seeds, 1 / n_seeds), size=RESAMPLED) / n_seeds
    means = ((seed_weights @ gains) * clip_weights).sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


if __name__ == "__main__":
    main()
