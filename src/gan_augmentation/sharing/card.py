"""The data card of the augmented set: `README.md` in the form of Hugging Face."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from gan_augmentation.sharing.augmented import PARTS

if TYPE_CHECKING:
    import pandas as pd

    from gan_augmentation.sharing.augmented import AugmentedSet

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~])")
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"))

_CARD = """---
{front_matter}---

# {name}, augmented by a GAN

{total} {medium} of {classes} classes. Those of the train part whose `synthetic` is true were made by a GAN.
The validation and the test part hold real {medium} alone.

| class | {parts} |
| --- | {rule} |
{rows}

## How it was made

The real {medium} are those of the data set `{data_set}`, as gan-augmentation cut and split them (profile `{profile}`,
seed {seed}). The synthetic ones were made by the family `{family}`, trained on the real ones of the train part. The SHA-256 of
the generator's weights is `{model_hash}`. Each synthetic file says in its header that it is synthetic, and
from which latent seed it comes; the column `source` names the file that a real one is from.

## How good it is

| | synthetic | real |
| --- | --- | --- |
{measures}

Real {medium} are those of the test part in the first row, and those of the train part in the others.

Near copies of train clips: {near_copies} of {measured} synthetic clips.

{verdict}

## How it may be used

The licence of the real {medium} is not known to gan-augmentation. **Fill it in**: here, and as `license` above.
Synthetic {medium} derive from the real ones; the same terms may hold for them.

## Ethics

A GAN on a small set can repeat what it was trained on. A synthetic voice may be taken for that of a person in the train part,
who may not have agreed to that. Before you share the set, see that the people heard or seen in it agreed to this use.
Do not pass off the synthetic {medium} as recordings, do not imitate a person with them, and keep the tag in their headers.
"""


@dataclass(frozen=True)
class Facts:
    """What the card says beside what the set itself shows.

    Attributes:
        data_set: its name, as chosen by `--env`.
        family: the GAN recipe.
        profile: how big and how long.
        seed: of the run.
        model_hash: SHA-256 of the generator's weights.
        quality: the contents of quality.json.
        memorisation: the contents of memorisation.json.
        verdict: the contents of verdict.json.
    """

    data_set: str
    family: str
    profile: str
    seed: int
    model_hash: str
    quality: Mapping[str, Any]
    memorisation: Mapping[str, Any]
    verdict: Mapping[str, Any]


def data_card(augmented: AugmentedSet, facts: Facts) -> str:
    """The card as text; names of classes can't break out of it."""
    of_sound = augmented.sample_rate is not None
    table = augmented.table
    counts = _counts(table)
    cells = [" | ".join(map(str, row)) for row in counts.itertuples(index=False)]
    rows = [f"| {_plain(label)} | {row} |" for label, row in zip(counts.index, cells, strict=True)]
    return _CARD.format(
        front_matter=_front_matter(table, facts.data_set, of_sound),
        name=_plain(facts.data_set),
        medium="sounds" if of_sound else "pictures",
        total=len(table),
        classes=len(augmented.classes),
        parts=" | ".join(counts.columns),
        rule=" | ".join(["---"] * len(counts.columns)),
        rows="\n".join(rows),
        measures="\n".join(_measures(facts.quality["overall"])),
        near_copies=facts.memorisation["near_copies"],
        measured=facts.memorisation["clips"]["synthetic"],
        verdict=_plain(facts.verdict["headline"]),
        data_set=facts.data_set,
        family=facts.family,
        profile=facts.profile,
        seed=facts.seed,
        model_hash=facts.model_hash,
    )


def _front_matter(table: pd.DataFrame, data_set: str, of_sound: bool) -> str:
    size = next((name for most, name in _SIZES if len(table) < most), "1M<n<10M")
    folder, there = "audiofolder" if of_sound else "imagefolder", set(table["split"])
    files = [{"split": part, "path": f"{folder}/{part}/**"} for part in PARTS if part in there]
    facts = {
        "license": "unknown",
        "pretty_name": f"{data_set}, augmented by a GAN",
        "task_categories": ["audio-classification" if of_sound else "image-classification"],
        "tags": ["synthetic", "gan", "audio" if of_sound else "image"],
        "size_categories": [size],
        "configs": [{"config_name": "default", "data_files": files}],
    }
    return str(yaml.safe_dump(facts, sort_keys=False))


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Clips of each class: a column for each part, and one for the synthetic ones."""
    kind = table["split"].mask(table["synthetic"], "train, synthetic")
    counts = table.groupby(["label", kind]).size().unstack(fill_value=0)
    return counts.reindex(columns=["train", "train, synthetic", "validation", "test"], fill_value=0)


def _measures(overall: Mapping[str, Any]) -> list[str]:
    """GAN-test, GAN-train and Fréchet distance, beside their floors: what real clips reach."""
    rows = (
        ("recognised by the evaluator (GAN-test)", "recognised", "{:.1%}"),
        (
            "accuracy on the test part of a classifier trained on them and their classic copies alone (GAN-train)",
            "gan_train",
            "{:.1%}",
        ),
        ("Fréchet distance to the test part, on the evaluator's features", "frechet_distance", "{:.2f}"),
    )
    return [
        f"| {words} | {_number(overall[key]['synthetic'], form)} | {_number(overall[key]['floor'], form)} |"
        for words, key, form in rows
    ]


def _number(value: float | None, form: str) -> str:
    return "unknown" if value is None or value != value else form.format(value)


def _plain(text: str) -> str:
    """Text that is shown as it stands: no markup, no line break, no sign that turns the direction of writing."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return _MARKUP.sub(r"\\\1", html.escape(seen))
