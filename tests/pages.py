"""The pages that a run leaves, in a headless Chromium of the system: for tests, and for the pictures of the README."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import mlflow
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.ports import free_port

NAMES = ("chromium", "google-chrome", "google-chrome-stable")
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PATIENCE = 120  # seconds, on a busy machine, until a server answers or a page shows what is expected


def chromium_path() -> str | None:
    """The browser among the system's programs."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for which no host but this machine exists."""
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[NOWHERE])
        try:
            yield browser
        finally:
            browser.close()


def blank_page(browser: Browser, width: int = 1280, height: int = 800) -> tuple[Page, list[str]]:
    """A page, and the errors that will be told in its console."""
    page, errors = browser.new_page(viewport={"width": width, "height": height}), []
    page.set_default_timeout(1000 * PATIENCE)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location['url']})")

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page, errors


@contextlib.contextmanager
def served(*words: str) -> Iterator[str]:
    """The address of the server that `python -m WORDS PORT` starts on 127.0.0.1; it ends with the block."""
    port = str(free_port())
    server = subprocess.Popen(
        [sys.executable, "-m", *words, port],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def served_graph(folder: str | os.PathLike[str]) -> contextlib.AbstractContextManager[str]:
    """The page that `kedro viz build` left in a folder."""
    return served("http.server", "--bind", "127.0.0.1", "--directory", os.fspath(folder))


def served_mlflow(tracking_uri: str) -> contextlib.AbstractContextManager[str]:
    """MLflow's pages, as `make mlflow` serves them."""
    words = ("mlflow", "ui", "--backend-store-uri", tracking_uri, "--host", "127.0.0.1", "--workers", "1")
    return served(*words, "--port")


def compare_arms(tracking_uri: str, data_set: str, family: str) -> str:
    """The part of an MLflow address that sets the arms of the newest finished run of a family side by side."""
    return _compare(tracking_uri, f"params.data_set = '{data_set}' and params.family = '{family}'", "arm")


def compare_sizes(tracking_uri: str, data_set: str) -> str:
    """The same for the arms and sizes of the newest finished benchmark."""
    return _compare(tracking_uri, f"params.data_set = '{data_set}'", "summary")


def _compare(tracking_uri: str, wanted: str, level: str) -> str:
    client = mlflow.MlflowClient(tracking_uri)
    experiment = client.get_experiment_by_name("gan_augmentation").experiment_id
    for parent in client.search_runs([experiment], f"{wanted} and attributes.status = 'FINISHED'"):
        beneath = f"tags.level = '{level}' and tags.mlflow.parentRunId = '{parent.info.run_id}'"
        runs = [run.info.run_id for run in client.search_runs([experiment], beneath)]
        if runs:
            return f"#/compare-runs?runs={json.dumps(runs)}&experiments={json.dumps([experiment])}"
    raise LookupError(f"MLflow knows no finished run with runs of level {level} where {wanted}")


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
            return
        except urllib.error.URLError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
