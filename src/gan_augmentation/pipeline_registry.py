"""The pipelines by name."""

from kedro.pipeline import Pipeline

from gan_augmentation.pipelines.assemble.pipeline import create_pipeline as assemble
from gan_augmentation.pipelines.classify.pipeline import create_pipeline as classify
from gan_augmentation.pipelines.interpolate.pipeline import create_pipeline as interpolate
from gan_augmentation.pipelines.on_demand.pipeline import create_pipeline as on_demand
from gan_augmentation.pipelines.prepare_audio.pipeline import create_pipeline as prepare_audio
from gan_augmentation.pipelines.report.pipeline import create_pipeline as report
from gan_augmentation.pipelines.sort_clips.pipeline import create_pipeline as sort_clips
from gan_augmentation.pipelines.synthesize.pipeline import create_pipeline as synthesize
from gan_augmentation.pipelines.train_gan.pipeline import create_pipeline as train_gan


def register_pipelines() -> dict[str, Pipeline]:
    """Each stage by its folder's name, the whole, and the uses of what was trained."""
    stages = {
        "prepare_audio": prepare_audio(),
        "train_gan": train_gan(),
        "synthesize": synthesize(),
        "assemble": assemble(),
        "classify": classify(),
        "report": report(),
    }
    whole = sum(stages.values(), Pipeline([]))
    uses = {"on_demand": on_demand(), "interpolate": interpolate(), "sort_clips": sort_clips()}
    return {"__default__": whole, "augment_audio": whole, **stages, **uses}
