"""Before anything runs: the environment, the parameters, and what the names of pipelines mean with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from kedro.framework.hooks import hook_impl

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    from kedro.framework.context import KedroContext
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline

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
            _check_names(context.config_loader.runtime_params or {})
            parameters = check_parameters(_without_helpers(context.config_loader["parameters"]))
            for name in ("data_set", "medium"):
                _check_chosen_by_env(name, getattr(parameters, name), context)
        except (GanAugmentationError, OmegaConfBaseException) as error:
            raise click.ClickException(_plain(str(error))) from None
        _note_what_was_given(context)
        _choose_pipelines(parameters)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Refuse a pipeline that reads what the environment does not hold or not what was given, before a run is opened."""
        _check_recipe_is_read(run_params, pipeline, catalog)
        medium = catalog.load("params:medium")
        for source, other, mend in SOURCES_OF:
            if source in pipeline.inputs() and other == medium:
                env = f"--env {run_params['env']}" if run_params.get("env") else "the demo data (no --env)"
                raise click.ClickException(f"{env} holds {medium}, and this pipeline takes others: {mend}.")


def _check_recipe_is_read(run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog) -> None:
    """A benchmark reads `gan.` for the family that `family` names, and of its others `recipes.NAME.`; other pipelines `gan.`."""
    given = run_params.get("runtime_params") or {}
    if not {"gan", "recipes"} & given.keys():
        return
    family, is_benchmark = catalog.load("params:family"), "params:families" in pipeline.inputs()
    for name in given.get("recipes") or {}:
        if name == family:
            raise click.ClickException(
                f"parameters recipes.{name}.: of the family that is chosen, set gan. instead."
            )
        if not is_benchmark:
            raise click.ClickException(
                f"parameters recipes.{name}.: this pipeline reads none of them. Choose family={name} and set gan. instead."
            )
    if not is_benchmark or "gan" not in given:
        return
    families = catalog.load("params:families")
    if family not in families:
        raise click.ClickException(
            f"parameters gan.: they are of family '{family}', which is none of families=[{','.join(families)}]. Set "
            f"recipes.{families[0]}. instead, or family={families[0]} too."
        )


def _note_what_was_given(context: KedroContext) -> None:
    """Lay what the run was started with beside its parameters, so that a page can say how to repeat it."""
    given = {"env": context.env, "params": context.config_loader.runtime_params or {}}
    context.config_loader["parameters"] = {**context.config_loader["parameters"], "_given": given}


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


def _check_names(given: dict[str, Any]) -> None:
    """A class called null is nothing to YAML, and nothing means every class."""
    for key in ("label", "from_label", "to_label"):
        if key in given and given[key] is None:
            raise GanAugmentationError(
                f"{key}: YAML reads what was given as nothing. Put the name of the class in quotes of both kinds: --params "
                f"\"{key}='null'\"."
            )


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
