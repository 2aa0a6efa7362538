"""The train part to a generator.

train_set, clips -> gan_train_set -> train_gan -> gan_history -> generator
       |                ^                |            |
  leak_check -----------+           checkpoints       +-> progression picture, GIF, curves
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.stage import stage
from gan_augmentation.pipelines.train_gan import nodes


def create_pipeline() -> Pipeline:
    """The stage, and before it the look for leaks, which the report tells of and the graph shows beside the box."""
    check = Node(
        nodes.check_leaks, ["train_set", "features", "split", "clips"], "leak_check", name="check_leaks"
    )
    training = stage(
        "train_gan",
        [
            Node(
                nodes.represent,
                ["train_set", "clips", "params:gan", "leak_check"],
                "gan_train_set",
                name="represent",
            ),
            Node(
                nodes.describe_networks,
                ["gan_train_set", "params:gan"],
                "network_summary",
                name="describe_networks",
            ),
            Node(
                nodes.train_gan,
                ["gan_train_set", "params:gan", "checkpoints", "params:seed"],
                "gan_history",
                name="train_gan",
            ),
            Node(
                nodes.keep_generator,
                ["gan_train_set", "params:gan", "checkpoints", "gan_history"],
                "generator",
                name="keep_generator",
            ),
            Node(
                nodes.draw_progression,
                ["train_set", "gan_history", "params:gan", "params:medium"],
                ["progression_picture", "progression_gif", "gan_curves"],
                name="draw_progression",
            ),
        ],
    )
    return Pipeline([check]) + training
