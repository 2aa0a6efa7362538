"""The verdict of a benchmark in plain words: at which sizes did GAN augmentation pay off, with which family, how surely?

Sizes are training clips of a class. The words for each outcome are those of `verdict`; the intervals are taken
to hold together over the cells of a question, as `metrics.statistics.compare_cells` gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.reporting.verdict import (
    ARM_WORDS,
    NO_ANSWER,
    QUESTIONS,
    SOFT_LABELS_TOO,
    Comparison,
    Outcome,
    capital,
    interval_words,
    judge,
    points,
    seed_words,
    sentence,
)

BenchmarkOutcome = Literal[
    "gain", "gain, not clearly the GAN's", "no gain", "not clear", "loss", "gain and loss", "too few seeds"
]


class CellComparison(Comparison, Protocol):
    """A comparison at one size, with one family."""

    @property
    def clips_per_class(self) -> int:
        """Training clips of a class."""

    @property
    def family(self) -> str:
        """The GAN; "" where neither arm has one."""

    @property
    def n_cells(self) -> int:
        """Cells of the same question, over which the intervals hold together."""


@dataclass(frozen=True)
class LostGan:
    """A GAN that could not be trained or used, so that what it was for is missing."""

    clips_per_class: int
    seed: int
    family: str


# A gain, and the GAN against its control at the same place, where that was run.
Gain = tuple[CellComparison, CellComparison | None]


@dataclass(frozen=True)
class BenchmarkVerdict:
    """What the benchmark found.

    Attributes:
        headline: the answer for all sizes, a sentence for each family.
        outcome: the answer as a word; "gain" or "loss" where there is one at any size, "gain, not clearly the GAN's" where
            no gain stands out from that of the control.
        where: in how many cells there is this gain or loss, as "at 1 of 3 sizes"; "" where it is so in all, or there is neither.
        cells: a sentence for each size and family.
        source: for each gain, whether it is the GAN's or that of its soft labels.
        certainty: what the intervals cover.
    """

    headline: str
    outcome: BenchmarkOutcome
    where: str
    cells: list[str]
    source: list[str]
    certainty: str


def benchmark_verdict(
    comparisons: Sequence[CellComparison], *, data_set: str, lost: Sequence[LostGan] = ()
) -> BenchmarkVerdict:
    """The verdict over all sizes and families of one data set.

    Args:
        comparisons: of all questions. `classic_gan` with `classic` (or, where these arms were not run, `gan` with `real`)
            gives the verdict, `classic_gan` with `classic_distilled` the source of a gain.
        data_set: its name, as chosen by `--env`.
        lost: GANs that the comparisons know nothing of.

    Raises:
        GanAugmentationError: no comparison tells what the GAN adds.
    """
    main = _main(comparisons)
    families = _families(main)
    several = len(families) > 1
    told = [
        _headline(of_family, f" by {family}" if several else "") for family, of_family in families.items()
    ]
    gains = _gains(main, comparisons)
    denied = [(gain, control) for gain, control in gains if control and _denies(control)]
    outcome = _overall(main, bool(gains) and len(denied) == len(gains))
    if denied:
        told.append(_of_the_control(denied, "" if len(denied) == len(gains) else _places_of(denied, several)))
    if lost:
        told.append(_of_the_lost(lost))
    return BenchmarkVerdict(
        headline=f"On this data ({data_set}) {told[0]}{''.join(f' {capital(each)}' for each in told[1:])}",
        outcome=outcome,
        where=_where(main, outcome, len(denied), several),
        cells=[_of_cell(each, several) for each in main],
        source=[_of_gain(gain, control, several) for gain, control in gains],
        certainty=_certainty(main[0]),
    )


def places(sizes: Sequence[int]) -> str:
    """Sizes as words: "20, 50 and 100"."""
    *others, last = map(str, sizes)
    return f"{', '.join(others)} and {last}" if others else last


def _main(comparisons: Sequence[CellComparison]) -> list[CellComparison]:
    for question in QUESTIONS:
        if found := [each for each in comparisons if (each.arm, each.baseline) == question]:
            return found
    raise GanAugmentationError(NO_ANSWER)


def _families(comparisons: Sequence[CellComparison]) -> dict[str, list[CellComparison]]:
    names = dict.fromkeys(each.family for each in comparisons)
    return {name: [each for each in comparisons if each.family == name] for name in names}


def _headline(cells: Sequence[CellComparison], by: str) -> str:
    """One sentence for one family: first where it gained, then where it cost, then where it did neither."""
    first, *others = _clauses(cells)
    verb, relation, sizes = first
    baseline = ARM_WORDS[cells[0].baseline]
    subject = "GAN augmentation" if cells[0].arm == "classic_gan" else ARM_WORDS[cells[0].arm]
    more = "".join(f"; at {sizes} it {verb}" for verb, _, sizes in others)
    return f"{subject}{by} {verb} {relation} {baseline} at {sizes} clips a class{more}."


def _clauses(cells: Sequence[CellComparison]) -> list[tuple[str, str, str]]:
    """Verb, relation to the baseline, and sizes; gains and losses one by one, the others together."""
    by_outcome = _by_outcome(cells)
    clauses = [
        (f"gained {points(each.gain)} points {_sample(each)}", "over", str(each.clips_per_class))
        for each in by_outcome["gain"]
    ]
    clauses += [
        (
            f"cost {points(-each.gain).lstrip('+')} points {_sample(each)}",
            "against",
            str(each.clips_per_class),
        )
        for each in by_outcome["loss"]
    ]
    if alike := by_outcome["no gain"]:
        clauses.append(("showed no gain", "over", _sizes(alike)))
    if unclear := by_outcome["not clear"]:
        clauses.append(("may or may not have gained", "over", _sizes(unclear)))
    if few := by_outcome["too few seeds"]:
        clauses.append(("had too few seeds to tell of a gain", "over", _sizes(few)))
    return clauses


def _denies(control: CellComparison) -> bool:
    """Whether the GAN was set against its control, and was not seen to gain more."""
    return judge(control) in ("no gain", "not clear", "loss")


def _by_outcome(cells: Sequence[CellComparison]) -> dict[Outcome, list[CellComparison]]:
    outcomes: tuple[Outcome, ...] = ("gain", "loss", "no gain", "not clear", "too few seeds")
    return {outcome: [each for each in cells if judge(each) == outcome] for outcome in outcomes}


def _sample(comparison: CellComparison) -> str:
    return f"({interval_words(comparison)}, {seed_words(comparison)})"


def _sizes(cells: Sequence[CellComparison]) -> str:
    return places([each.clips_per_class for each in cells])


def _overall(main: Sequence[CellComparison], denied: bool) -> BenchmarkOutcome:
    """The answer as a word; `denied` is whether no gain stands out from that of its control."""
    outcomes = {judge(each) for each in main}
    if {"gain", "loss"} <= outcomes:
        return "gain and loss"
    if denied:
        return "gain, not clearly the GAN's"
    order: tuple[Outcome, ...] = ("gain", "loss", "not clear", "no gain", "too few seeds")
    return next(outcome for outcome in order if outcome in outcomes)


def _where(main: Sequence[CellComparison], outcome: BenchmarkOutcome, denied: int, several: bool) -> str:
    """In how many cells there is the gain or loss that the outcome names; a gain that is denied is none of the GAN's."""
    found = _by_outcome(main)
    counts: dict[BenchmarkOutcome, int] = {
        "gain": len(found["gain"]) - denied,
        "gain, not clearly the GAN's": denied,
        "loss": len(found["loss"]),
    }
    held = counts.get(outcome, len(main))
    if held == len(main):
        return ""
    return f"in {held} of {len(main)} cases" if several else f"at {held} of {len(main)} sizes"


def _of_cell(cell: CellComparison, several: bool) -> str:
    family = f", {cell.family}" if several else ""
    return f"{cell.clips_per_class} clips a class{family}: {sentence(cell)}"


def _certainty(cell: CellComparison) -> str:
    together = (
        f" The {cell.n_cells} intervals hold together: each is wider than it would be alone."
        if cell.n_cells > 1
        else ""
    )
    alone = f" {SOFT_LABELS_TOO}" if cell.baseline == "real" else ""
    return (
        "A seed has its own subset of the training part (or the whole, where that is the size), its own GAN and its own "
        "classifiers; all are tested on the same clips, of one split; those of one speaker count as independent. A size counts "
        f"the clips of each class; of a class that has fewer, all are taken.{together}{alone}"
    )


def _of_the_lost(lost: Sequence[LostGan]) -> str:
    """What the headline says of GANs that failed: those that did not may be the better ones."""
    names = [f"{each.family} at {each.clips_per_class} clips a class, seed {each.seed}" for each in lost]
    one = len(lost) == 1
    return (
        f"{'one GAN' if one else f'{len(lost)} GANs'} could not be trained or used, and {'is' if one else 'are'} missing here "
        f"({'; '.join(names)})."
    )


def _gains(main: Sequence[CellComparison], comparisons: Sequence[CellComparison]) -> list[Gain]:
    """Each gain over classic augmentation, beside what the GAN adds there to the soft labels that it brings along."""
    beside = {
        (each.clips_per_class, each.family): each
        for each in comparisons
        if (each.arm, each.baseline) == ("classic_gan", "classic_distilled")
    }
    return [
        (each, beside.get((each.clips_per_class, each.family)))
        for each in main
        if judge(each) == "gain" and each.arm == "classic_gan"
    ]


def _of_the_control(denied: Sequence[tuple[CellComparison, CellComparison]], where: str) -> str:
    """What the headline says of gains that don't stand out from those of the control."""
    if all(judge(control) == "loss" for _, control in denied):
        return f"soft labels without a GAN gained more{where}."
    these, those = ("this gain", "that") if len(denied) == 1 else ("these gains", "those")
    if where:
        these = f"the gain{'s' * (len(denied) > 1)}{where}"
    return f"{these} could not be told from {those} of soft labels without a GAN."


def _places_of(gains: Sequence[Gain], several: bool) -> str:
    if several:
        return " " + " and ".join(f"at {gain.clips_per_class} with {gain.family}" for gain, _ in gains)
    return f" at {_sizes([gain for gain, _ in gains])}"


def _of_gain(gain: CellComparison, control: CellComparison | None, several: bool) -> str:
    return f"At {gain.clips_per_class} clips a class{f' with {gain.family}' if several else ''} {_whose(control)}"


def _whose(cell: CellComparison | None) -> str:
    """The rest of a sentence on a gain: what it is by, from the comparison with soft labels alone."""
    if cell is None:
        return (
            "it was not tested whether soft labels gain as much without a GAN: run the arm classic_distilled."
        )
    numbers = f"{points(cell.gain)} points, {interval_words(cell)}, {seed_words(cell)}"
    match judge(cell):
        case "gain":
            return f"the gain is the GAN's: it beats soft labels on fresh classic copies, without a GAN ({numbers})."
        case "no gain" | "not clear":
            return f"the gain can't be told from that of soft labels on fresh classic copies, without a GAN ({numbers})."
        case "loss":
            return f"no GAN is needed: soft labels on fresh classic copies gain more ({numbers})."
        case "too few seeds":
            return f"there are too few seeds to tell the gain from that of soft labels without a GAN ({numbers})."
