"""The trained generator on a way from class to class.

generator, evaluator (if there is one) -> interpolated -> interpolation (wav and picture)
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
                nodes.render_interpolation,
                [
                    "generator",
                    "interpolated",
                    "params:interpolation",
                    "params:medium",
                    "params:family",
                    "params:seed",
                ],
                "interpolation",
                name="render_interpolation",
            ),
        ],
    )
