"""Sounds: where they come from, fixed-length clips, classic augmentation, the spoken demo set."""
