"""Every parameter of the project, in one model, so that a typing error is refused before the first node runs."""

from __future__ import annotations

from pydantic import Field, ValidationError

from gan_augmentation.audio.classic import ClassicAugmentation
from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.classifier.arms import ArmSettings
from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.representations.mel import Mel
from gan_augmentation.settings_model import Settings
from gan_augmentation.splitting import SplitSettings


class Arms(Settings):
    """The arms of the experiment."""

    real: ArmSettings
    classic: ArmSettings
    gan: ArmSettings
    classic_gan: ArmSettings


class Parameters(Settings):
    """What `conf/*/parameters` and `--params` may say."""

    seed: int = Field(ge=0)
    family: str
    profile: str
    source: str | None
    clips_per_class: int | None = Field(ge=1)
    workers: int = Field(ge=1)
    data_set: str
    clip: ClipSettings
    split: SplitSettings
    representation: Mel
    classic: ClassicAugmentation
    gan: Recipe
    evaluator: EvaluatorSettings
    synthesis: SynthesisSettings
    classifier: ClassifierSettings
    arms: Arms


def check_parameters(raw: dict[str, object]) -> Parameters:
    """The parameters as a model.

    Raises:
        GanAugmentationError: names each key that is unknown or out of range, and what is allowed.
    """
    try:
        return Parameters.model_validate(raw)
    except ValidationError as error:
        raise GanAugmentationError("\n".join(_explain(fault) for fault in error.errors())) from None


def _explain(fault: object) -> str:
    key = ".".join(str(part) for part in fault["loc"])  # type: ignore[index]
    if fault["type"] == "extra_forbidden":  # type: ignore[index]
        *parents, name = fault["loc"]  # type: ignore[index]
        allowed = ", ".join(_allowed(parents)) if not parents else ""
        known = f" Known here: {allowed}." if allowed else ""
        return f"parameter {key}: there is no such parameter.{known} See conf/README.md."
    return f"parameter {key}: {fault['msg']} (given: {fault['input']!r})."  # type: ignore[index]


def _allowed(parents: list[object]) -> list[str]:
    return list(Parameters.model_fields)
