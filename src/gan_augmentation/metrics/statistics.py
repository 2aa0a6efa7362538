"""How sure a mean accuracy is, and how sure the difference of two arms.

Conventions:

- `predictions`: a row per arm, seed and test clip, with the columns arm, seed, clips_per_class, family, clip_id,
  label, predicted. A cell is one (clips_per_class, family); its arms share the test clips.
- Accuracies and gains are fractions; intervals are central 95 % ones.

A mean over a table of seeds by test clips scatters with both: another seed shifts a whole row, another clip a
whole column. The interval takes its variance from the two-way random effects model without replication, and its
degrees of freedom from Satterthwaite, as is done for readers and cases in radiology (Dorfman, Berbaum & Metz
1992; Hillis 2007). Two arms are compared through their difference per seed and clip, so that a clip both get
wrong adds no doubt.

What an interval covers: other test clips of the same kind, and other seeds of whatever the seed changes (in a single
run the classifier, in the benchmark also the subset of clips and the GAN). What it does not: another split, and that
clips of one speaker are alike. With one seed it covers test clips alone. How often it holds the truth, beside a bootstrap
of seeds and clips: docs/statistics.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]

CELL = ["clips_per_class", "family"]
COVERAGE = 0.95


@dataclass(frozen=True)
class Comparison:
    """The gain of an arm over a baseline (difference of mean accuracies), with its 95 % interval.

    With `n_seeds` of 1 the interval covers the choice of test clips alone.
    """

    arm: str
    baseline: str
    gain: float
    low: float
    high: float
    n_seeds: int
    n_test: int


@dataclass(frozen=True)
class CellComparison(Comparison):
    """A comparison in one cell of a benchmark, whose interval holds together with those of the question's other cells.

    Attributes:
        clips_per_class: the cell's size.
        family: the GAN of the arm or the baseline; "" where neither has one.
        n_cells: cells of the same question, for which the interval was widened.
    """

    clips_per_class: int
    family: str
    n_cells: int


def validate(predictions: pd.DataFrame) -> None:
    """Raise ValueError where the frame breaks the module's conventions."""
    columns = ["arm", "seed", *CELL, "clip_id", "label", "predicted"]
    if missing := [name for name in columns if name not in predictions.columns]:
        raise ValueError(f"predictions lack the columns {missing}")
    if predictions.empty:
        raise ValueError("predictions are empty")


def summarise_arms(predictions: pd.DataFrame) -> pd.DataFrame:
    """Mean test accuracy of each arm in each cell.

    Returns:
        A row per arm and cell, in the order of first appearance: arm, clips_per_class, family, n_seeds, n_test,
        accuracy, low, high.
    """
    validate(predictions)
    rows = []
    for key, part in predictions.groupby(["arm", *CELL], sort=False, dropna=False):
        hits = _hits(part)
        low, high = np.clip(interval(hits.to_numpy()), 0, 1)
        n_seeds, n_test = hits.shape
        rows.append((*key, n_seeds, n_test, float(hits.to_numpy().mean()), float(low), float(high)))
    return pd.DataFrame(rows, columns=["arm", *CELL, "n_seeds", "n_test", "accuracy", "low", "high"])


def accuracy_by_chance(predictions: pd.DataFrame) -> float:
    """The accuracy of one arm in one cell if its answers, each class as often as it was given, knew nothing of the clips.

    What Cohen's kappa (1960) calls the expected agreement; mean over the seeds.
    """
    validate(predictions)
    expected = [
        float(
            np.sum(
                part["label"].value_counts(normalize=True) * part["predicted"].value_counts(normalize=True)
            )
        )
        for _, part in predictions.groupby("seed")
    ]
    return float(np.mean(expected))


def compare_arms(predictions: pd.DataFrame, arm: str, baseline: str) -> Comparison:
    """The paired gain of `arm` over `baseline`, on the seeds and test clips that both have, in one cell.

    Raises:
        ValueError: the frame spans several cells, or the two arms share no seed or no clip.
    """
    validate(predictions)
    if len(predictions[CELL].drop_duplicates()) > 1:
        raise ValueError("predictions span several sizes or families; select one before comparing arms")
    return _compare(predictions, arm, baseline, COVERAGE)


def compare_cells(predictions: pd.DataFrame, questions: Sequence[tuple[str, str]]) -> list[CellComparison]:
    """The paired gain of arm over baseline, for each question in each cell that has both.

    An arm without a GAN has the family "" (or NaN, as after a CSV file) and stands in the cells of every family of its
    size. All intervals of a question hold at once in 95 % of benchmarks at least: that of each of its k cells is a
    1 - 0.05 / k interval (Bonferroni; Dunn 1961). Different questions are not corrected for one another.

    Args:
        predictions: of all arms, sizes and families.
        questions: pairs of arm and baseline.

    Returns:
        Question by question, the sizes in ascending order, the families of a size in the order of first appearance.

    Raises:
        ValueError: arm and baseline share a cell, but no seed or no test clip in it.
    """
    validate(predictions)
    found = []
    for arm, baseline in questions:
        cells = list(_cells_of(predictions, arm, baseline))
        coverage = 1 - (1 - COVERAGE) / max(len(cells), 1)
        found += [
            CellComparison(**asdict(_compare(part, arm, baseline, coverage)), **cell, n_cells=len(cells))
            for cell, part in cells
        ]
    return found


def with_gains(
    summary: pd.DataFrame, comparisons: Sequence[CellComparison], baselines: Mapping[str, str]
) -> pd.DataFrame:
    """The summary of the arms with the gain of each over its baseline, where that was compared.

    Args:
        summary: from `summarise_arms`.
        comparisons: from `compare_cells`.
        baselines: the arm that each arm adds to.

    Returns:
        The rows of the summary with the further columns baseline, gain, gain_low and gain_high (NaN where there is none). An
        arm without a GAN stands once, with the family "".
    """
    gains = pd.DataFrame(
        [
            {
                "arm": each.arm,
                "clips_per_class": each.clips_per_class,
                "family": each.family,
                "baseline": each.baseline,
                "gain": each.gain,
                "gain_low": each.low,
                "gain_high": each.high,
            }
            for each in comparisons
            if baselines.get(each.arm) == each.baseline
        ],
        columns=["arm", *CELL, "baseline", "gain", "gain_low", "gain_high"],
    )
    return summary.merge(gains, on=["arm", *CELL], how="left", validate="one_to_one")


def interval(table: Floats, coverage: float = COVERAGE) -> tuple[float, float]:
    """The interval around the mean of a table (seeds, clips), from the two-way model.

    Where all cells are equal there is no scatter to go by. So many clips without an exception leave room for exceptions among
    others: for 95 %, about 3 in the number of clips (the rule of three, Hanley & Lippman-Hand 1983).
    """
    from scipy import stats

    mean = float(table.mean())
    variance, freedom = _variance_of_mean(table)
    if variance > 0:
        half = float(stats.t.ppf((1 + coverage) / 2, freedom)) * variance**0.5
    else:
        half = 1 - (1 - coverage) ** (1 / table.shape[1])
    return mean - half, mean + half


def _cells_of(
    predictions: pd.DataFrame, arm: str, baseline: str
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Size and family of each cell that has both arms, with their predictions there."""
    asked = predictions[predictions["arm"].isin([arm, baseline])].fillna({"family": ""})
    for size, of_size in asked.groupby("clips_per_class"):
        for family in [name for name in of_size["family"].unique() if name] or [""]:
            part = of_size[of_size["family"].isin([family, ""])]
            if part["arm"].nunique() == 2:
                yield {"clips_per_class": int(str(size)), "family": str(family)}, part


def _compare(predictions: pd.DataFrame, arm: str, baseline: str, coverage: float) -> Comparison:
    ours, theirs = (_hits(predictions[predictions["arm"] == name]) for name in (arm, baseline))
    seeds, clips = ours.index.intersection(theirs.index), ours.columns.intersection(theirs.columns)
    if seeds.empty or clips.empty:
        raise ValueError(f"arms {arm} and {baseline} share no seed or no test clip")
    difference = ours.loc[seeds, clips].to_numpy() - theirs.loc[seeds, clips].to_numpy()
    low, high = interval(difference, coverage)
    return Comparison(arm, baseline, float(difference.mean()), low, high, len(seeds), len(clips))


def _hits(part: pd.DataFrame) -> pd.DataFrame:
    """1.0 where the prediction was right, as a table of seeds (rows) by test clips (columns)."""
    right = (part["predicted"] == part["label"]).astype(float)
    return part.assign(right=right).pivot(index="seed", columns="clip_id", values="right").dropna(axis=1)


def _variance_of_mean(table: Floats) -> tuple[float, float]:
    """The variance of a (seeds, clips) table's mean, and its degrees of freedom.

    Of the three mean squares the rest (seed by clip) is taken off once, for those of seeds and clips both hold it;
    neither effect may come out below zero.
    """
    n_seeds, n_clips = table.shape
    if n_seeds == 1:
        return float(table.var(ddof=1)) / n_clips, n_clips - 1
    by_seed = table.mean(axis=1, keepdims=True) - table.mean()
    by_clip = table.mean(axis=0, keepdims=True) - table.mean()
    rest = table - table.mean() - by_seed - by_clip
    freedom = np.array([n_seeds - 1, n_clips - 1, (n_seeds - 1) * (n_clips - 1)])
    sums = np.array([n_clips * (by_seed**2).sum(), n_seeds * (by_clip**2).sum(), (rest**2).sum()])
    seeds, clips, both = squares = sums / freedom
    total = max(seeds - both, 0.0) + max(clips, both)
    spread = float((squares**2 / freedom).sum())
    return float(total) / table.size, max(float(total) ** 2 / spread, 1.0) if spread > 0 else 1.0
