"""The runner of this project: it does only what is not done already, and ends in order when it is interrupted."""

from gan_augmentation.runner.only_missing import OnlyWhatIsMissing

__all__ = ["OnlyWhatIsMissing"]
