"""Kedro's sequential runner, for the nodes that have work to do."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import click
from kedro.framework.hooks import hook_impl
from kedro.pipeline import Pipeline
from kedro.runner import SequentialRunner

from gan_augmentation.interruption import Interrupted
from gan_augmentation.runner.plan import Plan

if TYPE_CHECKING:
    from kedro.io import DataCatalog
    from kedro.pipeline.node import Node
    from pluggy import PluginManager


class OnlyWhatIsMissing(SequentialRunner):
    """Runs the nodes whose artifacts are missing, or were made from other sources, parameters or code.

    `kedro run --runner SequentialRunner` runs every node again; what a node keeps to go on from, it still goes on from.
    """

    def run(
        self,
        pipeline: Pipeline,
        catalog: DataCatalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
        only_missing_outputs: bool = False,
    ) -> dict[str, Any]:
        """As the base class, with a marker beside each artifact that was made.

        Raises:
            Interrupted: Ctrl-C, or a SIGTERM, stopped the run.
        """
        with stopped_in_order():
            plan = Plan(pipeline, catalog)
            _tell(plan)
            _track_again(plan.done, catalog)
            marking = Marking(plan)
            if hook_manager is not None:
                hook_manager.register(marking)
            try:
                made = super().run(Pipeline(plan.to_do), catalog, hook_manager, run_id, only_missing_outputs)
                marking.mark_last()
            finally:
                if hook_manager is not None:
                    hook_manager.unregister(marking)
        return made

    def _suggest_resume_scenario(self, *_: Any) -> None:
        """Leave Kedro's advice out, to name nodes to start from: the same command goes on by itself."""

    def __repr__(self) -> str:
        """Kedro-viz shows how a run went where it finds these words, and else believes that nodes run side by side."""
        return f"<{type(self).__name__}, a kedro.runner.sequential_runner.SequentialRunner object>"


class Marking:
    """Marks what a node has made, when all of it is saved: as the next node begins, or the run ends.

    Kedro gives no other sign: `after_node_run` comes before a generator's results are saved, `after_dataset_saved` with each.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._last: Node | None = None

    @hook_impl(tryfirst=True)
    def before_node_run(self, node: Node) -> None:
        """Mark what the node before it made."""
        self.mark_last()
        self._last = node

    def mark_last(self) -> None:
        """Mark what the last node made."""
        if self._last is not None:
            self._plan.mark_done(self._last)
        self._last = None


def _tell(plan: Plan) -> None:
    all_nodes = len(plan.to_do) + len(plan.done)
    if not plan.to_do:
        click.echo(
            f"Nothing has changed: all {all_nodes} steps are done already. (--runner SequentialRunner runs them again.)"
        )
    elif plan.done:
        click.echo(f"{len(plan.done)} of {all_nodes} steps are done already; {len(plan.to_do)} to do.")


def _track_again(nodes: list[Node], catalog: DataCatalog) -> None:
    """What earlier runs have made belongs to the MLflow run of this one too: tables and pages are logged again."""
    for dataset in (catalog.get(name) for node in nodes for name in node.outputs):
        if hasattr(dataset, "track"):
            dataset.track()


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Ctrl-C and SIGTERM leave the block as an error that Kedro tells its hooks of, so that tracking is closed."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    on_main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, stop) if on_main_thread else None
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(
            "stopped. What was finished is kept: the same command goes on from there."
        ) from None
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
