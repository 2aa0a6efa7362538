"""Nodes of `train_gan`."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.progress import History, Progress
from gan_augmentation.gan.recipe import Recipe
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.representations.features import Features, LabelledImages
from gan_augmentation.supply.clips import Clips
from gan_augmentation.supply.tables import Medium


def check_leaks(
    train_set: LabelledImages,
    features: Features,
    split: pd.DataFrame,
    clips: Clips,
) -> dict[str, int]:
    """Fail the run if a held-out clip, a copy of one or its speaker is among what is about to be learnt from."""
    from gan_augmentation import leaks

    seen = leaks.check_sides(split, clips, features.representation)
    leaks.check_leaks(train_set, features, split)
    return seen


def represent(
    train_set: LabelledImages, clips: Clips, gan: Recipe, leak_check: dict[str, int]
) -> LabelledImages:
    """The train part as the family's networks see it (`leak_check` says that nothing else is in it)."""
    from gan_augmentation.representations.features import in_representation

    return in_representation(train_set, clips.of(train_set.clip_ids), gan.representation)


def describe_networks(gan_train_set: LabelledImages, gan: Recipe) -> str:
    """Print what is about to be trained, and keep it."""
    import click

    from gan_augmentation.gan.summary import summarise

    text = summarise(gan, gan_train_set)
    click.echo(text)
    return text


def train_gan(
    gan_train_set: LabelledImages, gan: Recipe, checkpoints: CheckpointStore, seed: int
) -> Iterator[Progress]:
    """Train, or go on from the newest checkpoint; each report is saved as it comes."""
    from gan_augmentation.compute import Compute
    from gan_augmentation.gan.bar import with_bar
    from gan_augmentation.gan.training import train_family
    from gan_augmentation.interruption import stop_requests

    with stop_requests() as stop:
        reports = train_family(
            gan, gan_train_set, checkpoints, seed=seed, compute=Compute.detect(), stop=stop
        )
        yield from with_bar(reports)


def keep_generator(
    gan_train_set: LabelledImages, gan: Recipe, checkpoints: CheckpointStore, gan_history: History
) -> TrainedGenerator:
    """The averaged generator of the finished training (`gan_history` says that it is)."""
    from gan_augmentation.gan.sampling import TrainedGenerator

    return TrainedGenerator.from_checkpoints(gan, gan_train_set, checkpoints)


def draw_progression(
    train_set: LabelledImages, gan_history: History, gan: Recipe, medium: Medium
) -> tuple[bytes, bytes, bytes]:
    """The samples through the training: a picture, a GIF, and the curves."""
    from gan_augmentation.reporting import figures, look, pictures

    snapshots = pictures.joined_snapshots(gan_history.snapshots)
    names = gan.conditioning.sample_names(train_set.classes)
    return (
        look.png(pictures.progression_figure(snapshots, names, medium)),
        pictures.progression_gif(snapshots, medium),
        look.png(figures.gan_curves_figure(gan_history.log)),
    )
