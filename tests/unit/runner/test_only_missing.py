"""A run does what is missing, and nothing else."""

import json
import logging
import os
import signal
from pathlib import Path

import pandas as pd
import pytest
from kedro.framework.hooks import hook_impl
from kedro.framework.hooks.manager import _create_hook_manager
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Node, Pipeline

from gan_augmentation.datasets.files import DecidedTable, FolderPath, JsonFile
from gan_augmentation.datasets.models import CheckpointFolder
from gan_augmentation.interruption import Interrupted
from gan_augmentation.runner import OnlyWhatIsMissing
from gan_augmentation.runner.markers import key_of_done, marker_of


class Work:
    """source -> [double] -> doubled -> [add, in memory] -> sum -> [write] -> written, and what was run."""

    def __init__(self, folder: Path):
        self.folder, self.ran = folder, []
        self.parameter, self.stop_in = 1, None
        (folder / "source.json").write_text("3")

    def double(self, source):
        self._note("double")
        return 2 * source

    def add(self, doubled, amount):
        self._note("add")
        return doubled + amount

    def write(self, total):
        self._note("write")
        return [total]

    def _note(self, name):
        self.ran.append(name)
        if name == self.stop_in:
            os.kill(os.getpid(), signal.SIGTERM)

    @property
    def pipeline(self):
        return Pipeline(
            [
                Node(self.double, "source", "doubled", name="double"),
                Node(self.add, ["doubled", "params:amount"], "total", name="add"),
                Node(self.write, "total", "written", name="write"),
            ]
        )

    def catalog(self):
        files = {
            name: JsonFile(filepath=str(self.folder / f"{name}.json"))
            for name in ("source", "doubled", "written")
        }
        return DataCatalog(
            {**files, "params:amount": MemoryDataset(self.parameter), "total": MemoryDataset()}
        )

    def run(self, pipeline=None):
        """Names of the nodes that ran."""
        self.ran = []
        OnlyWhatIsMissing().run(pipeline or self.pipeline, self.catalog(), _create_hook_manager())
        return self.ran

    def change(self, name, content):
        (self.folder / f"{name}.json").write_text(json.dumps(content))


@pytest.fixture
def work(tmp_path):
    work = Work(tmp_path)
    assert work.run() == ["double", "add", "write"]
    return work


def test_a_second_run_does_nothing(work):
    assert work.run() == []


def test_a_time_stamp_changes_nothing(work):
    os.utime(work.folder / "source.json", (1, 1))
    assert work.run() == []


def test_another_source_changes_all_that_follows(work):
    work.change("source", 4)
    assert work.run() == ["double", "add", "write"]
    assert json.loads((work.folder / "written.json").read_text()) == [9]


def test_a_parameter_changes_what_depends_on_it_and_no_more(work):
    work.parameter = 5
    assert work.run() == ["add", "write"]
    assert json.loads((work.folder / "written.json").read_text()) == [11]


@pytest.mark.parametrize("loss", ["deleted", "damaged", "without a marker"])
def test_an_artifact_that_is_no_longer_as_it_was_is_made_again_with_what_it_needs_from_memory(work, loss):
    path = work.folder / "written.json"
    if loss == "damaged":
        path.write_text("[")
    else:
        (path if loss == "deleted" else marker_of(path)).unlink()
    assert work.run() == ["add", "write"]
    assert json.loads(path.read_text()) == [7]
    assert work.run() == []


def test_a_lost_artifact_in_the_middle_is_made_again_and_what_follows_is_still_true(work):
    (work.folder / "doubled.json").unlink()
    assert work.run() == ["double"]


def test_a_stage_alone_knows_what_the_whole_has_done(work):
    assert work.run(work.pipeline.from_nodes("add")) == []
    work.change("doubled", 100)
    assert work.run(work.pipeline.from_nodes("add")) == ["add", "write"]


def test_a_sigterm_ends_the_run_in_order_and_the_next_one_does_the_rest(work):
    work.change("source", 5)
    work.stop_in = "write"
    with pytest.raises(Interrupted, match="the same command goes on"):
        work.run()
    assert work.ran == ["double", "add", "write"]
    work.stop_in = None
    assert work.run() == ["add", "write"]


def test_a_node_that_fails_leaves_no_marker_of_its_results(tmp_path):
    work = Work(tmp_path)
    work.stop_in = "double"
    with pytest.raises(Interrupted):
        work.run()
    assert key_of_done(tmp_path / "doubled.json") is None


def growing(_):
    yield [1]
    raise OSError("the disk is full")


def test_a_node_that_fails_between_two_results_is_not_done(tmp_path):
    catalog = DataCatalog({"source": MemoryDataset(1), "log": JsonFile(filepath=str(tmp_path / "log.json"))})
    with pytest.raises(OSError, match="full"):
        OnlyWhatIsMissing().run(Pipeline([Node(growing, "source", "log")]), catalog, _create_hook_manager())
    assert (tmp_path / "log.json").exists()
    assert key_of_done(tmp_path / "log.json") is None


def test_kedros_advice_to_name_nodes_to_start_from_is_left_out(caplog):
    logger = logging.getLogger("kedro")
    logger.addHandler(caplog.handler)
    catalog = DataCatalog({"source": MemoryDataset(1)})
    with pytest.raises(OSError, match="full"):
        OnlyWhatIsMissing().run(Pipeline([Node(growing, "source", "log")]), catalog, _create_hook_manager())
    logger.removeHandler(caplog.handler)
    assert "Running node: growing" in caplog.text
    assert "previous command" not in caplog.text


def test_what_others_write_to_is_looked_at_in_every_run(tmp_path):
    looked = []

    def use_folder(folder):
        looked.append(folder)
        return str(folder)

    parts = {
        "folder": FolderPath(filepath=str(tmp_path)),
        "plan": JsonFile(filepath=str(tmp_path / "plan.json")),
    }
    pipeline = Pipeline([Node(use_folder, "folder", "plan", name="use")])
    for _ in range(2):
        OnlyWhatIsMissing().run(pipeline, DataCatalog(parts), _create_hook_manager())
    assert looked == [tmp_path] * 2


def train(checkpoints):
    return ["trained"]


def keep(checkpoints, log):
    return ["kept"]


def test_nodes_that_share_a_workplace_are_done_together(tmp_path):
    ran = []

    class Hook:
        @hook_impl
        def before_node_run(self, node):
            ran.append(node.name)

    pipeline = Pipeline(
        [
            Node(train, "checkpoints", "log", name="train"),
            Node(keep, ["checkpoints", "log"], "model", name="keep"),
        ]
    )

    def run():
        ran.clear()
        manager = _create_hook_manager()
        manager.register(Hook())
        files = {name: JsonFile(filepath=str(tmp_path / f"{name}.json")) for name in ("log", "model")}
        catalog = DataCatalog({**files, "checkpoints": CheckpointFolder(filepath=str(tmp_path / "work"))})
        OnlyWhatIsMissing().run(pipeline, catalog, manager)
        return list(ran)

    assert run() == ["train", "keep"]
    assert run() == []
    (tmp_path / "model.json").unlink()
    assert run() == ["train", "keep"]


def test_what_follows_a_decision_is_made_again_when_it_was_decided_otherwise(tmp_path):
    decisions, ran = ["test"], []

    def decide(source):
        return pd.DataFrame({"side": decisions})

    def follow(decided):
        ran.append(decided["side"][0])
        return decided["side"].tolist()

    pipeline = Pipeline([Node(decide, "source", "decided"), Node(follow, "decided", "followed")])
    (tmp_path / "source.json").write_text("1")

    def run():
        catalog = DataCatalog(
            {
                "source": JsonFile(filepath=str(tmp_path / "source.json")),
                "decided": DecidedTable(filepath=str(tmp_path / "decided.csv")),
                "followed": JsonFile(filepath=str(tmp_path / "followed.json")),
            }
        )
        OnlyWhatIsMissing().run(pipeline, catalog, _create_hook_manager())

    run()
    run()
    assert ran == ["test"]
    decisions[0] = "train"
    (tmp_path / "decided.csv").unlink()
    run()
    run()
    assert ran == ["test", "train"]
