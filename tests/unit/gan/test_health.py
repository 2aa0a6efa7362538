"""What the monitor says of samples that are known to be well or ill."""

import numpy as np
import pytest

from gan_augmentation.gan.health import HealthLimits, Monitor
from gan_augmentation.gan.symptoms import RealLevels

CLASSES = ("down", "left", "up")
LIMITS = HealthLimits(lasting=3, grace=0)
LEVEL_LOGITS = {"real_logit": 0.6, "fake_logit": 0.2}


def real_images(count=60, *, channels=1, floor=-0.8):
    """Bright in a third of the rows, another one for each class, and noise."""
    rng = np.random.default_rng(0)
    labels = np.arange(count) % len(CLASSES)
    images = rng.normal(floor, 0.1, (count, channels, 12, 8)).astype(np.float32)
    for row, label in enumerate(labels):
        images[row, :, 4 * label : 4 * label + 4] += rng.uniform(0.5, 1.5)
    return images.clip(-1, 1), labels


def healthy_samples(columns=6):
    """Samples (classes, columns, channels, height, width) like the real images."""
    images, labels = real_images(120)
    return np.stack([images[labels == label][-columns:] for label in range(len(CLASSES))])


@pytest.mark.parametrize("classes", [3, 100, 400])
def test_collapse_is_seen_however_many_classes_there_are(classes):
    rng = np.random.default_rng(1)
    images = rng.normal(0, 0.3, (4 * classes, 1, 12, 8)).astype(np.float32)
    real = RealLevels.of(images, np.repeat(np.arange(classes), 4))
    shown = min(classes, 10)
    monitor = Monitor(tuple(map(str, range(classes))), real, HealthLimits(lasting=1, grace=0))
    alike = np.repeat(rng.normal(0, 0.3, (shown, 1, 1, 12, 8)), 6, axis=1).astype(np.float32)
    (finding,) = monitor.observe(alike, {}).findings
    assert finding.name == "collapse"
    whole = "every class" if classes == shown else "all 10 classes looked at"
    assert f"Samples of {whole} hardly differ" in finding.message


def silent_samples():
    return np.full_like(healthy_samples(), -0.9)


def collapsed_samples(*names):
    """All latents of these classes give one image."""
    samples = healthy_samples()
    for name in names:
        samples[CLASSES.index(name)] = samples[CLASSES.index(name), :1]
    return samples


def constant_samples():
    return np.broadcast_to(healthy_samples()[0, 0], healthy_samples().shape).copy()


REAL = RealLevels.of(*real_images())


def examine(samples, metrics, real, limits, *, classes=(), logit_gap=None):
    """What a monitor says that speaks up at once."""
    at_once = limits.model_copy(update={"lasting": 1, "grace": 0})
    return Monitor(classes, real, at_once, logit_gap).observe(samples, metrics)


def names(health):
    return [finding.name for finding in health.findings]


def found(samples, **more):
    return examine(samples, LEVEL_LOGITS, REAL, LIMITS, classes=CLASSES, **more)


def watch(reports, *, limits=LIMITS, logit_gap=10.0):
    """What stands after each report, a pair of samples and gap of the logits."""
    monitor = Monitor(CLASSES, REAL, limits, logit_gap=logit_gap)
    return [
        monitor.observe(samples, {"real_logit": gap, "fake_logit": 0.0}).warnings for samples, gap in reports
    ]


def test_samples_like_the_real_images_are_found_well():
    health = found(healthy_samples(), logit_gap=10.0)
    assert health.findings == ()
    for measure in ("spread", "diversity", "least_diversity"):
        assert health.measures[measure] == pytest.approx(1, abs=0.3)
    assert health.measures["silent"] == 0
    assert health.measures["logit_gap"] == pytest.approx(0.4)


@pytest.mark.parametrize("columns", [2, 6])
def test_samples_of_one_channel_may_come_without_its_axis(columns):
    samples = healthy_samples(columns)
    assert found(samples[:, :, 0]) == found(samples)


def test_silent_samples_are_silence_and_nothing_else():
    assert names(found(silent_samples())) == ["silence"]


def test_silence_of_a_waveform_is_found_as_well():
    rng = np.random.default_rng(0)
    waves = rng.normal(0, 0.3, (30, 1, 1, 400)).astype(np.float32)
    real = RealLevels.of(waves, np.zeros(30, dtype=np.int64))
    loud, quiet = waves[None, :6], 0.01 * waves[None, :6]
    assert names(examine(loud, {}, real, LIMITS)) == []
    assert names(examine(quiet, {}, real, LIMITS)) == ["silence"]


def test_one_silent_class_is_named():
    samples = healthy_samples()
    samples[1] = -1
    (finding,) = found(samples).findings
    assert finding.name == "silence"
    assert "left" in finding.message
    assert "down" not in finding.message


def test_one_silent_sample_is_no_silence():
    samples = healthy_samples()
    samples[0, 0] = -1
    assert found(samples).findings == ()


def test_a_silent_channel_beside_a_noisy_one_is_silence():
    images, labels = real_images(channels=2)
    real = RealLevels.of(images, labels)
    samples = np.concatenate([silent_samples(), healthy_samples()], axis=2)
    assert names(examine(samples, {}, real, LIMITS)) == ["silence"]


def test_one_picture_for_every_class_and_latent_is_constant_output():
    assert names(found(constant_samples())) == ["constant output"]


def test_a_collapsed_class_is_named_and_the_mend_with_it():
    (finding,) = found(collapsed_samples("left")).findings
    assert finding.name == "collapse"
    assert "left" in finding.message
    assert "down" not in finding.message
    assert "gan.penalty" in finding.message


def test_classes_that_all_collapse_to_a_picture_of_their_own_are_a_collapse():
    (finding,) = found(collapsed_samples(*CLASSES)).findings
    assert finding.name == "collapse"
    assert "every class" in finding.message


def test_without_names_the_collapsed_classes_are_counted():
    (finding,) = examine(collapsed_samples("up"), {}, REAL, LIMITS).findings
    assert "1 of 3 classes" in finding.message
    assert finding.classes == (2,)


def test_a_single_class_can_collapse():
    images, labels = real_images()
    real = RealLevels.of(images[labels == 0], labels[labels == 0])
    samples = healthy_samples()[:1]
    assert names(examine(samples, {}, real, LIMITS)) == []
    nearly_one = samples[:, :1] + 0.1 * (samples - samples[:, :1])
    assert names(examine(nearly_one, {}, real, LIMITS)) == ["collapse"]


def test_real_clips_that_are_all_the_same_ask_for_no_diversity():
    images, labels = real_images()
    images[labels == 1] = images[1]
    real = RealLevels.of(images, labels)
    assert names(examine(collapsed_samples("left"), {}, real, LIMITS)) == []
    assert names(examine(collapsed_samples("down"), {}, real, LIMITS)) == ["collapse"]


def test_small_samples_are_held_against_real_images_of_their_size():
    rng = np.random.default_rng(0)
    noise = rng.uniform(-1, 1, (60, 1, 16, 16)).astype(np.float32)
    real = RealLevels.of(noise, np.zeros(60, dtype=np.int64))
    halved = noise[:6].reshape(1, 6, 4, 4, 4, 4).mean(axis=(3, 5))
    health = examine(halved, {}, real, LIMITS)
    assert health.measures["spread"] == pytest.approx(1, abs=0.15)
    assert health.measures["diversity"] == pytest.approx(1, abs=0.15)


def test_a_large_train_part_is_thinned_without_losing_a_class():
    images, labels = real_images(1500)
    images[labels == 2] = images[2]
    sorted_by_class = np.argsort(labels)
    large = RealLevels.of(images[sorted_by_class], labels[sorted_by_class]).at((12, 8))
    small = RealLevels.of(images[:300], labels[:300]).at((12, 8))
    np.testing.assert_allclose(large.diversity, small.diversity, rtol=0.1, atol=1e-6)
    np.testing.assert_allclose(large.spread, small.spread, rtol=0.1)


def test_the_mean_distance_is_that_of_all_pairs():
    images = np.array([0.0, 0.2, 0.8], dtype=np.float32)[:, None, None, None] + np.zeros((1, 1, 2, 2), "f4")
    levels = RealLevels.of(images, np.zeros(3, dtype=np.int64)).at((2, 2))
    assert levels.diversity[0, 0] == pytest.approx((0.2 + 0.8 + 0.6) / 3)


@pytest.mark.parametrize("samples", [silent_samples(), constant_samples(), collapsed_samples("up")])
def test_what_is_wrong_is_said_when_it_lasts_and_dropped_when_it_goes(samples):
    well = (healthy_samples(), 0.4)
    said = watch([well, (samples, 0.4), (samples, 0.4), (samples, 0.4), (samples, 0.4), well, (samples, 0.4)])
    assert [len(warnings) for warnings in said] == [0, 0, 0, 1, 1, 0, 0]
    assert said[3] == said[4]


def test_the_start_is_not_judged():
    limits = HealthLimits(lasting=2, grace=4)
    said = watch([(silent_samples(), 0.4)] * 7, limits=limits)
    assert [len(warnings) for warnings in said] == [0, 0, 0, 0, 0, 1, 1]


def test_a_training_that_goes_on_is_past_its_start_and_is_called_well_only_when_enough_was_seen():
    limits = HealthLimits(lasting=2, grace=4)
    goes_on = Monitor(CLASSES, REAL, limits, observed=50)
    seen = [goes_on.observe(silent_samples(), {}) for _ in range(3)]
    assert [each.judged for each in seen] == [False, True, True]
    assert [len(each.warnings) for each in seen] == [0, 1, 1]


def test_a_short_spike_of_the_logits_is_nothing_but_a_lasting_gap_is():
    well = healthy_samples()
    assert watch([(well, gap) for gap in (1.0, 30.0, 30.0, 1.0, 30.0, 1.0)]) == [()] * 6
    said = watch([(well, gap) for gap in (1.0, 30.0, 20.0, 25.0, 1.0)])
    assert [len(warnings) for warnings in said] == [0, 0, 0, 1, 0]
    assert said[3][0].startswith("discriminator wins: ")
    assert "20.0 apart" in said[3][0]


def test_a_loss_that_sets_no_scale_has_no_winner():
    assert watch([(healthy_samples(), 500.0)] * 4, logit_gap=None) == [()] * 4


def test_unknown_logits_are_no_gap():
    health = examine(healthy_samples(), {}, REAL, LIMITS, logit_gap=0.1)
    assert health.findings == ()
    assert "logit_gap" not in health.measures


def test_a_warning_keeps_its_words_while_it_stands_and_changes_with_its_classes():
    worse = [collapsed_samples("up")] * 4
    for number, samples in enumerate(worse):
        samples = samples.copy()
        samples[2] += 0.01 * (3 - number) * healthy_samples()[2]
        worse[number] = samples
    both = [collapsed_samples("up", "left")] * 3
    said = watch([(samples, 0.4) for samples in worse + both])
    assert said[2] == said[3] == said[4] == said[5]
    assert "left" in said[6][0]


def test_classes_that_take_turns_have_not_collapsed():
    turns = [collapsed_samples(name) for name in (*CLASSES, *CLASSES)]
    assert watch([(samples, 0.4) for samples in turns]) == [()] * 6


def test_measures_go_into_a_report_under_their_own_names():
    metrics = found(healthy_samples()).metrics
    assert set(metrics) == {
        "health.spread",
        "health.silent",
        "health.diversity",
        "health.least_diversity",
        "health.variety",
        "health.logit_gap",
    }


def test_looking_changes_nothing():
    samples = healthy_samples()
    before = samples.copy()
    found(samples)
    np.testing.assert_array_equal(samples, before)
