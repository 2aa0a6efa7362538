"""Candidates, the filter, and what is known of each clip."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan.conditioning import Unconditional
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.synthesis import SynthesisSettings, synthesize
from gan_augmentation.gan.synthetic_files import describe
from gan_augmentation.representations.features import LabelledImages
from gan_augmentation.representations.mel import Mel
from tests.unit.gan.conftest import CPU, toy_recipe

REAL = LabelledImages(
    np.zeros((1, 1, 8, 8), np.float32), np.zeros(1, np.int64), ("a", "b"), ("clip",), 2.0, Mel()
)


@pytest.fixture
def generator():
    torch.manual_seed(0)
    recipe = toy_recipe()
    return TrainedGenerator(
        recipe, ("a", "b"), (1, 8, 8), 2.0, Mel(), {"all": recipe.generator.build((1, 8, 8), 2)}
    )


def doubtful(images):
    """Sure of every third image, whatever the class asked for."""
    sure = np.arange(len(images)) % 3 == 0
    half = len(images) // 2
    first = np.where(np.arange(len(images)) < half, np.where(sure, 0.9, 0.4), np.where(sure, 0.1, 0.6))
    return np.stack([first, 1 - first], axis=1).astype(np.float32)


def test_the_quota_is_filled_with_what_passes_the_filter(generator):
    settings = SynthesisSettings(per_class=4, over=4, threshold=0.5)
    made = synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)
    assert list(made.tally().itertuples(index=False, name=None)) == [("a", 16, 6, 4), ("b", 16, 5, 4)]
    assert (made.only_kept().confidence >= 0.5).all()


def test_the_first_of_each_class_is_the_first_that_passed_the_filter(generator):
    settings = SynthesisSettings(per_class=4, over=4, threshold=0.5)
    made = synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)
    made = replace(made, kept=made.kept & (np.arange(len(made)) > 0))
    first = made.first_of_each_class()
    kept = made.only_kept()
    assert first.label_names == ["a", "b"]
    assert first.latent_seeds.tolist() == [kept.latent_seeds[kept.labels == label][0] for label in (0, 1)]


def test_a_class_of_which_nothing_was_kept_has_no_first(generator):
    settings = SynthesisSettings(per_class=4, over=4, threshold=0.5)
    made = synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)
    assert replace(made, kept=made.kept & (made.labels == 1)).first_of_each_class().label_names == ["b"]


def test_a_filter_that_lets_little_through_gives_less_than_the_quota(generator):
    settings = SynthesisSettings(per_class=8, over=2, threshold=0.5)
    made = synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)
    assert made.tally()["kept"].tolist() == [6, 5]


def test_candidates_below_the_threshold_are_rejected_and_those_over_the_quota_are_not(generator):
    settings = SynthesisSettings(per_class=4, over=4, threshold=0.5)
    made = synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)
    rejected = made.rejected(0.5)
    assert [int(rejected[made.labels == label].sum()) for label in (0, 1)] == [10, 11]
    assert not (rejected & made.kept).any()
    assert (~rejected & ~made.kept).sum() == 32 - 21 - 8


@pytest.fixture
def unasked(generator):
    """A generator that knows no class."""
    return replace(generator, recipe=generator.recipe.model_copy(update={"conditioning": Unconditional()}))


def test_samples_of_a_generator_that_knows_no_class_are_labelled_and_not_recognised(unasked):
    made = synthesize(unasked, doubtful, SynthesisSettings(per_class=3), REAL, seed=0, compute=CPU)
    np.testing.assert_array_equal(made.labels, made.probabilities.argmax(1))
    assert not made.asked
    assert made.tally()["recognised"].isna().all()
    assert made.only_kept().asked is False


def test_without_a_threshold_every_candidate_is_kept(generator):
    made = synthesize(
        generator, doubtful, SynthesisSettings(per_class=5, threshold=0), REAL, seed=0, compute=CPU
    )
    assert made.tally()["made"].tolist() == made.tally()["kept"].tolist() == [5, 5]


def test_a_clip_can_be_made_again_from_its_latent_seed(generator):
    made = synthesize(
        generator, doubtful, SynthesisSettings(per_class=6, spread=1.3), REAL, seed=0, compute=CPU
    )
    again = generator.sample(torch.tensor([made.labels[9]]), [int(made.latent_seeds[9])], 1.3, CPU)
    np.testing.assert_array_equal(again[0], made.images[9])


def test_a_wider_spread_gives_more_varied_clips(generator):
    narrow, wide = (
        synthesize(
            generator, doubtful, SynthesisSettings(per_class=50, spread=spread), REAL, seed=0, compute=CPU
        )
        for spread in (0.5, 2.0)
    )
    assert wide.images.std(0).mean() > 1.2 * narrow.images.std(0).mean()


def test_soft_targets_are_the_evaluators_and_hard_ones_the_class_asked_for(generator):
    made = synthesize(generator, doubtful, SynthesisSettings(per_class=2), REAL, seed=0, compute=CPU)
    np.testing.assert_array_equal(made.targets("soft"), made.probabilities)
    np.testing.assert_array_equal(made.targets("hard"), [[1, 0], [1, 0], [0, 1], [0, 1]])


def test_every_clip_tells_where_it_came_from(generator):
    made = synthesize(generator, doubtful, SynthesisSettings(per_class=2), REAL, seed=3, compute=CPU)
    table = describe(
        made,
        seed=3,
        spread=1.3,
        suffix=".wav",
        family="toy",
        model_hash=generator.digest,
        nearest_clips=["x"] * 4,
        distances=np.ones(4, np.float32),
    )
    assert {"file_name", "label", "seed", "latent_seed", "model_hash", "recipe", "confidence"} <= {
        *table.columns
    }
    assert table["file_name"].is_unique
    assert table["file_name"].str.startswith(table["label"].iloc[0] + "/").tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_a_saved_generator_samples_alike(generator, tmp_path):
    generator.save(tmp_path)
    loaded = TrainedGenerator.load(tmp_path)
    assert loaded.digest == generator.digest
    assert (loaded.classes, loaded.shape, loaded.peak) == (("a", "b"), (1, 8, 8), 2.0)
    labels = torch.tensor([0, 1])
    assert loaded.sample(labels, [1, 2], 1.0, CPU).equal(generator.sample(labels, [1, 2], 1.0, CPU))


def test_a_missing_generator_says_how_to_get_one(tmp_path):
    with pytest.raises(GanAugmentationError, match="kedro run --pipeline train_gan"):
        TrainedGenerator.load(tmp_path)


def test_a_class_that_keeps_none_is_told_with_the_mend(generator):
    settings = SynthesisSettings(per_class=2, threshold=0.95)
    with pytest.raises(GanAugmentationError, match=r"none of the 4 candidates reached it for a, b. Lower it"):
        synthesize(generator, doubtful, settings, REAL, seed=0, compute=CPU)


def test_a_generator_that_knows_no_class_may_leave_one_out_but_not_keep_nothing(unasked):
    def of_one_class(images):
        return np.tile(np.float32([0.9, 0.1]), (len(images), 1))

    settings = SynthesisSettings(per_class=2, threshold=0.8)
    made = synthesize(unasked, of_one_class, settings, REAL, seed=0, compute=CPU)
    assert made.tally()["kept"].tolist() == [2, 0]
    with pytest.raises(GanAugmentationError, match=r"none of the 8 candidates reached it for a, b. Lower it"):
        synthesize(
            unasked, of_one_class, settings.model_copy(update={"threshold": 0.95}), REAL, seed=0, compute=CPU
        )
