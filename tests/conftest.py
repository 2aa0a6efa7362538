"""What all tests share, and what counted tests need.

A counted test runs at a small count in `make test` and at the full one in `make torture`, which puts what came out into the
table of docs/reliability.md:

    @pytest.mark.counted("byte-mutated audio files", small=100, full=10_000, must_show="0 dead runs")
    def test_...(count, came_out):
        ...
        came_out(f"{dead} dead runs")
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

# Tests compute with tiny tensors, where a second thread costs more than it brings, and one of them forks, which more than one
# thread does not survive. Torch reads this when it is first imported.
os.environ["OMP_NUM_THREADS"] = "1"

TABLE = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- table of make torture -->\n", "<!-- end of the table -->"
HEAD = "| test | count | must show | came out | seconds |\n| --- | --- | --- | --- | --- |\n"


def pytest_addoption(parser):
    parser.addoption(
        "--full", action="store_true", help="the full counts, and their table in docs/reliability.md"
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "counted(what, small, full, must_show): a test with a count")


@pytest.fixture
def counted(request) -> pytest.Mark:
    return request.node.get_closest_marker("counted")


@pytest.fixture
def count(counted, request) -> int:
    """How many times, in this run."""
    return counted.kwargs["full" if request.config.getoption("--full") else "small"]


@pytest.fixture
def came_out(counted, count, request) -> Callable[[str], None]:
    """Takes what came out, in a few words."""

    def tell(outcome: str) -> None:
        row = counted.args[0], f"{count:,}", counted.kwargs["must_show"], outcome
        request.node.user_properties.append(("counted", row))

    return tell


def pytest_terminal_summary(terminalreporter, config):
    if hasattr(
        config, "workerinput"
    ):  # a worker of xdist has some of the reports, the process that started it has all
        return
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    rows = [
        (*row, f"{report.duration:.0f}") if report.passed else (*row[:-1], f"{row[-1]} (FAILED)", "")
        for report in reports
        for name, row in report.user_properties
        if name == "counted" and report.when == "call"
    ]
    if config.getoption("--full") and rows:
        write_table(rows)
        terminalreporter.write_line(f"The table is in {TABLE}.")


def write_table(rows: list[tuple[str, ...]]) -> None:
    """These rows, and those of other tests as they were."""
    before, rest = TABLE.read_text(encoding="utf-8").split(BEGIN)
    old, after = rest.split(END)
    lines = [line for line in old.splitlines() if line.startswith("| ")][2:]
    table = {line.split(" | ")[0]: line for line in lines} | {
        f"| {row[0]}": f"| {' | '.join(row)} |" for row in rows
    }
    TABLE.write_text(
        before + BEGIN + HEAD + "".join(f"{line}\n" for line in sorted(table.values())) + END + after,
        encoding="utf-8",
    )
