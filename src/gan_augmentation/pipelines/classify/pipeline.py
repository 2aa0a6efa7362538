"""One template, instantiated for each arm by its namespace.

<arm>.manifest -> <arm>.classifiers -> <arm>.predictions, <arm>.scores
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.classify import nodes
from gan_augmentation.pipelines.stage import for_each_arm, stage


def create_pipeline() -> Pipeline:
    """The stage: the template for every arm."""
    template = [
        Node(
            nodes.train_classifiers,
            [
                "params:arm",
                "manifest",
                "train_set",
                "classic_set",
                "synthetic_set",
                "params:synthesis",
                "params:classifier",
                "params:seed",
                "params:workers",
            ],
            "classifiers",
            name="train_classifiers",
        ),
        Node(
            nodes.test_classifiers,
            ["params:arm", "manifest", "classifiers", "validation_set", "test_set", "params:family"],
            ["predictions", "scores"],
            name="test_classifiers",
        ),
    ]
    parts = {f"{part}_set" for part in ("train", "classic", "synthetic", "validation", "test")}
    return stage(
        "classify", for_each_arm(template, parts, {"synthesis", "classifier", "seed", "family", "workers"})
    )
