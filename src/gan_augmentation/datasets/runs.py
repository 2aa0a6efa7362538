"""The run of MLflow that is being logged to. Who logs says what; whether MLflow answers is not their matter."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_augmentation.datasets.outbox import Outbox
from gan_augmentation.datasets.sending import Sender, give_up_soon, send_leftovers
from gan_augmentation.secrets import without_secrets

if TYPE_CHECKING:
    import numpy as np

LOGGER = logging.getLogger(__name__)

MOST_PARAMS = 100
"""As many as MLflow takes in one call."""

_current: TrackedRun | None = None


def current_run() -> TrackedRun | None:
    """The run that is open, if one is."""
    return _current


class TrackedRun:
    """A run of MLflow: what is logged goes to an outbox on disk and from there to MLflow, at once or when it is back.

    Passwords in addresses, and keys in their queries, are left out of parameters and tags.
    """

    def __init__(self, outbox: Outbox, sender: Sender, experiment: str, key: str = "0") -> None:
        self._outbox, self._sender, self._experiment, self._key = outbox, sender, experiment, key
        self._children = 0

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Log parameters, as text."""
        texts = list(_texts(params).items())
        for begin in range(0, len(texts), MOST_PARAMS):
            some = dict(texts[begin : begin + MOST_PARAMS])
            self._put("facts", metrics={}, step=0, params=some, tags={})

    def log_metrics(self, metrics: Mapping[str, float], step: int = 0) -> None:
        """Log numbers of one step."""
        numbers = {name: float(value) for name, value in metrics.items()}
        self._put("facts", metrics=numbers, step=int(step), params={}, tags={})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags, as text."""
        self._put("facts", metrics={}, step=0, params={}, tags=_texts(tags))

    def log_file(self, path: Path, place: str | None = None) -> None:
        """Log a file as it is now, under its own name in the folder `place` of the run."""
        self._put("file", file=self._outbox.keep(path), place=place)

    def log_picture(self, picture: np.ndarray[Any, Any], name: str, step: int) -> None:
        """Log one picture (rows, columns[, 3], uint8) of a series."""
        from PIL import Image

        kept = self._outbox.place("picture.png")
        Image.fromarray(picture).save(self._outbox.folder / kept)
        self._put("picture", file=kept, name=name, step=int(step))

    def log_generator(self, folder: Path) -> None:
        """Log a saved generator as a model."""
        self._put("generator", file=self._outbox.keep(folder))

    @contextmanager
    def child(self, name: str, tags: Mapping[str, Any]) -> Iterator[TrackedRun]:
        """A run beneath this one, ended with the block."""
        self._children += 1
        child = TrackedRun(self._outbox, self._sender, self._experiment, f"{self._key}.{self._children}")
        child._open(name, tags, parent=self._key)
        yield child
        child.end()

    def end(self, status: str = "FINISHED") -> None:
        """End it as "FINISHED", "FAILED" or "KILLED"."""
        self._put("end", status=status)

    def _open(
        self, name: str, tags: Mapping[str, Any], parent: str | None = None, run_id: str | None = None
    ) -> None:
        from mlflow.tracking.context.registry import resolve_tags

        self._put(
            "run",
            name=name,
            experiment=self._experiment,
            tags=_texts(resolve_tags(dict(tags))),
            parent=parent,
            run_id=run_id,
        )

    def _close(self, status: str) -> None:
        if self._key in self._outbox.unended:
            self._outbox.put("end", self._key, status=status)
        self._sender.send(last=True)
        if waiting := len(self._outbox.waiting):
            LOGGER.warning(
                "MLflow did not answer to the end: %d calls of this run wait in %s. The next run sends them first.",
                waiting,
                self._outbox.folder,
            )
        self._outbox.close()

    def _put(self, kind: str, **arguments: Any) -> None:
        self._outbox.put(kind, self._key, **arguments)
        self._sender.send()


def outboxes(folder: Path, tracking_uri: str) -> Path:
    """Where, below `folder`, the outboxes for this MLflow lie."""
    return folder / re.sub(r"[^A-Za-z0-9.]+", "-", without_secrets(tracking_uri)).strip("-.")[-100:]


def open_run(
    folder: Path, tracking_uri: str, experiment: str, name: str, run_id: str | None = None
) -> TrackedRun:
    """Open the run that all is logged to until it is closed. Before it, what earlier runs could not send is sent.

    Args:
        folder: where outboxes lie.
        tracking_uri: of MLflow.
        experiment: its name in MLflow.
        name: of the run.
        run_id: of a run that is there already and is another's to end.
    """
    global _current
    give_up_soon()
    root = outboxes(folder, tracking_uri)
    send_leftovers(root, tracking_uri)
    outbox = Outbox.open_new(root)
    _current = TrackedRun(outbox, Sender(outbox, tracking_uri), experiment)
    _current._open(name, {}, run_id=run_id)
    return _current


def close_run(status: str) -> None:
    """End the open run, if there is one, and send all that still waits; what can't be sent is left to the next run."""
    global _current
    if _current is not None:
        _current._close(status)
        _current = None


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): without_secrets(str(value)) for name, value in values.items()}
