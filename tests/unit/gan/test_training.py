"""The loop: one page, tried with a toy generator and discriminator."""

import itertools

import numpy as np
import pytest
import torch

from gan_augmentation import code_version
from gan_augmentation.compute import Compute
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.gan import training
from gan_augmentation.gan.checkpoints import CheckpointStore
from gan_augmentation.gan.sampling import TrainedGenerator
from gan_augmentation.gan.training import train_family
from gan_augmentation.interruption import Interrupted, StopRequest
from tests.unit.gan.conftest import CPU, growing_recipe, toy_recipe

RECIPES = {"constant": toy_recipe(), "growing": growing_recipe()}


BFLOAT16 = Compute(torch.device("cpu"), torch.bfloat16)


def run(recipe, data, folder, *, stop=None, seed=0, compute=CPU):
    return train_family(
        recipe, data, CheckpointStore(folder), seed=seed, compute=compute, stop=stop or StopRequest()
    )


def stopped_between_checkpoints(data, folder):
    """Stops a training as it reports 24 images, while checkpoints are due at multiples of 16; its recipe."""
    recipe, stop = toy_recipe(budget={"epochs": 1, "least": 320, "most": 320}), StopRequest()
    reports = run(recipe, data, folder, stop=stop)
    list(itertools.islice(reports, 3))
    stop.requested = True
    with pytest.raises(Interrupted, match="after 24 of 320 images"):
        next(reports)
    return recipe


def weights(recipe, data, folder):
    return TrainedGenerator.from_checkpoints(recipe, data, CheckpointStore(folder)).digest


@pytest.mark.parametrize("kind", RECIPES)
def test_a_training_reports_finite_losses_up_to_its_end(kind, toy_data, tmp_path):
    reports = list(run(RECIPES[kind], toy_data, tmp_path))
    assert reports[-1].images == reports[-1].total == 160
    assert all(np.isfinite(list(report.metrics.values())).all() for report in reports)
    assert {"discriminator_loss", "generator_loss", "penalty"} <= set().union(*(r.metrics for r in reports))


@pytest.mark.parametrize("compute", [CPU, BFLOAT16], ids=["float32", "bfloat16, channels last"])
@pytest.mark.parametrize("kind", RECIPES)
def test_an_interrupted_training_ends_in_the_same_weights(kind, compute, toy_data, tmp_path):
    recipe = RECIPES[kind]
    list(run(recipe, toy_data, tmp_path / "undisturbed", compute=compute))
    for reports in (3, 7):  # stopped twice, killed once
        stop = StopRequest()
        training = run(recipe, toy_data, tmp_path / "stopped", stop=stop, compute=compute)
        list(itertools.islice(training, reports))
        stop.requested = True
        with pytest.raises(Interrupted, match="Run the same command again"):
            next(training)
    list(itertools.islice(run(recipe, toy_data, tmp_path / "stopped", compute=compute), 2))
    list(run(recipe, toy_data, tmp_path / "stopped", compute=compute))
    assert weights(recipe, toy_data, tmp_path / "stopped") == weights(
        recipe, toy_data, tmp_path / "undisturbed"
    )


def test_a_stop_while_a_report_is_taken_in_loses_nothing(toy_data, tmp_path):
    recipe = stopped_between_checkpoints(toy_data, tmp_path)
    assert next(run(recipe, toy_data, tmp_path)).images == 32


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(toy_data, tmp_path):
    for name, seed in (("one", 0), ("again", 0), ("other", 1)):
        list(run(RECIPES["constant"], toy_data, tmp_path / name, seed=seed))
    one, again, other = (
        weights(RECIPES["constant"], toy_data, tmp_path / n) for n in ("one", "again", "other")
    )
    assert one == again
    assert one != other


def test_global_random_state_is_left_alone(toy_data, tmp_path):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    list(run(RECIPES["constant"], toy_data, tmp_path))
    assert torch.get_rng_state().equal(before)


def test_a_finished_training_is_not_done_again(toy_data, tmp_path):
    list(run(RECIPES["constant"], toy_data, tmp_path))
    (report,) = run(RECIPES["constant"], toy_data, tmp_path)
    assert report.images == report.total
    assert report.snapshot is not None


def test_checkpoints_of_another_recipe_are_dropped(toy_data, tmp_path):
    list(run(RECIPES["constant"], toy_data, tmp_path))
    first = next(run(toy_recipe(ema_decay=0.8), toy_data, tmp_path))
    assert first.images == 8


def test_checkpoints_of_other_code_are_dropped(toy_data, tmp_path, monkeypatch):
    list(run(RECIPES["constant"], toy_data, tmp_path))
    monkeypatch.setattr(training, "code_version", lambda function: "of an edited loss")
    first = next(run(RECIPES["constant"], toy_data, tmp_path))
    assert first.images == 8


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        ("gan.losses", True),
        ("gan.networks.strided", True),
        ("representations.mel", True),
        ("compute", True),
        ("seeding", True),
        ("gan.synthesis", False),
    ],
)
def test_the_fingerprint_tells_an_edit_of_code_that_a_training_runs(edited, told, toy_data, monkeypatch):
    version = code_version._version_of_module
    before = training.fingerprint_of(RECIPES["constant"], toy_data, 0)
    monkeypatch.setattr(
        code_version, "_version_of_module", lambda name: version(name) + "!" * name.endswith(f".{edited}")
    )
    assert (training.fingerprint_of(RECIPES["constant"], toy_data, 0) != before) is told


def test_the_discriminator_tells_real_from_fake_at_first_and_the_generator_learns(toy_data, tmp_path):
    recipe = toy_recipe(
        generator={"kind": "strided", "maps": [16, 16], "latent_size": 4},
        discriminator={"kind": "strided", "maps": [16, 16]},
        budget={"epochs": 1, "least": 6000, "most": 6000},
        optimizer={"learning_rate": 3e-3, "betas": [0.0, 0.99]},
        batch_size=20,
        ema_decay=0.98,
    )
    list(run(recipe, toy_data, tmp_path))
    generator = TrainedGenerator.from_checkpoints(recipe, toy_data, CheckpointStore(tmp_path))
    made = generator.sample(torch.tensor([0] * 20 + [1] * 20), list(range(40)), 1.0, CPU)
    above, below = made[:, 0, :4].mean((1, 2)), made[:, 0, 4:].mean((1, 2))
    assert ((above > below)[:20]).float().mean() > 0.8
    assert ((above < below)[20:]).float().mean() > 0.8


def test_one_model_per_class_trains_each_on_its_own_class(toy_data, tmp_path):
    recipe = toy_recipe(conditioning={"kind": "one_model_per_class"})
    reports = list(run(recipe, toy_data, tmp_path))
    assert {report.model for report in reports} == {"class_0000", "class_0001"}
    assert reports[-1].total == 320
    generator = TrainedGenerator.from_checkpoints(recipe, toy_data, CheckpointStore(tmp_path))
    assert generator.sample(torch.tensor([0, 1]), [1, 1], 1.0, CPU).shape == (2, 1, 8, 8)


def test_a_loss_that_is_not_finite_goes_back_and_slows_down(toy_data, tmp_path, monkeypatch):
    calls = []
    real_step = training.train_step

    def diverge_once(state, *args):
        calls.append(state.learning_rate)
        metrics = real_step(state, *args)
        return {**metrics, "generator_loss": float("nan")} if len(calls) == 10 else metrics

    monkeypatch.setattr(training, "train_step", diverge_once)
    reports = list(run(RECIPES["constant"], toy_data, tmp_path))
    assert reports[-1].images == 160
    assert calls[9] == 1e-3
    assert set(calls[10:]) == {0.5e-3}


def test_a_training_that_keeps_diverging_says_what_to_change(toy_data, tmp_path):
    broken = toy_recipe(optimizer={"learning_rate": 1e30, "betas": [0.0, 0.99]})
    with pytest.raises(GanAugmentationError, match=r"Lower gan\.optimizer\.learning_rate"):
        list(run(broken, toy_data, tmp_path))


def test_snapshots_grow_with_the_level_of_detail(toy_data, tmp_path):
    snapshots = [r.snapshot for r in run(RECIPES["growing"], toy_data, tmp_path) if r.snapshot is not None]
    assert snapshots[0].shape == (2, 6, 4, 4)
    assert snapshots[-1].shape == (2, 6, 8, 8)
    assert all(np.abs(snapshot).max() <= 1 for snapshot in snapshots)


@pytest.fixture
def poisoned(monkeypatch):
    """Gives a function that makes the weights infinite, once, in the step of this number, and says so in a list."""
    real_step, done = training.train_step, []

    def poison_at(number):
        def poison_once(state, *args):
            metrics = real_step(state, *args)
            if state.step == number and not done:
                done.append(True)
                with torch.no_grad():
                    next(state.generator.parameters()).fill_(float("inf"))
                return dict.fromkeys(metrics, 1.0)
            return metrics

        monkeypatch.setattr(training, "train_step", poison_once)
        return done

    return poison_at


def test_weights_that_are_not_finite_are_never_kept(toy_data, tmp_path, poisoned):
    done = poisoned(9)
    reports = list(run(RECIPES["constant"], toy_data, tmp_path))
    assert done
    assert reports[-1].images == 160
    assert kept_weights_are_finite(tmp_path)


def test_a_stop_keeps_no_weights_that_are_not_finite(toy_data, tmp_path, poisoned):
    done = poisoned(3)
    stopped_between_checkpoints(toy_data, tmp_path)
    assert done
    assert kept_weights_are_finite(tmp_path)


def kept_weights_are_finite(folder):
    newest = CheckpointStore(folder / "all").newest()
    return all(tensor.isfinite().all() for tensor in newest.tensors.values())
