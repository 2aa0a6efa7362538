"""What happens around a run: parameters are checked, tracking is readable, errors are plain, the verdict comes last."""

from __future__ import annotations

import errno
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from kedro.framework.hooks import hook_impl
from kedro_mlflow.framework.hooks.mlflow_hook import MlflowHook
from safetensors import SafetensorError

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.interruption import Interrupted
from gan_augmentation.reporting.provenance import flatten, switches

if TYPE_CHECKING:
    import pandas as pd
    from kedro.framework.context import KedroContext
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node

    from gan_augmentation.parameters import Parameters


class CheckedParameters:
    """Refuses an unknown environment, and parameters that are unknown or out of range, before anything runs."""

    @hook_impl(tryfirst=True)
    def after_context_created(self, context: KedroContext) -> None:
        """Read the whole configuration once."""
        from omegaconf.errors import OmegaConfBaseException

        from gan_augmentation.parameters import check_parameters

        try:
            _check_environment(context)
            parameters = check_parameters(_without_helpers(context.config_loader["parameters"]))
            for name in ("data_set", "medium"):
                _check_chosen_by_env(name, getattr(parameters, name), context)
        except (GanAugmentationError, OmegaConfBaseException) as error:
            raise click.ClickException(_plain(str(error))) from None
        _choose_pipelines(parameters)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Refuse a pipeline that reads what the environment does not hold, before a run is opened."""
        medium = catalog.load("params:medium")
        for source, other, mend in SOURCES_OF:
            if source in pipeline.inputs() and other == medium:
                env = f"--env {run_params['env']}" if run_params.get("env") else "the demo data (no --env)"
                raise click.ClickException(f"{env} holds {medium}, and this pipeline takes others: {mend}.")


def _choose_pipelines(parameters: Parameters) -> None:
    """What the names `synthesize` and `benchmark` mean follows from the switches.

    `synthesize` is the stage; where a label or a count is asked for, it is clips on demand. `benchmark` prepares sounds or
    pictures, and only plans where `dry_run` is asked for.

    A registry knows no parameters, and a hook on a run can't change its pipeline. But when the context is created, the
    session has not yet taken the pipeline out of this mapping.
    """
    from kedro.framework.project import pipelines

    if parameters.label is not None or parameters.count is not None:
        pipelines["synthesize"] = pipelines["on_demand"]
    medium = {"sounds": "benchmark", "pictures": "benchmark_images"}[parameters.medium]
    pipelines["benchmark"] = pipelines[f"{medium}_plan" if parameters.dry_run else medium]


SOURCES_OF = (
    ("unlabelled_files", "pictures", "choose an --env of sounds"),
    ("audio_files", "pictures", "run --pipeline augment_images, or choose an --env of sounds"),
    (
        "picture_files",
        "sounds",
        "add --env fashion_mnist, mnist or own_images, or run --pipeline augment_audio",
    ),
)
"""A source of files, what an environment must not hold then, and the way out."""


def _check_chosen_by_env(name: str, value: str, context: KedroContext) -> None:
    chosen = context.config_loader["globals"][name]
    if value != chosen:
        raise GanAugmentationError(
            f"parameter {name}: it is '{chosen}', which --env chose; choose another --env."
        )


def _plain(message: str) -> str:
    """The message without what omegaconf puts around that of a resolver."""
    return message.split("\n    full_key")[0].removeprefix(
        "GanAugmentationError raised while resolving interpolation: "
    )


def _without_helpers(parameters: dict[str, Any]) -> dict[str, Any]:
    """Names that begin with `_` serve the YAML files alone."""
    return {name: value for name, value in parameters.items() if not name.startswith("_")}


def _check_environment(context: KedroContext) -> None:
    folder = Path(context.config_loader.conf_source)
    if context.env and not (folder / context.env).is_dir():
        known = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != "local")
        raise GanAugmentationError(
            f"--env {context.env}: there is no such environment. Choose one of: {', '.join(known)}."
        )


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
        if set(names) <= set(tracking.disable_tracking.pipelines):
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
            _raise_plainly(error)
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
    words = ["kedro run", f"--pipeline {','.join(names)}"]
    if run_params.get("env"):
        words.append(f"--env {run_params['env']}")
    if run_params.get("runtime_params"):
        given = switches(flatten(run_params["runtime_params"]))
        words.append(f"--params {shlex.quote(given)}")
    return " ".join(words)


class PlainErrors:
    """An error that the user can mend is printed alone, without a traceback."""

    @hook_impl(trylast=True)
    def on_pipeline_error(
        self, error: Exception, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Turn it into the command line's own error."""
        _raise_plainly(error)


def _raise_plainly(error: Exception) -> None:
    """Raise the command line's own error, if the user can mend what is behind this one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, GanAugmentationError):
            raise click.ClickException(str(cause)) from None
        if _is_full_disk(cause):
            place = getattr(cause, "filename", None)
            where = f" while writing {place}" if place else ""
            raise click.ClickException(
                f"the disk is full{where}. Nothing half-written was left; free some space and run the same "
                "command again."
            ) from None
        cause = cause.__cause__ or cause.__context__


def _is_full_disk(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # Safetensors tells it in words of its own.
    return isinstance(error, SafetensorError) and f"os error {errno.ENOSPC}" in str(error)


class VerdictLast:
    """The last thing printed is the verdict, and where to look next."""

    @hook_impl(trylast=True)
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Print it, if this run came to one."""
        if "benchmark_verdict" in pipeline.all_outputs():
            _tell_benchmark(catalog)
        if "verdict" not in pipeline.all_outputs():
            return
        verdict = catalog.load("verdict")
        report = catalog.get("report")._describe()["filepath"]
        click.echo()
        click.secho(verdict["headline"], bold=True)
        for line in verdict["details"]:
            click.echo(f"  {line}")
        click.echo(f"\nSynthetic:    {_kept(catalog.load('filtering'))}")
        click.echo(f"Report:       {report}")
        click.echo("All runs:     make mlflow   (the four arms side by side)")
        click.echo("The pipeline: make viz")


def _tell_benchmark(catalog: DataCatalog) -> None:
    verdict = catalog.load("benchmark_verdict")
    click.echo()
    click.secho(verdict["headline"], bold=True)
    for line in [*verdict["cells"], *verdict["source"]]:
        click.echo(f"  {line}")
    for control in catalog.load("benchmark_controls"):
        if control["as_expected"] is False:
            click.secho(f"  Not as it should be: {control['found']}", fg="yellow")
    click.echo(f"\nReport:       {catalog.get('benchmark_report')._describe()['filepath']}")
    click.echo("All runs:     make mlflow   (arms and sizes: the runs of level 'summary')")


USES = ("on_demand_clips", "interpolation", "sorted_clips", "regenerated_clip", "exported_set")


class PlaceLast:
    """The last thing printed by a use of what was trained is where its results lie."""

    @hook_impl(trylast=True)
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Print it."""
        for name in USES:
            if name in pipeline.all_outputs():
                click.echo(
                    f"{name.replace('_', ' ').capitalize()}: {catalog.get(name)._describe()['filepath']}"
                )


def _kept(filtering: pd.DataFrame) -> str:
    made, kept = (int(filtering[name].sum()) for name in ("made", "kept"))
    if filtering["recognised"].isna().any():
        judged = "the generator knows of no class, and the evaluator labelled them"
    else:
        judged = f"the evaluator recognised {filtering['recognised'].sum() / made:.0%} before the filter"
    return f"{kept} of {made} candidates kept; {judged}"
