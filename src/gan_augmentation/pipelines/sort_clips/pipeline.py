"""Unlabelled sounds to class folders, by the classifiers of the arm `classic`.

unlabelled_files -> unlabelled_clips, unlabelled_quarantine -> sorted_clips (copies of the files)
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.sort_clips import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The pipeline."""
    return stage(
        "sort_clips",
        [
            Node(
                nodes.cut_unlabelled,
                ["classic_classifiers", "unlabelled_files", "params:clip", "params:workers"],
                ["unlabelled_clips", "unlabelled_quarantine"],
                name="cut_unlabelled",
            ),
            Node(
                nodes.sort_clips,
                [
                    "unlabelled_files",
                    "unlabelled_clips",
                    "unlabelled_quarantine",
                    "classic_classifiers",
                    "params:sorting",
                ],
                "sorted_clips",
                name="sort_clips",
            ),
        ],
        arm_inputs=("classifiers",),
        arms=("classic",),
    )
