"""The split into train, validation and test."""

from gan_augmentation.splitting.split import SplitSettings, limit_train, split_clips

__all__ = ["SplitSettings", "limit_train", "split_clips"]
