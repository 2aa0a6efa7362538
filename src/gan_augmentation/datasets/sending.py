"""Sends what waits in an outbox to MLflow, as soon as MLflow takes it."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from filelock import FileLock

from gan_augmentation.datasets.outbox import Entry, Outbox
from gan_augmentation.secrets import without_secrets

if TYPE_CHECKING:
    from mlflow import MlflowClient

LOGGER = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0
"""Seconds after a failure in which MLflow is left alone; each further failure doubles them. So a server that lets every call
run into its time limit costs a training a tenth of its time at most."""
AT_A_TIME = 10.0
"""Seconds that one call of a training may spend on what had waited."""
REFUSALS = {"INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST", "RESOURCE_ALREADY_EXISTS", "INVALID_STATE"}
"""MLflow's words for a call that it would refuse again."""


def give_up_soon() -> None:
    """MLflow's own retries last minutes; here what fails is kept and sent later. What the user has set stays."""
    for name, value in {"MAX_RETRIES": "1", "BACKOFF_FACTOR": "1", "TIMEOUT": "30"}.items():
        os.environ.setdefault(f"MLFLOW_HTTP_REQUEST_{name}", value)


def check_database(tracking_uri: str, seconds: float = 2.0) -> None:
    """Find out whether a SQLite file can be written to, where MLflow itself would wait for minutes; another kind of URI passes.

    Raises:
        sqlite3.OperationalError: it is locked for longer than these seconds.
    """
    if not tracking_uri.startswith("sqlite:///"):
        return
    path = Path(unquote(urlsplit(tracking_uri).path[1:]))
    if path.exists():
        with closing(sqlite3.connect(path, timeout=seconds)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()


def client_of(tracking_uri: str, folder: Path) -> MlflowClient:
    """MLflow's client. With the first one the tables of a new database are made: by one process at a time, or none can use it.

    Args:
        tracking_uri: of MLflow.
        folder: where the outboxes for it lie, and the lock of those that make tables.
    """
    import mlflow

    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".database.lock", timeout=300):
        return mlflow.MlflowClient(tracking_uri)


class Sender:
    """Makes the calls that wait in an outbox, in order.

    A call that fails because MLflow is away is made again later. It may have arrived all the same, so every call can be made
    twice with the effect of one: metrics carry their time, and runs, pictures and models are looked for before they are made.

    Args:
        outbox: what is to be sent.
        tracking_uri: where to.
        away: whether it is known that MLflow was away; that is told once.
    """

    def __init__(self, outbox: Outbox, tracking_uri: str, *, away: bool = False) -> None:
        self._outbox, self._uri, self._away = outbox, tracking_uri, away
        self._known: MlflowClient | None = None
        self._lock = threading.Lock()
        self._pause, self._not_before = FIRST_PAUSE, 0.0
        # The first call of a leftover may have been under way when its process ended.
        self._doubtful = bool(outbox.waiting)

    def send(self, *, last: bool = False) -> None:
        """Make calls, until all are made, or one fails, or it has taken long enough.

        Args:
            last: there is no later: no pause is kept to, and no limit of time.
        """
        with self._lock:
            begin = time.monotonic()
            if begin < self._not_before and not last:
                return
            while self._outbox.waiting and (last or time.monotonic() < begin + AT_A_TIME):
                if not self._send_first(patience=20.0 if last else 2.0):
                    return

    def _send_first(self, patience: float) -> bool:
        entry = self._outbox.waiting[0]
        made = None
        try:
            with quiet():
                check_database(self._uri, patience)
                made = KINDS[entry["kind"]](self, entry)
        # Whatever it is: tracking never costs a run. Stores of artifacts have errors of their own, which we can't list.
        except Exception as error:
            if not _is_final(error):
                self._wait(error)
                return False
            LOGGER.warning(
                "MLflow refused a call of kind '%s': %s", entry["kind"], without_secrets(_brief(error))
            )
        self._outbox.made(entry, made)
        self._doubtful, self._pause = False, FIRST_PAUSE
        if self._away and not self._outbox.waiting:
            self._away = False
            LOGGER.info("MLflow is back; what had waited is sent.")
        return True

    def _wait(self, error: Exception) -> None:
        self._not_before = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._doubtful, self._known = True, None
        if not self._away:
            self._away = True
            LOGGER.warning(
                "MLflow at %s takes no calls (%s). The run goes on; what it logs waits in %s and is sent later.",
                without_secrets(self._uri),
                without_secrets(_brief(error)),
                self._outbox.folder,
            )

    def _client(self) -> MlflowClient:
        if self._known is None:
            self._known = client_of(self._uri, self._outbox.folder.parent)
        return self._known

    def _run_id(self, entry: Entry) -> str:
        try:
            return self._outbox.runs[entry["run"]]
        except KeyError:
            raise RunWasRefused from None

    def _experiment(self, name: str) -> str:
        """Its id; it is made, or taken back from the deleted ones, if need be."""
        from mlflow.exceptions import MlflowException

        client = self._client()
        found = client.get_experiment_by_name(name)
        if found is None:
            try:
                return str(client.create_experiment(name))
            except MlflowException as error:
                found = client.get_experiment_by_name(name)  # another process may have just made it
                if found is None:
                    raise error
        if found.lifecycle_stage == "deleted":
            client.restore_experiment(found.experiment_id)
        return str(found.experiment_id)

    def _open_run(self, entry: Entry) -> str:
        if entry["run_id"]:
            return str(entry["run_id"])
        mark = f"{self._outbox.folder.name}/{entry['run']}"
        experiment = self._experiment(entry["experiment"])
        if self._doubtful:
            found = self._client().search_runs([experiment], f"tags.outbox = '{mark}'", max_results=1)
            if found:
                return str(found[0].info.run_id)
        tags = entry["tags"] | {"outbox": mark}
        if entry["parent"]:
            tags["mlflow.parentRunId"] = self._run_id({"run": entry["parent"]})
        made = self._client().create_run(experiment, entry["at"], tags, entry["name"])
        return str(made.info.run_id)

    def _log_facts(self, entry: Entry) -> None:
        from mlflow.entities import Metric, Param, RunTag

        metrics = [
            Metric(name, value, entry["at"], entry["step"]) for name, value in entry["metrics"].items()
        ]
        self._client().log_batch(
            self._run_id(entry),
            metrics,
            [Param(*each) for each in entry["params"].items()],
            [RunTag(*each) for each in entry["tags"].items()],
            synchronous=True,
        )

    def _log_file(self, entry: Entry) -> None:
        self._client().log_artifact(
            self._run_id(entry), str(self._outbox.folder / entry["file"]), entry["place"]
        )

    def _log_picture(self, entry: Entry) -> None:
        from PIL import Image

        run, step, at = self._run_id(entry), entry["step"], entry["at"]
        begin = f"images/{entry['name']}+step+{step}+timestamp+{at}+"
        if self._doubtful and any(
            each.path.startswith(begin)
            and each.path.endswith(".webp")  # the second of the two that MLflow makes
            for each in self._client().list_artifacts(run, "images")
        ):
            return
        with Image.open(self._outbox.folder / entry["file"]) as picture:
            self._client().log_image(
                run, picture, key=entry["name"], step=step, timestamp=at, synchronous=True
            )

    def _log_generator(self, entry: Entry) -> None:
        from gan_augmentation.datasets.model_logging import is_logged, log_generator
        from gan_augmentation.gan.sampling import TrainedGenerator

        run, folder = self._run_id(entry), self._outbox.folder / entry["file"]
        if not (self._doubtful and is_logged(self._client(), run)):
            log_generator(folder, TrainedGenerator.load(folder), run)

    def _end_run(self, entry: Entry) -> None:
        self._client().set_terminated(self._run_id(entry), entry["status"], entry["at"])


class RunWasRefused(Exception):
    """The run that a call belongs to could not be made."""


KINDS: dict[str, Callable[[Sender, Entry], str | None]] = {
    "run": Sender._open_run,
    "facts": Sender._log_facts,
    "file": Sender._log_file,
    "picture": Sender._log_picture,
    "generator": Sender._log_generator,
    "end": Sender._end_run,
}


def send_leftovers(root: Path, tracking_uri: str) -> None:
    """Send what runs before this one could not; a run whose process died ends as killed."""
    for outbox in Outbox.leftovers(root):
        for run in reversed(outbox.unended):
            outbox.put("end", run, status="KILLED")
        Sender(outbox, tracking_uri, away=True).send(last=True)
        outbox.close()
        if outbox.waiting:
            return


def _is_final(error: Exception) -> bool:
    """Whether the call would fail again. A file that is no longer in the outbox won't come back either."""
    return getattr(error, "error_code", "") in REFUSALS or isinstance(
        error, RunWasRefused | FileNotFoundError
    )


def _brief(error: BaseException) -> str:
    """What lies at the bottom of it, in a line."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]


@contextmanager
def quiet() -> Iterator[None]:
    """Libraries report each failure at length; here it is told once, in a line."""
    loggers = [logging.getLogger(name) for name in ("mlflow", "urllib3", "alembic")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
