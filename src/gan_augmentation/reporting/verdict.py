"""The verdict in plain words: did GAN augmentation pay off on this data, by how much, and how sure is that?

Gains are differences of test accuracy, in percentage points. An interval that covers zero is told as "no gain",
whatever the sign of its middle; as "not clear" if it also covers a gain that would be worth a GAN. Under `MIN_SEEDS`
seeds the interval can't show how far training alone scatters, so no verdict is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from gan_augmentation.errors import GanAugmentationError

Outcome = Literal["gain", "no gain", "not clear", "loss", "too few seeds"]

MIN_SEEDS = 3
WORTHWHILE = 0.03
"""A gain below this is hardly worth a GAN: an interval that reaches higher does not show that there is none."""

ARM_WORDS = {
    "real": "real clips alone",
    "classic": "classic augmentation",
    "gan": "GAN augmentation alone",
    "classic_gan": "classic and GAN augmentation together",
    "classic_distilled": "classic augmentation with soft labels and no GAN",
    "classic_copies": "classic augmentation with exact copies in the place of synthetic clips",
    "classic_held_back": "classic augmentation with further real clips in the place of synthetic ones",
    "shuffled": "training on shuffled labels",
}

# The comparison that answers the question comes first: a GAN must add to what augmentation gives for nothing.
QUESTIONS = [("classic_gan", "classic"), ("gan", "real")]
NO_ANSWER = "arms: none shows what the GAN adds. Run `classic_gan` with `classic`, or `gan` with `real`."

SOFT_LABELS_TOO = (
    "Where synthetic clips carry soft labels, these are of an evaluator that saw real clips and their classic copies, so a gain "
    "of the GAN alone over real clips is partly that evaluator's."
)

_ADVICE: dict[Outcome, str] = {
    "gain": "The whole interval lies above zero: the synthetic clips pay off for this classifier and this amount of"
    " data. Whether that is the GAN's doing or that of their soft labels, `--pipeline benchmark` tells with the arm"
    " classic_distilled.",
    "no gain": "A difference of this size can come from the seeds and the choice of test clips alone. Without"
    " further evidence, leave the GAN out: {baseline} is cheaper.",
    "not clear": "The interval covers zero, and gains that would be worth a GAN as well: more seeds or more test clips"
    " would narrow it. Until then {baseline} is cheaper.",
    "loss": "The whole interval lies below zero: the synthetic clips do harm here. Leave them out, or give"
    " them fewer steps (`classifier.training.synthetic_until`) or a smaller share of each batch (`synthetic_share`).",
    "too few seeds": f"Train at least {MIN_SEEDS} seeds per arm before drawing a conclusion.",
}


class Comparison(Protocol):
    """What a verdict is made from: the paired difference of two arms, as `metrics.statistics` gives it."""

    @property
    def arm(self) -> str:
        """The arm in question."""

    @property
    def baseline(self) -> str:
        """The arm it is compared with."""

    @property
    def gain(self) -> float:
        """Mean accuracy of the arm less that of the baseline, a fraction."""

    @property
    def low(self) -> float:
        """Lower end of the gain's 95 % interval."""

    @property
    def high(self) -> float:
        """Upper end of the gain's 95 % interval."""

    @property
    def n_seeds(self) -> int:
        """Seeds that both arms were trained with."""

    @property
    def n_test(self) -> int:
        """Test clips."""


@dataclass(frozen=True)
class Verdict:
    """One sentence that answers the question, what follows from it, and the outcome as a word."""

    headline: str
    details: list[str]
    outcome: Outcome


def verdict(
    comparisons: Sequence[Comparison], *, data_set: str, clips_per_class: int, family: str
) -> Verdict:
    """The verdict on one data set at one size.

    Args:
        comparisons: of `classic_gan` with `classic` (or, where these arms were not run, `gan` with `real`),
            which gives the headline; any others become details.
        data_set: its name, as chosen by `--env`.
        clips_per_class: training clips of each class.
        family: the GAN recipe.

    Raises:
        GanAugmentationError: no comparison tells what the GAN adds.
    """
    main = _main(comparisons)
    outcome = judge(main)
    data = f"On this data ({data_set}, {clips_per_class} training clips a class)"
    others = [sentence(other) for other in comparisons if other is not main]
    source = (
        f"The synthetic clips come from the {family} recipe, trained on the training part alone. {SOFT_LABELS_TOO} The "
        "intervals cover other seeds and other test clips (two-way random effects model), for one split and one training of the "
        "GAN; clips of one speaker count as independent, so that with few speakers in the test part they are too narrow."
    )
    return Verdict(
        headline=f"{data} {sentence(main)}",
        details=[_ADVICE[outcome].format(baseline=ARM_WORDS[main.baseline]), *map(capital, others), source],
        outcome=outcome,
    )


def judge(comparison: Comparison) -> Outcome:
    """The outcome of one comparison, from its interval and its number of seeds."""
    if comparison.n_seeds < MIN_SEEDS:
        return "too few seeds"
    if comparison.low > 0:
        return "gain"
    if comparison.high < 0:
        return "loss"
    return "not clear" if comparison.high > WORTHWHILE else "no gain"


def points(fraction: float) -> str:
    """A difference of accuracies as signed percentage points: 0.013 is "+1.3"."""
    return f"{100 * fraction:+z.1f}"


def _main(comparisons: Sequence[Comparison]) -> Comparison:
    by_arms = {(each.arm, each.baseline): each for each in comparisons}
    for question in QUESTIONS:
        if question in by_arms:
            return by_arms[question]
    raise GanAugmentationError(NO_ANSWER)


def sentence(comparison: Comparison) -> str:
    """The comparison told with its outcome, interval, seeds and test clips; it begins with a small letter."""
    interval = interval_words(comparison)
    seeds = seed_words(comparison)
    sample = f"{seeds}, {comparison.n_test} test clips"
    arm, baseline = words_of(comparison)
    gain = points(comparison.gain)
    outcome = judge(comparison)
    if outcome == "too few seeds":
        cannot = "one seed cannot tell" if comparison.n_seeds == 1 else f"{seeds} cannot tell"
        return f"{cannot} whether {arm} pays off: {gain} points over {baseline} were seen ({sample})."
    if outcome == "no gain":
        return f"{arm} showed no gain over {baseline}: {gain} points ({interval} covers zero; {sample})."
    if outcome == "not clear":
        return f"{arm} may or may not have gained over {baseline}: {gain} points were seen ({interval}; {sample})."
    if outcome == "gain":
        return f"{arm} gained {gain} points ({interval}; {sample}) over {baseline}."
    return (
        f"{arm} cost {points(-comparison.gain).lstrip('+')} points ({interval}; {sample}) against {baseline}."
    )


def interval_words(comparison: Comparison) -> str:
    """The interval, in signed points."""
    return f"95 % interval {points(comparison.low)} to {points(comparison.high)}"


def seed_words(comparison: Comparison) -> str:
    """How many seeds both arms have."""
    return f"{comparison.n_seeds} {'seed' if comparison.n_seeds == 1 else 'seeds'}"


def words_of(comparison: Comparison) -> tuple[str, str]:
    """Arm and baseline in words; against classic augmentation, what is added to it is the GAN."""
    added = comparison.arm == "classic_gan" and comparison.baseline.startswith("classic")
    return "GAN augmentation" if added else ARM_WORDS[comparison.arm], ARM_WORDS[comparison.baseline]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[0].upper() + text[1:]
