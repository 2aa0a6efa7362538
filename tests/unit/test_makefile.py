"""What `make` serves, it serves to this machine alone."""

import re
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
