"""How well a classifier names clips it has not seen.

Conventions:

- `labels`, `predicted`: sequences of N class names, the true one and the likeliest one, in the same order.
- `classes`: all class names, in the order of rows and columns; a class without clips counts as F1 = 0.
- Accuracy and F1 are fractions in [0, 1]. Macro F1 is the plain mean over the classes.
- A confusion matrix has the true classes as rows and the predicted ones as columns, and counts clips.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score


def validate(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> None:
    """Raise ValueError where the sequences break the module's conventions."""
    if len(labels) != len(predicted):
        raise ValueError(f"{len(labels)} labels stand against {len(predicted)} predictions")
    if len(labels) == 0:
        raise ValueError("no clips to evaluate")
    if unknown := (set(labels) | set(predicted)) - set(classes):
        raise ValueError(f"{sorted(unknown)} are not among the classes {list(classes)}")


def accuracy(labels: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of clips named rightly."""
    return float(accuracy_score(np.asarray(labels), np.asarray(predicted)))


def macro_f1(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> float:
    """The F1 score of each class, averaged over the classes."""
    return float(
        f1_score(
            np.asarray(labels), np.asarray(predicted), labels=list(classes), average="macro", zero_division=0
        )
    )


def confusion(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> pd.DataFrame:
    """Clips counted by true class (rows) and predicted class (columns)."""
    validate(labels, predicted, classes)
    counts = confusion_matrix(np.asarray(labels), np.asarray(predicted), labels=list(classes))
    return pd.DataFrame(
        counts, index=pd.Index(classes, name="label"), columns=pd.Index(classes, name="predicted")
    )


def evaluate(labels: Sequence[str], predicted: Sequence[str], classes: Sequence[str]) -> dict[str, float]:
    """Accuracy and macro F1 by name."""
    validate(labels, predicted, classes)
    return {
        "accuracy": accuracy(labels, predicted),
        "macro_f1": macro_f1(labels, predicted, classes),
    }


def score_seeds(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """`evaluate` for each seed of a frame with the columns seed, label and predicted: a row per seed."""
    rows = [
        {"seed": seed, **evaluate(list(own["label"]), list(own["predicted"]), classes)}
        for seed, own in predictions.groupby("seed", sort=False)
    ]
    return pd.DataFrame(rows)
