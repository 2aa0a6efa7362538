"""The last lines of a run: the verdict, and where its results lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from kedro.framework.hooks import hook_impl

if TYPE_CHECKING:
    import pandas as pd
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline


class VerdictLast:
    """The last thing printed is the verdict, and where to look next."""

    @hook_impl(trylast=True)
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Print it, if this run came to one."""
        if "benchmark_verdict" in pipeline.all_outputs():
            _tell_benchmark(catalog)
        if "benchmark_plan" in pipeline.all_outputs():
            click.echo(f"Each of them: {catalog.get('benchmark_plan')._describe()['filepath']}")
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
            click.secho(f"  {control['arm']}: {control['found']}", fg="yellow")
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
