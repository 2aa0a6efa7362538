"""Raw sounds to features and parts.

audio_files -> clips -> features -+-> train_set, validation_set, test_set
                 |                |
                 +--> split ------+--> classic_set (copies of the train part)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.parts import parts_of
from gan_augmentation.pipelines.prepare_audio import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The stage."""
    return stage(
        "prepare_audio",
        [
            Node(
                nodes.cut_clips,
                ["audio_files", "params:clip", "params:workers", "shard_folder"],
                ["clips", "quarantine"],
                name="cut_clips",
            ),
            *parts_of("audio_files"),
        ],
    )
