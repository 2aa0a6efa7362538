"""A synthetic clip made again, from its row in `metadata.csv`.

generator, synthetic_rows -> regenerated_clip (wav)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.regenerate import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The pipeline."""
    return stage(
        "regenerate",
        [
            Node(
                nodes.regenerate_clip,
                ["generator", "synthetic_rows", "params:clip_id"],
                "regenerated_clip",
                name="regenerate_clip",
            )
        ],
    )
