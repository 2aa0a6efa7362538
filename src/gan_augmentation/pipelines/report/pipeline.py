"""Predictions to the verdict, and the page that shows it.

<arm>.predictions -> summary, comparisons, verdict --+
<arm>.scores ------> arms, gan_train ----------------+--> report
synthetic_set -----> quality, charts, gallery -------+
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.report import nodes
from gan_augmentation.pipelines.stage import ARMS, stage


def create_pipeline() -> Pipeline:
    """The stage."""
    return stage(
        "report",
        [
            Node(nodes.gather, [f"{arm}_scores" for arm in ARMS], "arms", name="gather_scores"),
            Node(
                nodes.gather, [f"{arm}_predictions" for arm in ARMS], "predictions", name="gather_predictions"
            ),
            Node(
                nodes.compare_arms,
                ["predictions", "params:data_set", "params:family"],
                ["summary", "comparisons", "verdict"],
                name="compare_arms",
            ),
            Node(
                nodes.measure_gan_train,
                [
                    "synthetic_set",
                    "synthetic_clips",
                    "test_set",
                    "classic_scores",
                    "params:classic",
                    "params:classifier",
                    "params:seed",
                    "params:workers",
                ],
                "gan_train",
                name="measure_gan_train",
            ),
            Node(
                nodes.measure_quality,
                ["evaluator", "synthetic_set", "train_set", "test_set", "gan_train"],
                "quality",
                name="measure_quality",
            ),
            Node(
                nodes.draw_charts,
                [
                    "arms",
                    "summary",
                    "predictions",
                    "gan_history",
                    "train_set",
                    "synthetic_set",
                    "params:gan",
                    "params:medium",
                ]
                + [f"{arm}_classifiers" for arm in ARMS],
                "charts",
                name="draw_charts",
            ),
            Node(
                nodes.fill_gallery,
                ["synthetic_clips", "synthetic_set", "memorisation", "clips", "train_set", "params:medium"],
                "gallery",
                name="fill_gallery",
            ),
            Node(
                nodes.show_rejected,
                ["synthetic_set", "params:synthesis", "params:medium"],
                "rejected",
                name="show_rejected",
            ),
            Node(
                nodes.write_report,
                [
                    "verdict",
                    "arms",
                    "summary",
                    "comparisons",
                    "charts",
                    "progression_gif",
                    "gallery",
                    "filtering",
                    "rejected",
                    "quality",
                    "memorisation",
                    "nearest",
                    "quarantine",
                    "leak_check",
                    "parameters",
                ],
                "report",
                name="write_report",
            ),
        ],
        arm_inputs=("scores", "predictions", "classifiers"),
    )
