"""One clear message with the mend, a non-zero exit, and nothing half-written."""

import numpy as np
import pytest
import soundfile

from tests.sounds import RATE, write_class_folders


def one_class(folder):
    write_class_folders(folder)
    for name in ("middle", "high"):
        (folder / name).rename(folder.parent / name)


def few_clips(folder):
    write_class_folders(folder, per_class=6)
    for path in sorted((folder / "high").iterdir())[4:]:
        path.unlink()


def unreadable(folder):
    write_class_folders(folder)
    for path in (folder / "high").iterdir():
        path.write_bytes(b"not a sound")


def silent(folder):
    write_class_folders(folder)
    for path in folder.rglob("*.wav"):
        soundfile.write(path, np.zeros(RATE), RATE)


SOURCES = {
    "empty": (lambda folder: folder.mkdir(), "sub-folder"),
    "one_class": (one_class, "class"),
    "few_clips": (few_clips, "'high'"),
    "unreadable": (unreadable, "'high'"),
    "silent": (silent, "usable sound"),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_that_cannot_be_learnt_from_is_refused(kind, project, tmp_path):
    make, message = SOURCES[kind]
    make(tmp_path / "sounds")
    done = project.kedro("run", "--env", "own", "--params", f"profile=smoke,source={tmp_path / 'sounds'}")
    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert "Traceback" not in output
    (error,) = [line for line in output.splitlines() if line.startswith("Error: ")]
    assert message in output[output.index("Error: ") :]
    assert not (project.folder / "data/06_models/own").exists()
    assert not list((project.folder / "data").rglob("*.tmp"))
    assert error


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--params", "family=wavegam"], "family=wavegam: there is no such family. Choose one of: "),
        (["--env", "nowhere"], "--env nowhere: there is no such environment. Choose one of: "),
        (["--params", "gan.loss.kind=hing"], "parameter gan.loss: Input tag 'hing'"),
        (["--env", "own"], "source: --env own needs to know where your sounds are"),
    ],
)
def test_a_wrong_switch_is_refused_in_one_line(words, message, project):
    done = project.kedro("run", *words)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert f"Error: {message}" in done.stderr
