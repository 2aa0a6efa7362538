"""Results that go to a file and, when a run is being tracked, to MLflow at the same moment."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from kedro.io import AbstractDataset

from gan_augmentation.atomic import replaced_file
from gan_augmentation.datasets.files import CsvTable
from gan_augmentation.datasets.runs import current_run

if TYPE_CHECKING:
    from gan_augmentation.experiments.outcomes import Outcome, Result
    from gan_augmentation.gan.progress import History, Progress
    from gan_augmentation.supply.tables import Medium


class TrainingLog(AbstractDataset["Progress", "History"]):
    """The reports of a GAN training: a table, and pictures of its samples, growing while it runs.

    Each report is added as it comes. Reports of another training (another fingerprint) are dropped first, and
    those that a resumed training gives again replace the old ones.

    Args:
        filepath: the folder.
        medium: how its samples are drawn, as "sounds" or as "pictures".
        metadata: for kedro-viz.
    """

    def __init__(
        self, *, filepath: str, medium: Medium = "sounds", metadata: dict[str, Any] | None = None
    ) -> None:
        self.folder, self.medium = Path(filepath), medium
        self.metadata = metadata

    def save(self, data: Progress) -> None:
        """Add one report."""
        if self._fingerprint() != data.fingerprint:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            with replaced_file(self.folder / "training.json") as temporary:
                temporary.write_text(json.dumps({"fingerprint": data.fingerprint}))
        if data.metrics:
            self._add(data)
        if data.snapshot is not None:
            self._keep_samples(data)
        _log_progress(data, self.medium)

    def _add(self, data: Progress) -> None:
        row = {"model": data.model, "images": data.images, **data.metrics}
        table = self._table()
        if not table.empty:
            table = table[(table["model"] != data.model) | (table["images"] < data.images)]
        with replaced_file(self.folder / "log.csv") as temporary:
            pd.concat([table, pd.DataFrame([row])]).to_csv(temporary, index=False)

    def load(self) -> History:
        """All reports so far."""
        import numpy as np

        from gan_augmentation.gan.progress import History

        paths = sorted(self.folder.glob("*.npy"))
        parts = [path.stem.rsplit("-", 1) for path in paths]
        snapshots = {
            (model, int(images)): np.load(path) for (model, images), path in zip(parts, paths, strict=True)
        }
        return History(self._table(), snapshots)

    def _keep_samples(self, data: Progress) -> None:
        """The samples as numbers, for the progression, and as a picture, to be looked at while the training runs."""
        import numpy as np
        from PIL import Image

        from gan_augmentation.reporting.pictures import snapshot_picture

        path = self.folder / f"{data.model}-{data.images:010d}"
        with replaced_file(path.with_suffix(".npy")) as temporary, temporary.open("wb") as file:
            np.save(file, data.snapshot)
        Image.fromarray(snapshot_picture(data.snapshot, self.medium)).save(path.with_suffix(".png"))

    def _table(self) -> pd.DataFrame:
        path = self.folder / "log.csv"
        return pd.read_csv(path, dtype={"model": "str"}) if path.exists() else pd.DataFrame()

    def _fingerprint(self) -> str | None:
        path = self.folder / "training.json"
        return json.loads(path.read_text())["fingerprint"] if path.exists() else None

    def _exists(self) -> bool:
        return (self.folder / "log.csv").exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self.folder)}


def _log_progress(progress: Progress, medium: Medium) -> None:
    if (run := current_run()) is None:
        return
    prefix = "gan" if progress.model == "all" else f"gan.{progress.model}"
    if progress.metrics:
        metrics = {f"{prefix}.{name}": value for name, value in progress.metrics.items()}
        run.log_metrics(metrics, step=progress.images)
    if any(name.startswith("health.") for name in progress.metrics):
        tag = "gan_health" if progress.model == "all" else f"gan_health.{progress.model}"
        word = "good" if progress.judged else "not judged yet"
        run.set_tags({tag: " ".join(progress.warnings) or word})
    if progress.snapshot is not None:
        from gan_augmentation.reporting.pictures import snapshot_picture

        picture = snapshot_picture(progress.snapshot, medium)
        run.log_picture(picture, f"{prefix}.samples", step=progress.images)


class TrackedFile(AbstractDataset[Any, Any]):
    """A file of another dataset's that is also logged, as it is saved, to the run of MLflow if one is open.

    Args:
        dataset: the other's entry of a catalog.
        metadata: for kedro-viz.
    """

    def __init__(self, *, dataset: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self._dataset = AbstractDataset.from_config("", dataset)
        self.metadata = metadata

    def save(self, data: Any) -> None:
        """Save it and log the file."""
        self._dataset.save(data)
        self._log()

    def track(self) -> None:
        """Log what an earlier run has saved."""
        if isinstance(self._dataset, BenchmarkSummary):
            self._dataset.track()
        self._log()

    def _log(self) -> None:
        if (run := current_run()) is not None:
            run.log_file(Path(self._describe()["filepath"]))

    def load(self) -> Any:
        """What the other dataset loads."""
        return self._dataset.load()

    def _exists(self) -> bool:
        return self._dataset.exists()

    def _describe(self) -> dict[str, Any]:
        return self._dataset._describe()


class OutcomeLog(AbstractDataset["list[Result]", "list[Result]"]):
    """The results of a benchmark as they come; in MLflow a child run for each that was done.

    They are kept elsewhere: here they are in memory.

    Args:
        metadata: for kedro-viz.
    """

    def __init__(self, *, metadata: dict[str, Any] | None = None) -> None:
        self.outcomes: list[Result] = []
        self.metadata = metadata

    def save(self, data: list[Result]) -> None:
        """Add the results of a cell."""
        from gan_augmentation.experiments.outcomes import Outcome

        self.outcomes += data
        done = [each for each in data if isinstance(each, Outcome)]
        _log_outcomes(done, {each.experiment.family for each in data})

    def load(self) -> list[Result]:
        """All so far."""
        return self.outcomes

    def _exists(self) -> bool:
        return bool(self.outcomes)

    def _describe(self) -> dict[str, Any]:
        return {}


def _log_outcomes(outcomes: list[Outcome], families: set[str]) -> None:
    from gan_augmentation.experiments.settings import BASELINES, START

    if (run := current_run()) is None:
        return
    # Over itself it gains 0: MLflow draws a run without a value above all others.
    baselines = {START: START, **BASELINES}
    accuracy = {each.experiment.arm: each.facts["accuracy"] for each in outcomes}
    for outcome in outcomes:
        facts = asdict(outcome.experiment)
        arm = _with_family(facts["arm"], facts["family"], families)
        name = f"{arm}, {facts['clips_per_class']} clips, seed {facts['seed']}"
        with run.child(name, {"level": "experiment"}) as child:
            child.log_params(facts)
            child.log_metrics(outcome.facts)
            if (baseline := baselines.get(facts["arm"])) in accuracy:
                child.log_metrics({"gain": outcome.facts["accuracy"] - accuracy[baseline]})


def _with_family(arm: str, family: str, families: set[str]) -> str:
    """The arm's name, and that of its family where there are several; arms without a GAN have none ("" or NaN)."""
    named = families - {""}
    return f"{arm} {family}" if len(named) > 1 and family in named else arm


class BenchmarkSummary(CsvTable):
    """Mean and gain of each arm at each size; in MLflow a child run for each row."""

    def save(self, data: pd.DataFrame) -> None:
        """Write the table and log the runs."""
        super().save(data)
        _log_summary(data)

    def track(self) -> None:
        """Log the runs of the table that an earlier run has saved."""
        _log_summary(self.load())


def _log_summary(summary: pd.DataFrame) -> None:
    from gan_augmentation.experiments.settings import START

    if (run := current_run()) is None:
        return
    names = ["arm", "clips_per_class", "family", "n_seeds", "n_test", "baseline"]
    families = {*summary["family"].fillna("")}
    for row in summary.to_dict("records"):
        if row["arm"] == START:
            row |= {"baseline": START, "gain": 0.0}
        name = f"{_with_family(row['arm'], row['family'], families)}, {row['clips_per_class']} clips a class"
        with run.child(name, {"level": "summary"}) as child:
            child.log_params({key: row[key] for key in names if row[key] == row[key]})  # NaN is not itself
            values = {str(key): value for key, value in row.items() if key not in names}
            child.log_metrics({key: value for key, value in values.items() if value == value})


class ArmScores(CsvTable):
    """The scores of one arm, a row per seed; in MLflow a child run for the arm, and beneath it one for each seed."""

    def save(self, data: pd.DataFrame) -> None:
        """Write the table and log the runs."""
        super().save(data)
        _log_arm(data)

    def track(self) -> None:
        """Log the runs of the table that an earlier run has saved."""
        _log_arm(self.load())


SCORES = ["accuracy", "macro_f1", "validation_accuracy"]


def _log_arm(scores: pd.DataFrame) -> None:
    if (run := current_run()) is None:
        return
    facts = scores.iloc[0].drop([*SCORES, "seed"]).to_dict()
    seeds = ", ".join(map(str, scores["seed"]))
    with run.child(facts["arm"], {"level": "arm"}) as arm:
        arm.log_params({**facts, "seed": seeds, "n_seeds": len(scores)})
        arm.log_metrics(scores[SCORES].mean().to_dict())
        arm.log_metrics({f"{name}_std": scores[name].std(ddof=0) for name in SCORES})
        for row in scores.to_dict("records"):
            with arm.child(f"{facts['arm']}, seed {row['seed']}", {"level": "seed"}) as seed:
                seed.log_params({**facts, "seed": row["seed"]})
                seed.log_metrics({name: row[name] for name in SCORES})
