"""The trained generator to clips of the class asked for. `kedro run --pipeline synthesize` with `label` or `count` means it.

generator, evaluator (if there is one) -> on_demand_clips (wav)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.on_demand import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The pipeline."""
    return stage(
        "on_demand",
        [
            Node(
                nodes.make_on_demand,
                [
                    "generator",
                    "evaluator_if_there",
                    "params:label",
                    "params:count",
                    "params:synthesis",
                    "params:family",
                    "params:seed",
                ],
                "on_demand_clips",
                name="make_on_demand",
            )
        ],
    )
