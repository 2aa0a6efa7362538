"""What `make` serves, it serves to this machine alone; what it cleans away can be made again."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVERS = ("viz run", "mlflow ui", "mlflow server", "jupyter lab", "http.server")


def test_every_server_is_bound_to_this_machine():
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\t")]
    serving = [line for line in lines if any(server in line for server in SERVERS)]
    assert len(serving) == 3
    for line in serving:
        assert re.search(r"--(host|ip) 127\.0\.0\.1(\s|$)", line), line


def test_nothing_in_the_configuration_opens_a_server_to_others():
    served = [path for path in ROOT.glob("conf/**/*.yml") if "0.0.0.0" in path.read_text()]
    assert served == []
    assert "host: 127.0.0.1" in (ROOT / "conf/base/mlflow.yml").read_text()


def test_clean_removes_results_and_leaves_what_was_downloaded_and_decided(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, env=elsewhere)
    kept = ["data/01_raw/own/decisions.csv", "data/01_raw/own/0a84391e-sounds.zip"]
    made = [
        "data/08_reporting/own/arms.csv",
        "data/03_primary/own/split.csv",
        ".venv/bin/python",
        "mlflow.db",
    ]
    for name in (*kept, *made):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True, env=elsewhere)
    assert [(tmp_path / name).exists() for name in kept] == [True, True]
    assert not any((tmp_path / name).exists() for name in made)
