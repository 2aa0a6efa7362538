"""The pipeline graph, exported."""

import json

STAGES = {"prepare_audio", "train_gan", "synthesize", "assemble", "classify", "report"}
LAYERS = {
    "raw",
    "intermediate",
    "primary",
    "feature",
    "model_input",
    "models",
    "model_output",
    "arms",
    "reporting",
}


def test_each_stage_folds_into_a_box_and_the_layers_show(project):
    done = project.kedro("viz", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Layers visualisation is disabled" not in done.stdout + done.stderr
    graph = json.loads((project.folder / "build/api/main").read_text())
    boxes = {node["name"] for node in graph["nodes"] if node["type"] == "modularPipeline"}
    assert boxes >= STAGES | {"classify.real", "classify.classic_gan"}
    assert set(graph["layers"]) == LAYERS
