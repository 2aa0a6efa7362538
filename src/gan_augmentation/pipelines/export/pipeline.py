"""The augmented set in forms that other tools load, with its data card.

clips, split, classic_gan.manifest, synthetic_clips -> augmented_set -> data_card -> exported_set
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.export import nodes
from gan_augmentation.pipelines.stage import stage


def create_pipeline() -> Pipeline:
    """The pipeline."""
    return stage(
        "export",
        [
            Node(
                nodes.gather,
                ["clips", "split", "classic_gan_manifest", "synthetic_clips"],
                "augmented_set",
                name="gather",
            ),
            Node(
                nodes.write_card,
                [
                    "augmented_set",
                    "generator",
                    "quality",
                    "memorisation",
                    "verdict",
                    "params:data_set",
                    "params:family",
                    "params:profile",
                    "params:seed",
                ],
                "data_card",
                name="write_card",
            ),
            Node(nodes.share, ["augmented_set", "data_card"], "exported_set", name="share"),
        ],
        arm_inputs=("manifest",),
        arms=("classic_gan",),
    )
