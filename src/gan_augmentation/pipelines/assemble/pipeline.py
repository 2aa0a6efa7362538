"""The training set of each arm, as a manifest: one template, instantiated for each arm by its namespace.

train_set, classic_set, synthetic_set -> <arm>.manifest
"""

from kedro.pipeline import Node, Pipeline

from gan_augmentation.pipelines.assemble import nodes
from gan_augmentation.pipelines.stage import for_each_arm, stage

SHARED = ["train_set", "classic_set", "synthetic_set"]


def create_pipeline() -> Pipeline:
    """The stage."""
    template = Node(nodes.write_manifest, ["params:arm", *SHARED], "manifest", name="write_manifest")
    return stage("assemble", for_each_arm([template], set(SHARED), set()))
