"""The pictures of the README: the graph, and the reports and compared arms of a finished run and of a finished benchmark.

    make screenshots DATA=demo FAMILY=relativistic_mel
    python -m docs.screenshots [--env demo] [--family relativistic_mel] [--data data] [--into docs/images]

Reads the reports below `data/` and the runs of MLflow, starts and ends the servers itself, and trains nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests import pages

ROOT = Path(__file__).parents[1]

# How the pages of others are left by a user who has closed what hides the picture.
GRAPH_ALONE = {
    "theme": "light",
    "showFeatureHints": False,
    "visible": {"sidebar": False, "miniMap": False},
}
ASSISTANT_SEEN = "mlflow.assistant.fab.autoOpenedOnFirstLoad_v1"

WIDTH, MARGIN = 1000, 12  # pixels, of the report as far as its first chart


def graph(browser: Browser, address: str, picture: Path) -> None:
    page, _ = pages.blank_page(browser, width=1300, height=1300)
    page.add_init_script(f"localStorage.setItem('KedroViz', {json.dumps(json.dumps(GRAPH_ALONE))})")
    page.goto(address)
    expect(page.locator(".pipeline-node").first).to_be_visible()
    page.wait_for_timeout(2000)  # it glides to its place
    page.screenshot(path=picture)


def compared(browser: Browser, address: str, picture: Path, more: str = "") -> None:
    """The plot has accuracy, and the metric `more`."""
    page, _ = pages.blank_page(browser, width=1280, height=800)
    page.add_init_script(f"localStorage.setItem('{ASSISTANT_SEEN}', 'true')")
    page.goto(address)
    page.get_by_role("button", name="Toggle sidebar").click()
    expect(page.locator(".js-plotly-plot canvas").first).to_be_visible()
    if more:
        _parameters, metrics = page.get_by_role("combobox").all()
        metrics.click()
        metrics.press_sequentially(more)
        expect(page.get_by_role("option", name=more, exact=True)).to_have_count(1)
        metrics.press("Enter")  # the first that is found
        metrics.press("Escape")
    page.wait_for_timeout(2000)  # the plot takes the room that the sidebar left
    page.screenshot(path=picture)


def report(browser: Browser, address: str, picture: Path) -> None:
    page, _ = pages.blank_page(browser, width=WIDTH)
    page.goto(address)
    chart = page.locator(".chart").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    height = box["y"] + box["height"] + MARGIN
    page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env", default="demo", help="the data set, as below data/ (default: demo)")
    parser.add_argument("--family", default="relativistic_mel", help="default: relativistic_mel")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="where the results lie")
    parser.add_argument("--into", type=Path, default=ROOT / "docs/images", help="where the pictures go")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    uri = os.environ.get("MLFLOW_TRACKING_URI", f"sqlite:///{ROOT / 'mlflow.db'}")
    reports = arguments.data.resolve() / "08_reporting" / arguments.env
    subprocess.run([sys.executable, "-m", "kedro", "viz", "build"], cwd=ROOT, check=True)
    with (
        pages.chromium() as browser,
        pages.served_graph(ROOT / "build") as graph_address,
        pages.served_mlflow(uri) as mlflow_address,
    ):
        graph(browser, graph_address, arguments.into / "viz.png")
        if (page := reports / arguments.family / "report.html").exists():
            report(browser, page.as_uri(), arguments.into / "report.png")
            arms = pages.compare_arms(uri, arguments.env, arguments.family)
            compared(browser, mlflow_address + arms, arguments.into / "mlflow.png")
        if (page := reports / "benchmark" / "report.html").exists():
            report(browser, page.as_uri(), arguments.into / "benchmark.png")
            sizes = pages.compare_sizes(uri, arguments.env)
            compared(browser, mlflow_address + sizes, arguments.into / "mlflow_benchmark.png", "gain")


if __name__ == "__main__":
    main()
