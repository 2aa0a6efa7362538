"""The experiments of a grid: cells one after the other or side by side, each experiment once."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from gan_augmentation.classifier.prediction import predict
from gan_augmentation.classifier.training import train_classifier
from gan_augmentation.compute import Compute, one_thread
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments.arms import ARMS
from gan_augmentation.experiments.bench import Bench
from gan_augmentation.experiments.cells import Cell
from gan_augmentation.experiments.kept import is_kept, kept
from gan_augmentation.experiments.outcomes import Experiment, Failure, Outcome, Result, answers_of
from gan_augmentation.experiments.settings import Conditions, Grid
from gan_augmentation.interruption import (
    Interrupted,
    SharedStopRequest,
    StopRequest,
    leave_to_parent,
    stop_requests,
)
from gan_augmentation.keys import key_of
from gan_augmentation.metrics import classification
from gan_augmentation.seeding import derive_seed

if TYPE_CHECKING:
    from joblib import Parallel

LOGGER = logging.getLogger(__name__)

STOPPED = (
    "benchmark: stopped on request. What is done is kept; run the same command again to go on from there."
)

WORKER_LOST = (
    "workers: one of them was ended from outside ({how}), most often for lack of memory. What is done is kept; run the same "
    "command with a smaller number, such as workers=1, to go on from there."
)


def experiments_of(grid: Grid, cell: Cell) -> list[Experiment]:
    """Those of a cell; what is held back from its subset must be enough to double it."""
    return [
        Experiment(cell.size, cell.number, arm, family)
        for arm in grid.arms
        if arm != "classic_held_back" or cell.holds_back_enough
        for family in (grid.families if ARMS[arm].has_gan else [""])
    ]


def run_grid(
    cells: Iterable[Cell],
    count: int,
    grid: Grid,
    conditions: Conditions,
    folder: Path,
    workers: int,
) -> Iterator[list[Result]]:
    """The results of each cell, as they come; up to `workers` cells at a time on a CPU, one on a GPU.

    What is kept in the folder from an earlier run is not done again; a run that was stopped goes on, within a GAN's
    training too.

    Args:
        cells: made one after the other, when a worker is free.
        count: how many they are.
        grid: its arms and families.
        conditions: what all experiments have in common.
        folder: where results are kept.
        workers: processes.

    Raises:
        Interrupted: a stop was asked for, and every worker has kept what it had.
        GanAugmentationError: a worker was ended from outside; or of an arm that a GAN is needed for no experiment could
            be done; where some could, the others are told of and left out.
    """
    from joblib import Parallel, delayed

    parallel = Parallel(
        n_jobs=side_by_side(count, workers),
        pre_dispatch="n_jobs",
        return_as="generator_unordered",
        initializer=leave_to_parent,
        max_nbytes=None,  # arrays laid into shared memory, each cell's own, would stay there to the end
    )
    folder.mkdir(parents=True, exist_ok=True)
    stop = _stop_in(folder)
    stop.requested = False  # of an earlier run
    to_do = takewhile(lambda _: not stop.requested, cells)
    tasks = (delayed(_run_or_stop)(cell, experiments_of(grid, cell), conditions, folder) for cell in to_do)
    done: set[str] = set()
    failures: list[Failure] = []
    finished = 0
    with stop_requests(stop):
        found = _results(parallel, tasks, stop)
        for results in tqdm(found, desc="benchmark", total=count, unit="cell"):
            if results is None:
                continue
            finished += 1
            done |= {each.experiment.arm for each in results if isinstance(each, Outcome)}
            failures += [each for each in results if isinstance(each, Failure)]
            yield results
    if finished < count:
        raise Interrupted(STOPPED)
    _tell_of(failures, done)


def _results(parallel: Parallel, tasks: Iterable[Any], stop: StopRequest) -> Iterator[list[Result] | None]:
    """Of each cell, until a worker is lost: by a second Ctrl-C or an impatient system, if a stop was asked for."""
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    try:
        yield from parallel(tasks)
    except TerminatedWorkerError as error:
        if stop.requested:
            raise Interrupted(STOPPED) from error
        how = ", ".join(sorted(set(re.findall(r"SIG[A-Z]+", str(error))))) or "no signal"
        raise GanAugmentationError(WORKER_LOST.format(how=how)) from error


def _run_or_stop(
    cell: Cell, experiments: list[Experiment], conditions: Conditions, folder: Path
) -> list[Result] | None:
    """As `run_cell`, or None when stopped: an error would end the other workers before they have kept what they have."""
    try:
        return run_cell(cell, experiments, conditions, folder)
    except Interrupted:
        return None


def _tell_of(failures: list[Failure], done: set[str]) -> None:
    if not failures:
        return
    if lost := [each for each in failures if each.experiment.arm not in done]:
        raise GanAugmentationError(f"arms: {lost[0].experiment.arm} could not be done once. {lost[0].reason}")
    LOGGER.warning(
        "%s of the benchmark could not be done, as told above; the answers are made from the others.",
        "One experiment" if len(failures) == 1 else f"{len(failures)} experiments",
    )


def side_by_side(count: int, workers: int) -> int:
    """How many of so many cells are worked on at a time."""
    return min(workers, count) if Compute.detect().device.type == "cpu" else 1


def run_cell(cell: Cell, experiments: list[Experiment], conditions: Conditions, folder: Path) -> list[Result]:
    """Every experiment of a cell, done now or before; in one thread on the CPU, since more of them give other bytes.

    Where a GAN fails (its losses were not finite, the filter kept nothing of a class), those of its family end in this cell.

    Raises:
        Interrupted: a stop was asked for, in this process or another; the checkpoint of a GAN was written first.
    """
    with stop_requests(_stop_in(folder)) as stop, one_thread():
        bench = Bench(cell, conditions, folder, stop)
        results: list[Result] = []
        broken: dict[str, str] = {}  # families, and why
        for experiment in experiments:
            family = experiment.family
            result = Failure(experiment, broken[family]) if family in broken else _tried(bench, experiment)
            if isinstance(result, Failure):
                broken[family] = result.reason
            results.append(result)
        return results


def _tried(bench: Bench, experiment: Experiment) -> Result:
    try:
        return _unless_stopped(bench, experiment)
    except Interrupted:
        raise
    except GanAugmentationError as error:
        if not experiment.family:
            raise
        tqdm.write(f"{_name(experiment)} could not be done; the others go on. {error}")
        return Failure(experiment, str(error))


def _stop_in(folder: Path) -> StopRequest:
    return SharedStopRequest(folder / "stop")


def _unless_stopped(bench: Bench, experiment: Experiment) -> Outcome:
    if bench.stop.requested:
        raise Interrupted(STOPPED)
    return run_experiment(bench, experiment)


def run_experiment(bench: Bench, experiment: Experiment) -> Outcome:
    """One experiment, done now or before."""
    return kept(
        folder_of(bench, experiment),
        key_of_experiment(bench, experiment),
        Outcome,
        lambda: _do(bench, experiment),
    )


def is_done(bench: Bench, experiment: Experiment) -> bool:
    """Whether its result is kept."""
    return is_kept(folder_of(bench, experiment), key_of_experiment(bench, experiment))


def folder_of(bench: Bench, experiment: Experiment) -> Path:
    """Where its result is kept."""
    return bench.folder / experiment.family / "arms" / experiment.arm


def key_of_experiment(bench: Bench, experiment: Experiment) -> str:
    """Of all that its result depends on: clips, settings and code."""
    conditions, arm = bench.conditions, ARMS[experiment.arm]
    return key_of(
        bench.cell.key,
        conditions.classifier.network,
        arm.training_of(conditions.classifier.training),
        experiment.arm,
        *(bench.key_of_need(need, experiment.family) for need in sorted(arm.needs)),
    )


def _do(bench: Bench, experiment: Experiment) -> Outcome:
    cell, classifier, arm = bench.cell, bench.conditions.classifier, ARMS[experiment.arm]
    training_set = arm.training_set(bench, experiment.family)
    began = time.monotonic()
    seed = derive_seed(cell.seed, "classifier")  # the same for every arm, so that they are paired
    trained = train_classifier(classifier.network, training_set, arm.training_of(classifier.training), seed)
    seconds = time.monotonic() - began
    answers = answers_of(predict(trained.model, cell.test.images), cell.test)
    facts = classification.evaluate(list(answers["label"]), list(answers["predicted"]), cell.test.classes) | {
        "n_train_real": len(cell.train),
        "n_train_synthetic": len(training_set.synthetic_images),
        "seconds": round(seconds, 1),
    }
    samples = bench.describe_samples(experiment.family) if arm.has_gan else {}
    tqdm.write(f"{_name(experiment)} {100 * facts['accuracy']:.1f} %")
    return Outcome(experiment, answers, facts, samples)


def _name(experiment: Experiment) -> str:
    what = " ".join(filter(None, (experiment.arm, experiment.family)))
    return f"{experiment.clips_per_class} clips a class, seed {experiment.seed}: {what}"
