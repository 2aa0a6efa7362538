"""The generator to synthetic clips.

train_set, classic_set -> evaluator --+
                                      v
generator ----------------------> synthetic_set -> nearest -> synthetic_clips (wav)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.stage import stage
from gan_augmentation.pipelines.synthesize import nodes


def create_pipeline() -> Pipeline:
    """The stage."""
    return stage(
        "synthesize",
        [
            Node(
                nodes.train_evaluator,
                ["train_set", "classic_set", "params:evaluator", "params:seed", "params:workers"],
                "evaluator",
                name="train_evaluator",
            ),
            Node(
                nodes.synthesize,
                ["generator", "evaluator", "train_set", "params:synthesis", "params:seed"],
                ["synthetic_set", "filtering"],
                name="synthesize",
            ),
            Node(
                nodes.audit_memorisation,
                ["synthetic_set", "train_set", "test_set", "clips"],
                ["nearest", "memorisation"],
                name="audit_memorisation",
            ),
            Node(
                nodes.invert,
                [
                    "synthetic_set",
                    "nearest",
                    "generator",
                    "params:synthesis",
                    "params:family",
                    "params:seed",
                ],
                "synthetic_clips",
                name="invert",
            ),
        ],
    )
