"""The MLflow run around a pipeline: opened, given its parameters, closed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.framework.hooks import hook_impl
from kedro_mlflow.framework.hooks.mlflow_hook import MlflowHook

from gan_augmentation.hooks.errors import raise_plainly
from gan_augmentation.interruption import Interrupted
from gan_augmentation.reporting.provenance import flatten, run_command

if TYPE_CHECKING:
    from kedro.framework.context import KedroContext
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node

OUTBOX = Path("data/09_outbox")


class ReadableTracking(MlflowHook):
    """kedro-mlflow's hook, with typed parameters unpacked, a run that says how it was started, and an outbox.

    All that is logged goes by `datasets/runs.py`, so a run neither fails nor waits if MLflow is away, not even at its start.
    """

    _already_active_mlflow = False

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Set up MLflow; if it is away, only what can be without it."""
        import mlflow
        from kedro_mlflow.config.kedro_mlflow_config import KedroMlflowConfig

        from gan_augmentation.datasets.runs import outboxes
        from gan_augmentation.datasets.sending import check_database, client_of, give_up_soon, quiet

        give_up_soon()
        config = KedroMlflowConfig.model_validate(context.config_loader["mlflow"])
        uri, self._folder = config.server.mlflow_tracking_uri, Path(context.project_path) / OUTBOX
        try:
            with quiet():
                check_database(uri)
                client_of(uri, outboxes(self._folder, uri))
                super().after_context_created(context)
        except Exception:  # Whatever it is, the run is told of it at its first call to MLflow, and goes on.
            config._export_credentials(context)
            mlflow.set_tracking_uri(uri)
            context.__setattr__("mlflow", config)
            self.mlflow_config = config

    @hook_impl
    def before_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Open the run, note the switches, and log the parameters of all nodes, also of those that are done already."""
        import mlflow

        from gan_augmentation.datasets.runs import open_run

        tracking, names = self.mlflow_config.tracking, run_params.get("pipeline_names") or ["__default__"]
        if (
            set(names) <= set(tracking.disable_tracking.pipelines)
            or "benchmark_plan" in pipeline.all_outputs()
        ):
            return
        active = mlflow.active_run() if self._already_active_mlflow else None  # of somebody who called us
        try:
            run = open_run(
                self._folder,
                self.mlflow_config.server.mlflow_tracking_uri,
                tracking.experiment.name,
                tracking.run.name or "+".join(names),
                run_id=active.info.run_id if active else tracking.run.id,
            )
            run.set_tags({name: value for name, value in run_params.items() if value})
            run.set_tags({"kedro_command": _command(run_params)})
            run.log_params(self._parameters_of(pipeline, catalog))
        except OSError as error:  # the outbox is on the disk, too
            raise_plainly(error)
            raise

    @hook_impl
    def before_node_run(
        self, node: Node, catalog: DataCatalog, inputs: dict[str, Any], is_async: bool
    ) -> None:
        """Log nothing: the parameters of all nodes are logged already."""

    def _parameters_of(self, pipeline: Pipeline, catalog: DataCatalog) -> dict[str, Any]:
        names = sorted({name for name in pipeline.inputs() if name.startswith("params:")})
        flat = flatten({name.removeprefix("params:"): catalog.load(name) for name in names})
        return {self.sanitize_param_name(name): value for name, value in flat.items()}

    @hook_impl
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Close the run."""
        from gan_augmentation.datasets.runs import close_run

        close_run("FINISHED")

    @hook_impl
    def on_pipeline_error(
        self, error: Exception, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Close the run; one that was stopped on request ends as killed, not as failed."""
        from gan_augmentation.datasets.runs import close_run

        with suppress(OSError):  # the next run ends it, from what the outbox knows
            close_run("KILLED" if isinstance(error, Interrupted) else "FAILED")


def _command(run_params: dict[str, Any]) -> str:
    names = run_params.get("pipeline_names") or ["__default__"]
    return run_command(
        ",".join(names), run_params.get("env"), flatten(run_params.get("runtime_params") or {})
    )
