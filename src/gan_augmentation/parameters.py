"""Every parameter of the project, in one model, so that a typing error is refused before the first node runs."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from gan_augmentation.audio.classic import SoundAugmentation
from gan_augmentation.audio.clips import ClipSettings
from gan_augmentation.classifier.arms import ArmSettings
from gan_augmentation.classifier.settings import ClassifierSettings, EvaluatorSettings
from gan_augmentation.classifier.sorting import SortingSettings
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments.settings import Arms, Families, Sizes
from gan_augmentation.gan.interpolation import InterpolationSettings
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.synthesis import SynthesisSettings
from gan_augmentation.images.pictures import PictureSettings
from gan_augmentation.representations.classic import ClassicAugmentation
from gan_augmentation.representations.image import Image
from gan_augmentation.representations.representation import Representation
from gan_augmentation.settings_model import Settings
from gan_augmentation.splitting import SplitSettings
from gan_augmentation.supply.tables import Medium

# YAML makes other things of class names such as `yes` and `7`; `gan.class_names` finds out what was meant.
ClassName = str | bool | int | float | None


class TrainingSets(Settings):
    """What each arm of the experiment adds to the real clips."""

    real: ArmSettings
    classic: ArmSettings
    gan: ArmSettings
    classic_gan: ArmSettings

    @model_validator(mode="after")
    def _names_say_what_is_added(self) -> TrainingSets:
        for name in type(self).model_fields:
            arm = getattr(self, name)
            if arm.name != name:
                raise ValueError(
                    f"the arm '{name}' adds what makes it '{arm.name}'; its name fixes what it adds"
                )
        return self


class Parameters(Settings):
    """What `conf/*/parameters` and `--params` may say."""

    seed: int = Field(ge=0)
    family: str
    profile: str
    source: str | None
    clips_per_class: int | None = Field(ge=1)
    clip_seconds: float = Field(gt=0)
    hop: int = Field(ge=1)
    workers: int = Field(ge=1)
    data_set: str
    medium: Medium
    clip: ClipSettings
    picture: PictureSettings
    split: SplitSettings
    representation: Representation
    classic: ClassicAugmentation
    gan: Recipe
    evaluator: EvaluatorSettings
    synthesis: SynthesisSettings
    classifier: ClassifierSettings
    training_sets: TrainingSets
    sizes: Sizes
    seeds: int = Field(ge=1)
    arms: Arms
    families: Families
    dry_run: bool
    recipes: dict[str, Recipe]
    label: ClassName
    count: int | None = Field(ge=1)
    from_label: ClassName
    to_label: ClassName
    steps: int = Field(ge=2, le=200)
    clip_id: str | None
    interpolation: InterpolationSettings
    sorting: SortingSettings

    @model_validator(mode="after")
    def _one_form_of_clip(self) -> Parameters:
        if isinstance(self.representation, Image):
            return self._one_size()
        form = (self.clip.sample_rate, self.clip.samples)
        for key, pair in (
            ("representation", self.representation),
            ("gan.representation", self.gan.representation),
            *((f"recipes.{name}.representation", each.representation) for name, each in self.recipes.items()),
        ):
            if not isinstance(pair, Image) and (pair.sample_rate, pair.clip_samples) != form:
                raise ValueError(
                    f"clip.sample_rate and clip.seconds give {form[1]} samples at {form[0]} Hz, so "
                    f"{key}.sample_rate must be {form[0]} and {key}.clip_samples {form[1]}"
                )
        return self

    def _one_size(self) -> Parameters:
        size = self.picture.size
        if self.representation.shape != (1, size, size):
            raise ValueError(f"picture.size is {size}, so representation.height and width must be {size}")
        recipes = {f"recipes.{name}": recipe for name, recipe in self.recipes.items()}
        for key, recipe in {"gan": self.gan, **recipes}.items():
            if not recipe.representation.of_sound and recipe.representation.shape != (1, size, size):
                raise ValueError(
                    f"picture.size is {size}, so {key}.representation.height and width must be {size}"
                )
        return self

    @model_validator(mode="after")
    def _one_medium(self) -> Parameters:
        of_sound = self.representation.of_sound
        if {self.medium, self.classic.kind} != {"sounds" if of_sound else "pictures"}:
            raise ValueError(
                f"medium is '{self.medium}', so classic.kind must be '{self.medium}' and representation.kind one for "
                f"{self.medium}, but they are '{self.classic.kind}' and '{self.representation.kind}'"
            )
        if isinstance(self.classic, SoundAugmentation) and self.classic.sample_rate != self.clip.sample_rate:
            raise ValueError(
                f"clip.sample_rate is {self.clip.sample_rate}, so classic.sample_rate must be so too"
            )
        return self

    @model_validator(mode="after")
    def _networks_fit_the_images(self) -> Parameters:
        for family, recipe in {**self.recipes, self.family: self.gan}.items():
            seen = recipe.representation
            if seen.of_sound != self.representation.of_sound:
                made_of, data = ("sounds", "pictures") if seen.of_sound else ("pictures", "sounds")
                raise ValueError(
                    f"family '{family}' is for {made_of}, and the data are {data}: choose another family"
                )
            recipe.generator.check_shape(seen.shape)
            recipe.discriminator.check_shape(recipe.augmentation.view_shape(seen.shape))
        return self


def check_parameters(raw: dict[str, object]) -> Parameters:
    """The parameters as a model.

    Raises:
        GanAugmentationError: names each key that is unknown or out of range, and what is allowed.
    """
    try:
        return Parameters.model_validate(raw)
    except ValidationError as error:
        raise GanAugmentationError("\n".join(_explain(fault) for fault in error.errors())) from None


def _explain(fault: ErrorDetails) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        *parents, _ = fault["loc"]
        known = ", ".join(_fields_of(parents))
        return f"parameter {key}: there is no such parameter. Known here: {known}."
    if fault["type"] == "value_error":
        return f"parameters{' ' * bool(key)}{key}: {fault['ctx']['error']}."
    return f"parameter {key}: {fault['msg']} (given: {fault['input']!r})."


def _fields_of(parents: list[int | str]) -> list[str]:
    """The fields of the model that stands at this place; a union's place names the kind that was chosen."""
    model: type[BaseModel] = Parameters
    for part in parents:
        kinds = (
            _models_in(model.model_fields[str(part)].annotation) if part in model.model_fields else [model]
        )
        model = kinds[0]
        chosen = [kind for kind in kinds if parents[-1] in _kinds_of(kind)]
        model = chosen[0] if chosen else model
    return list(model.model_fields)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _kinds_of(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()
