"""The notebooks, run from their first cell to their last on the results of the demo run."""

import shutil
from base64 import b64decode
from io import BytesIO
from itertools import product

import nbformat
import pytest
from mlflow import MlflowClient
from nbclient import NotebookClient
from PIL import Image

from gan_augmentation.reporting.look import ARM_COLOURS
from tests.project import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def some_runs_more(demo_run, tmp_path):
    """The runs of the demo, and those of a benchmark with training sets of two sizes."""
    shutil.copy(demo_run.project.folder / "mlflow.db", tmp_path)
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    client = MlflowClient(uri)
    experiment = client.get_experiment_by_name("gan_augmentation").experiment_id
    for size, arm in product((10, 20), ARM_COLOURS):
        run_id = client.create_run(experiment, tags={"level": "experiment"}).info.run_id
        facts = {"data_set": "benchmark", "family": "wavegan", "arm": arm, "clips_per_class": size, "seed": 0}
        for name, value in facts.items():
            client.log_param(run_id, name, value)
        client.log_metric(run_id, "accuracy", 0.5 + size / 100)
        client.log_metric(run_id, "gain", 0.0625)
        client.set_terminated(run_id)
    return uri


def finished(name, project, **environment):
    """The notebook after all its cells."""
    folder = project.folder / "notebooks"
    notebook = nbformat.read(folder / name, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**project.environment, **environment})
    return notebook


def outputs(notebook, kind):
    """What was shown of a kind, `text` for what was printed."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    parts = [{**each, **each.get("data", {})} for each in shown]
    return [part[kind] for part in parts if kind in part]


def test_a_real_clip_is_heard_before_and_after_its_way_through_a_spectrogram(demo_run):
    notebook = finished("01_listen.ipynb", demo_run.project)
    assert "".join(outputs(notebook, "text/html")).count("<audio") == 2
    assert len(outputs(notebook, "image/png")) == 1
    assert 0.05 < float("".join(outputs(notebook, "text")).split("spectral convergence ")[1]) < 0.6


def test_the_arms_of_all_runs_are_in_one_frame_and_its_plots(demo_run, some_runs_more):
    notebook = finished("02_compare_runs.ipynb", demo_run.project, MLFLOW_TRACKING_URI=some_runs_more)
    tables = "".join(outputs(notebook, "text/html"))
    assert tables.count("<td>demo</td>") == 4
    assert tables.count("<td>benchmark</td>") == 2 * len(ARM_COLOURS)
    assert "<td>0.0625</td>" in tables
    plots = [Image.open(BytesIO(b64decode(each))) for each in outputs(notebook, "image/png")]
    assert len(plots) == 2, "one for each of the two levels"
    assert all(each.height > 250 for each in plots)


def test_a_frame_without_runs_says_how_to_get_some(demo_run, tmp_path):
    nowhere = f"sqlite:///{tmp_path / 'mlflow.db'}"
    notebook = finished("02_compare_runs.ipynb", demo_run.project, MLFLOW_TRACKING_URI=nowhere)
    assert "No finished run is of these levels" in "".join(outputs(notebook, "text"))
    assert outputs(notebook, "image/png") == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_defines_nothing(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not any(line.lstrip().startswith(("def ", "class ")) for line in cell.source.splitlines())
