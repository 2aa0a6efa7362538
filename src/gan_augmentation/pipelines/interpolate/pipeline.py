"""The trained generator on a way from class to class.

generator, evaluator (if there is one) -> interpolated -> interpolation_sound (wav), interpolation_picture
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.interpolate import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The pipeline."""
    return stage(
        "interpolate",
        [
            Node(
                nodes.interpolate,
                [
                    "generator",
                    "evaluator_if_there",
                    "params:from_label",
                    "params:to_label",
                    "params:steps",
                    "params:synthesis",
                    "params:seed",
                ],
                "interpolated",
                name="interpolate",
            ),
            Node(
                nodes.sound_interpolation,
                ["generator", "interpolated", "params:interpolation", "params:seed"],
                "interpolation_sound",
                name="sound_interpolation",
            ),
            Node(
                nodes.draw_interpolation,
                ["generator", "interpolated", "params:medium"],
                "interpolation_picture",
                name="draw_interpolation",
            ),
        ],
    )
