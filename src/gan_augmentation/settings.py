"""Kedro's settings of the project."""

from gan_augmentation.hooks.closing_words import PlaceLast, VerdictLast
from gan_augmentation.hooks.errors import PlainErrors
from gan_augmentation.hooks.parameters import CheckedParameters
from gan_augmentation.hooks.tracking import ReadableTracking
from gan_augmentation.resolvers import choose, choose_each, cpu_count, samples, tracking_uri

# Our own subclass of its hook takes its place.
DISABLE_HOOKS_FOR_PLUGINS = ("kedro_mlflow",)

HOOKS = (CheckedParameters(), ReadableTracking(), PlainErrors(), VerdictLast(), PlaceLast())

CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    "config_patterns": {"mlflow": ["mlflow*", "mlflow*/**", "**/mlflow*"]},
    "custom_resolvers": {
        "choose": choose,
        "choose_each": choose_each,
        "cpu_count": cpu_count,
        "samples": samples,
        "tracking_uri": tracking_uri,
    },
}
