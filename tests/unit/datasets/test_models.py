"""Models that lie on disk, and those that do not."""

from gan_augmentation.datasets.models import ClassifierFolderIfThere, TrackedGenerator
from tests.unit.gan.conftest import toy_generator


def test_classifiers_that_were_not_trained_are_none(tmp_path):
    assert ClassifierFolderIfThere(filepath=str(tmp_path / "evaluator")).load() is None


def test_without_a_run_the_generator_is_only_a_folder(tmp_path):
    generator = toy_generator()
    dataset = TrackedGenerator(filepath=str(tmp_path / "generator"))
    dataset.save(generator)
    assert dataset.load().digest == generator.digest
