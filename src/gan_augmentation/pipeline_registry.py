"""The pipelines by name."""

from kedro.pipeline import Pipeline

from gan_augmentation.pipelines.assemble.pipeline import create_pipeline as assemble
from gan_augmentation.pipelines.benchmark.pipeline import create_pipeline as benchmark
from gan_augmentation.pipelines.benchmark.pipeline import create_plan as benchmark_plan
from gan_augmentation.pipelines.classify.pipeline import create_pipeline as classify
from gan_augmentation.pipelines.export.pipeline import create_pipeline as export
from gan_augmentation.pipelines.interpolate.pipeline import create_pipeline as interpolate
from gan_augmentation.pipelines.on_demand.pipeline import create_pipeline as on_demand
from gan_augmentation.pipelines.prepare_audio.pipeline import create_pipeline as prepare_audio
from gan_augmentation.pipelines.prepare_images.pipeline import create_pipeline as prepare_images
from gan_augmentation.pipelines.regenerate.pipeline import create_pipeline as regenerate
from gan_augmentation.pipelines.report.pipeline import create_pipeline as report
from gan_augmentation.pipelines.sort_clips.pipeline import create_pipeline as sort_clips
from gan_augmentation.pipelines.synthesize.pipeline import create_pipeline as synthesize
from gan_augmentation.pipelines.train_gan.pipeline import create_pipeline as train_gan


def register_pipelines() -> dict[str, Pipeline]:
    """Each stage by its folder's name, the whole, for sounds and for pictures, and the uses of what was trained."""
    sounds, pictures = prepare_audio(), prepare_images()
    stages = {
        "train_gan": train_gan(),
        "synthesize": synthesize(),
        "assemble": assemble(),
        "classify": classify(),
        "report": report(),
    }
    rest = sum(stages.values(), Pipeline([]))
    return {
        "__default__": sounds + rest,
        "augment_audio": sounds + rest,
        "augment_images": pictures + rest,
        "prepare_audio": sounds,
        "prepare_images": pictures,
        **stages,
        "benchmark": benchmark(sounds),
        "benchmark_plan": benchmark_plan(sounds),
        "benchmark_images": benchmark(pictures),
        "benchmark_images_plan": benchmark_plan(pictures),
        "on_demand": on_demand(),
        "interpolate": interpolate(),
        "sort_clips": sort_clips(),
        "regenerate": regenerate(),
        "export": export(),
    }
