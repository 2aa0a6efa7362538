"""The classifiers of a run, as settings."""

from pydantic import Field

from gan_augmentation.classifier.networks import Network
from gan_augmentation.classifier.training import ClassifierTraining
from gan_augmentation.settings_model import Settings


class ClassifierSettings(Settings):
    """The classifier that every arm trains, once for each seed."""

    network: Network
    training: ClassifierTraining
    seeds: int = Field(ge=1, description="trainings of each arm")


class EvaluatorSettings(Settings):
    """The classifiers that judge and label synthetic clips, trained on the train part alone."""

    network: Network
    training: ClassifierTraining
    members: int = Field(ge=1, description="classifiers that are asked together")
