"""Each experiment is done once, is the same however it is run, and goes on where it was stopped."""

import importlib
import os
import re
import signal
import time
from contextlib import suppress
from dataclasses import replace
from functools import wraps

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist

from gan_augmentation.classifier.prediction import predict
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.experiments import bench as bench_module
from gan_augmentation.experiments import running
from gan_augmentation.experiments.arms import ARMS
from gan_augmentation.experiments.outcomes import (
    Failure,
    Outcome,
    experiments_table,
    failures_table,
    predictions_table,
    samples_table,
)
from gan_augmentation.experiments.settings import Grid
from gan_augmentation.interruption import Interrupted
from gan_augmentation.metrics import memorisation


def run(cut, grid, conditions, folder, workers=1):
    return [
        outcome
        for outcome in results_of(cut, grid, conditions, folder, workers)
        if isinstance(outcome, Outcome)
    ]


def results_of(cut, grid, conditions, folder, workers=1):
    cells = cut(grid)
    found = running.run_grid(cells, len(cells), grid, conditions, folder, workers)
    return [result for results in found for result in results]


@pytest.fixture(scope="module")
def done(cut, conditions, tmp_path_factory):
    """A grid of one cell that was run."""
    folder = tmp_path_factory.mktemp("experiments")
    grid = Grid(sizes=[3], seeds=1, arms=["real", "classic", "classic_gan"], families=["toy"])
    return folder, grid, run(cut, grid, conditions, folder)


@pytest.fixture
def trainings(monkeypatch):
    """What is trained from now on: classifiers, teachers and GANs."""
    seen = []

    def watch(module, name):
        original = getattr(module, name)

        @wraps(original)  # for the key of its code
        def watched(*args, **kwargs):
            seen.append(name)
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    watch(running, "train_classifier")
    watch(bench_module, "train_evaluator")
    watch(bench_module, "train_family")
    return seen


def test_every_arm_has_an_outcome(done, conditions):
    table = experiments_table(done[2])
    assert list(table["arm"]) == ["real", "classic", "classic_gan"]
    assert list(table["family"]) == ["", "", "toy"]
    assert table["accuracy"].between(0, 1).all()
    assert list(table["n_train_real"]) == [9, 9, 9]
    assert list(table["n_train_synthetic"]) == [0, 0, 24]
    (samples,) = samples_table(done[2]).to_dict("records")
    assert samples["images_seen"] == 96
    assert samples["family"] == "toy"
    assert 0 <= samples["recognised"] <= 1
    assert samples["refused"] == 0
    assert 0 < samples["least_diversity"] < 1, "of hardly trained ones that is little"
    limit = conditions.families["toy"].health.diversity
    assert samples["collapsed"] == (samples["least_diversity"] < limit)


def test_the_memorisation_told_is_that_of_the_audit_with_its_floors(done, cut, conditions):
    folder, grid, outcomes = done
    (cell,), (samples,) = cut(grid), samples_table(outcomes).to_dict("records")
    made = bench_module.Bench(cell, conditions, folder, running.StopRequest()).synthetic("toy")
    _, audit = memorisation.audit(made.images, cell.train.images, cell.test.images, cell.recordings)
    assert {
        "near_copies": audit["near_copy_share"],
        "near_copies_of_held_out": audit["near_copy_share_of_held_out"],
        "closer_to_train_than_held_out": audit["closer_to_train_than_held_out"],
        "train_closer_than_held_out": audit["train_closer_than_held_out"],
    }.items() <= samples.items()


def test_the_diversity_told_is_that_of_the_class_that_has_collapsed(done, cut, conditions):
    folder, grid, _ = done
    (cell,) = cut(grid)
    made = bench_module.Bench(cell, conditions, folder, running.StopRequest()).synthetic("toy")
    distances = {
        label: pdist(cell.train.images[cell.train.labels == label].reshape(3, -1)).mean()
        for label in range(3)
    }
    chance = np.random.default_rng(0)
    spreads = np.array([1.0, 0.1, 1.0])[made.labels]  # the second class has collapsed
    noise = chance.normal(size=(len(made), cell.train.images[0].size))
    images = (spreads[:, None] * noise).reshape(made.images.shape).astype(np.float32)
    own = images[made.labels == 1].reshape(8, -1)
    found = bench_module._least_diversity(replace(made, images=images), cell.train)
    assert found == pytest.approx(pdist(own).mean() / distances[1], rel=1e-4)


def test_the_diversity_is_that_of_the_classes_that_have_samples(done, cut, conditions):
    folder, grid, _ = done
    (cell,) = cut(grid)
    made = bench_module.Bench(cell, conditions, folder, running.StopRequest()).synthetic("toy")
    passed_for_others = replace(made, labels=np.where(made.labels == 2, 0, made.labels))
    assert 0 < bench_module._least_diversity(passed_for_others, cell.train) < 1


def test_the_predictions_are_those_of_the_accuracies(done):
    predictions = predictions_table(done[2])
    right = (predictions["label"] == predictions["predicted"]).groupby(predictions["arm"]).mean()
    table = experiments_table(done[2]).set_index("arm")["accuracy"]
    assert right.to_dict() == pytest.approx(table.to_dict())
    assert set(predictions.columns) == {
        "clip_id", "label", "predicted", "clips_per_class", "seed", "arm", "family",
    }  # fmt: skip


def test_what_is_done_is_not_done_again(done, cut, conditions, trainings):
    folder, grid, outcomes = done
    again = run(cut, grid, conditions, folder)
    assert trainings == []
    assert predictions_table(again).equals(predictions_table(outcomes))


def test_a_new_arm_is_all_that_is_done_when_it_is_added(done, cut, conditions, trainings):
    folder, grid, _ = done
    run(cut, replace(grid, arms=[*grid.arms, "shuffled"]), conditions, folder)
    assert trainings == ["train_classifier"]


def test_another_way_of_synthesis_trains_no_gan_and_no_other_arm_again(done, cut, conditions, trainings):
    folder, grid, _ = done
    hard = replace(conditions, synthesis=conditions.synthesis.model_copy(update={"labels": "hard"}))
    run(cut, grid, hard, folder)
    assert trainings == ["train_classifier"]
    run(cut, grid, conditions, folder)


def test_another_limit_of_health_trains_no_gan_again(done, cut, conditions, trainings):
    folder, grid, _ = done
    toy = conditions.families["toy"]
    health = toy.health.model_copy(update={"diversity": 1.0})
    strict = replace(conditions, families={"toy": toy.model_copy(update={"health": health})})
    (samples,) = samples_table(run(cut, grid, strict, folder)).to_dict("records")
    assert trainings == ["train_classifier"]
    assert samples["collapsed"] == 1
    run(cut, grid, conditions, folder)


def test_another_use_of_synthetic_clips_trains_no_arm_without_them_again(done, cut, conditions, trainings):
    folder, grid, _ = done
    early = conditions.classifier.training.model_copy(update={"synthetic_until": 0.5})
    changed = replace(conditions, classifier=conditions.classifier.model_copy(update={"training": early}))
    run(cut, grid, changed, folder)
    assert trainings == ["train_classifier"], "that of classic_gan"
    run(cut, grid, conditions, folder)


def test_further_real_clips_stay_to_the_end_however_synthetic_ones_are_used(conditions):
    early = conditions.classifier.training.model_copy(update={"synthetic_share": 1.0, "synthetic_until": 0.4})
    ceiling, in_question = (ARMS[arm].training_of(early) for arm in ("classic_held_back", "classic_gan"))
    assert (ceiling.synthetic_share, ceiling.synthetic_until) == (0.5, 1.0)
    assert in_question == early


def test_another_recipe_trains_its_gan_and_the_arm_that_uses_it(done, cut, conditions, trainings, tmp_path):
    folder, grid, _ = done
    slower = conditions.families["toy"].model_copy(update={"batch_size": 8})
    run(cut, grid, replace(conditions, families={"toy": slower}), folder)
    assert trainings == ["train_family", "train_classifier"]
    run(cut, grid, conditions, folder)


def test_other_code_does_everything_again(done, cut, conditions, trainings, monkeypatch, tmp_path):
    folder, grid, _ = done
    monkeypatch.setattr("gan_augmentation.experiments.cells.code_key", lambda: "another version")
    (cell,) = cut(grid)
    assert not any(
        running.is_done(bench_module.Bench(cell, conditions, folder, running.StopRequest()), experiment)
        for experiment in running.experiments_of(grid, cell)
    )


def test_other_code_of_the_experiments_alone_trains_no_gan_and_no_teachers_again(
    done, cut, conditions, trainings, monkeypatch
):
    folder, grid, _ = done
    monkeypatch.setattr("gan_augmentation.experiments.cells.code_key", lambda: "another version")
    run(cut, grid, conditions, folder)
    assert trainings == ["train_classifier"] * 3


def test_other_test_clips_train_no_gan_and_no_teachers_again(done, cut, conditions, materials, trainings):
    folder, grid, _ = done
    clips = list(materials.split.query("split == 'test'")["clip_id"])
    fewer = materials.split[~materials.split["clip_id"].isin(clips[:3])]
    run(lambda grid: cut(grid, split=fewer), grid, conditions, folder)
    assert trainings == ["train_classifier"] * 3
    run(cut, grid, conditions, folder)


def test_another_subset_trains_all_again(done, cut, conditions, materials, trainings):
    folder, grid, _ = done
    (cell,) = cut(grid)
    fewer = materials.split[materials.split["clip_id"] != cell.train.clip_ids[0]]
    run(lambda grid: cut(grid, split=fewer), grid, conditions, folder)
    assert sorted(trainings) == ["train_classifier"] * 3 + ["train_evaluator", "train_family"]
    run(cut, grid, conditions, folder)


def test_workers_change_nothing(done, cut, conditions, tmp_path):
    _, grid, _ = done
    two = replace(grid, seeds=2, arms=["real", "classic"])
    alone, together = (
        predictions_table(run(cut, two, conditions, tmp_path / str(workers), workers)) for workers in (1, 2)
    )
    assert alone.equals(together)


def test_cells_leave_nothing_in_shared_memory(done, cut, conditions, tmp_path, monkeypatch):
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", str(tmp_path / "shared"))
    two = replace(done[1], seeds=2, arms=["real"])
    cells = [replace(cell, originals=np.repeat(cell.originals, 2000, axis=0)) for cell in cut(two)]
    assert cells[0].originals.nbytes > 10**6, "what joblib lays into shared memory unless told"
    for results in running.run_grid(cells, 2, two, conditions, tmp_path / "results", 2):
        assert results
        assert not list((tmp_path / "shared").rglob("*.pkl"))


def test_another_split_or_seed_takes_nothing_from_what_is_kept(done, cut, conditions, materials, trainings):
    folder, grid, _ = done
    (cell,) = cut(grid)
    fewer = materials.split[materials.split["clip_id"] != cell.train.clip_ids[1]]
    run(lambda grid: cut(grid, split=fewer), grid, conditions, folder)
    run(lambda grid: cut(grid, seed=1), grid, conditions, folder)
    trainings.clear()
    run(cut, grid, conditions, folder)
    assert trainings == []


def test_a_gan_that_was_stopped_goes_on_to_the_same_result(done, cut, conditions, tmp_path, monkeypatch):
    _, grid, outcomes = done
    shown = []

    def stop_after_three(text):
        shown.append(text)
        if len(shown) == 3:
            bench.stop.requested = True

    (cell,) = cut(grid)
    bench = bench_module.Bench(cell, conditions, tmp_path, running.StopRequest())
    monkeypatch.setattr(bench_module.tqdm, "write", stop_after_three)  # called as the training goes on
    with pytest.raises(Interrupted):
        bench.generator("toy")
    monkeypatch.undo()
    monkeypatch.setattr(bench_module.tqdm, "write", lambda text: shown.append(text))
    resumed = run(cut, grid, conditions, tmp_path)
    images = [int(found[1]) for text in shown if (found := re.search(r"has seen (\d+) of", text))]
    assert images == sorted(set(images)), "nothing was seen twice: it went on, and did not begin anew"
    assert images[-1] == 96
    assert predictions_table(resumed).equals(predictions_table(outcomes))


def test_the_arms_of_a_cell_begin_with_the_same_weights_and_those_of_another_seed_with_others(
    cut, conditions, tmp_path, monkeypatch
):
    seeds, train = [], running.train_classifier

    def watched(network, training_set, training, seed):
        seeds.append(seed)
        return train(network, training_set, training, seed)

    monkeypatch.setattr(running, "train_classifier", watched)
    run(cut, Grid(sizes=[3], seeds=2, arms=["real", "classic"], families=["toy"]), conditions, tmp_path)
    first, again, second, and_again = seeds
    assert first == again != second == and_again


def test_a_gan_that_fails_ends_neither_the_other_arms_nor_the_other_seeds(
    cut, conditions, tmp_path, monkeypatch, caplog
):
    grid = Grid(sizes=[3], seeds=2, arms=["gan", "real", "classic_gan"], families=["toy"])
    synthetic, asked = bench_module.Bench.synthetic, []

    def only_for_the_first_seed(bench, family):
        asked.append(bench.cell.number)
        if bench.cell.number:
            raise GanAugmentationError("nothing was kept of class yes. Lower `synthesis.threshold`.")
        return synthetic(bench, family)

    monkeypatch.setattr(bench_module.Bench, "synthetic", only_for_the_first_seed)
    results = results_of(cut, grid, conditions, tmp_path)
    table = experiments_table([each for each in results if isinstance(each, Outcome)])
    assert table.groupby("seed")["arm"].agg(list).tolist() == [["gan", "real", "classic_gan"], ["real"]]
    failed = failures_table([each for each in results if isinstance(each, Failure)])
    assert failed[["seed", "arm", "family"]].to_numpy().tolist() == [
        [1, "gan", "toy"],
        [1, "classic_gan", "toy"],
    ]
    assert failed["reason"].str.startswith("nothing was kept of class yes").all()
    assert asked.count(1) == 1, "its GAN is not trained again for the next arm"
    assert "2 experiments of the benchmark could not be done" in caplog.text


def test_a_benchmark_none_of_whose_gans_can_be_used_says_why(cut, conditions, tmp_path):
    grid = Grid(sizes=[3], seeds=2, arms=["real", "gan"], families=["toy"])
    never = replace(conditions, synthesis=conditions.synthesis.model_copy(update={"threshold": 1.0}))
    with pytest.raises(GanAugmentationError, match=r"arms: gan could not be done once.*threshold"):
        run(cut, grid, never, tmp_path)


def test_a_stop_asked_for_in_one_process_stops_the_cells_of_all(done, cut, conditions, tmp_path):
    _, grid, _ = done
    tmp_path.joinpath("stop").touch()
    (cell,) = cut(grid)
    with pytest.raises(Interrupted, match="What is done is kept"):
        running.run_cell(cell, running.experiments_of(grid, cell), conditions, tmp_path)
    assert len(run(cut, grid, conditions, tmp_path)) == 3, "a request of an earlier run does not count"


def test_a_stop_asked_for_ends_the_grid_after_what_was_begun(cut, conditions, tmp_path):
    grid = Grid(sizes=[3], seeds=3, arms=["real"], families=["toy"])
    cells = cut(grid)
    found = running.run_grid(cells, len(cells), grid, conditions, tmp_path, workers=1)
    assert [each.experiment.seed for each in next(found)] == [0]
    tmp_path.joinpath("stop").touch()
    with pytest.raises(Interrupted, match="What is done is kept"):
        next(found)
    assert len(run(cut, grid, conditions, tmp_path)) == 3


def workers_of_this_process():
    """Processes of joblib's pool (its helper that watches resources is none)."""
    pool = importlib.import_module("joblib.externals.loky.reusable_executor")._executor
    return sorted(pool._processes)


@pytest.fixture
def as_on_a_cpu(monkeypatch):
    """Cells side by side, on a machine with a GPU too."""
    monkeypatch.setattr(running, "side_by_side", min)


@pytest.mark.usefixtures("as_on_a_cpu")
def test_ctrl_c_in_the_terminal_ends_no_worker_that_waits_for_work(cut, conditions, tmp_path):
    grid = Grid(sizes=[3], seeds=2, arms=["real"], families=["toy"])
    run(cut, grid, conditions, tmp_path, workers=2)
    waiting = workers_of_this_process()
    for pid in waiting:
        os.kill(pid, signal.SIGINT)
    time.sleep(1)
    assert len(run(cut, replace(grid, seeds=4), conditions, tmp_path, workers=2)) == 4
    assert workers_of_this_process() == waiting != []


@pytest.mark.usefixtures("as_on_a_cpu")
@pytest.mark.parametrize(
    ("stopped", "error", "words"),
    [
        (True, Interrupted, "stopped on request. What is done is kept"),
        (False, GanAugmentationError, r"workers: one of them was ended from outside .SIGKILL., .*workers=1"),
    ],
)
def test_a_worker_that_is_lost_ends_the_grid_in_words(cut, conditions, tmp_path, stopped, error, words):
    grid = Grid(sizes=[3], seeds=6, arms=["real"], families=["toy"])
    cells = cut(grid)
    found = running.run_grid(cells, len(cells), grid, conditions, tmp_path, workers=2)
    next(found)
    if stopped:
        tmp_path.joinpath("stop").touch()
    for pid in workers_of_this_process():
        with suppress(ProcessLookupError):  # the pool ends the others when it misses one
            os.kill(pid, signal.SIGKILL)
    with pytest.raises(error, match=words):
        list(found)
    after = run(cut, grid, conditions, tmp_path)
    undisturbed = run(cut, grid, conditions, tmp_path / "undisturbed")
    assert predictions_table(after).equals(predictions_table(undisturbed)), "what was kept is no obstacle"


def test_a_gan_and_its_teachers_learn_from_their_subset_and_from_nothing_else(
    cut, grid, conditions, materials, tmp_path
):
    def learnt(features, folder):
        (cell,) = cut(grid, features=features)
        bench = bench_module.Bench(cell, conditions, tmp_path / folder, running.StopRequest())
        return bench.generator("toy").digest, predict(bench.teachers.ensemble, seen).tobytes()

    features, (cell,) = materials.features, cut(grid)
    seen, own = cell.train.images, set(cell.train.clip_ids)
    of_subset = np.array([clip_id in own for clip_id in features.clip_ids])
    changed = {True: features.values.copy(), False: features.values.copy()}
    for part, which in ((True, of_subset), (False, ~of_subset)):
        changed[part][which] = changed[part][which, :, ::-1]
    before = learnt(features, "before")
    assert learnt(replace(features, values=changed[False]), "others") == before
    assert not set(learnt(replace(features, values=changed[True]), "own")) & set(before)


def test_nothing_can_be_held_back_from_a_subset_that_is_the_whole(cut):
    grid = Grid(sizes=["all", 3], seeds=1, arms=["real", "classic_held_back"], families=["toy"])
    whole, part = cut(grid)
    assert [each.arm for each in running.experiments_of(grid, whole)] == ["real"]
    assert [each.arm for each in running.experiments_of(grid, part)] == ["real", "classic_held_back"]


def test_a_few_clips_held_back_are_no_ceiling(cut):
    grid = Grid(sizes=[30], seeds=1, arms=["real", "classic_held_back"], families=["toy"])
    (cell,) = cut(grid)
    assert len(cell.held_back) == 3 * 10
    assert [each.arm for each in running.experiments_of(grid, cell)] == ["real"]


def test_each_arm_trains_on_what_its_name_says(done, cut, conditions):
    folder, grid, _ = done
    (cell,) = cut(grid)
    bench = bench_module.Bench(cell, conditions, folder, running.StopRequest())
    own, others = cell.train, bench.other_copies.images
    made = bench.synthetic("toy").only_kept()
    both = np.concatenate([own.images, bench.copies.images])
    nothing = own.images[:0], own.one_hot[:0]
    expected = {
        "real": (own.images, nothing),
        "classic": (both, nothing),
        "gan": (own.images, (made.images, made.probabilities)),
        "classic_gan": (both, (made.images, made.probabilities)),
        "classic_distilled": (both, (others, predict(bench.teachers.ensemble, others))),
        "classic_copies": (both, (own.images, own.one_hot)),
        "classic_held_back": (both, (cell.held_back.images, cell.held_back.one_hot)),
        "shuffled": (own.images, nothing),
    }
    assert expected.keys() == ARMS.keys()
    for arm, (images, (beside, targets)) in expected.items():
        found = ARMS[arm].training_set(bench, "toy")
        labels = np.concatenate([own.one_hot, bench.copies.one_hot])[: len(images)]
        assert np.array_equal(found.targets, labels) == (arm != "shuffled")
        np.testing.assert_array_equal(found.targets.sum(0), labels.sum(0), err_msg=arm)
        np.testing.assert_array_equal(found.images, images, err_msg=arm)
        np.testing.assert_array_equal(found.synthetic_images, beside, err_msg=arm)
        np.testing.assert_allclose(found.synthetic_targets, targets, atol=1e-6, err_msg=arm)
    soft = ARMS["classic_distilled"].training_set(bench, "").synthetic_targets
    assert ((soft > 0.01) & (soft < 0.99)).any(), "likelihoods, not classes"


def test_the_control_without_a_gan_has_as_many_clips_of_each_class_as_the_gan_makes(done, cut, conditions):
    folder, grid, _ = done
    (cell,) = cut(grid)
    bench = bench_module.Bench(cell, conditions, folder, running.StopRequest())
    made, copies = bench.synthetic("toy"), bench.other_copies
    assert np.bincount(copies.labels).tolist() == np.bincount(made.labels[made.kept]).tolist() == [8, 8, 8]
    assert len(np.unique(copies.images, axis=0)) == 24, "each is another"


@pytest.fixture
def threads_as_before():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def test_a_cell_is_the_same_for_any_number_of_threads(cut, conditions, tmp_path, threads_as_before):
    grid = Grid(sizes=[3], seeds=1, arms=["real", "classic_gan"], families=["toy"])
    seen = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        generators = tmp_path / str(threads)
        run(cut, grid, conditions, generators)
        seen.append(sorted(file.read_bytes() for file in generators.rglob("generator/*.safetensors")))
    assert seen[0] == seen[1] != []
