"""Pictures to features and parts; the outputs have the names of those of `prepare_audio`.

picture_files -> clips -> features -+-> train_set, validation_set, test_set
                   |                |
                   +--> split ------+--> classic_set (copies of the train part)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.parts import parts_of
from gan_augmentation.pipelines.prepare_images import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The stage."""
    return stage(
        "prepare_images",
        [
            Node(
                nodes.read_pictures,
                ["picture_files", "params:picture", "params:workers", "shard_folder"],
                ["clips", "quarantine"],
                name="read_pictures",
            ),
            *parts_of("picture_files"),
        ],
    )
