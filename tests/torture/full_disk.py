"""Runs a project node by node, on a disk that is full at each node's first try.

    unshare -rm python full_disk.py SWITCHES COUNT

A small tmpfs stands in the place of `data`. Ends with 0 if each try on the full disk ended with the plain error and left
nothing that counts as done, and each second try, with room again, did its work.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from kedro.framework.startup import bootstrap_project

DATA = Path("data")
ROOM, PAGE = 1 << 30, 1 << 12


def main(switches: str, count: int) -> None:
    DATA.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", DATA], check=True)
    bootstrap_project(Path.cwd())
    names = nodes_that_write()
    for place in range(count):
        name = names[place * len(names) // count]
        run_until_before(name, switches, names)
        before = state()
        fill()
        code, output = run(name, switches)
        assert code != 0, f"{name}: the full disk was not noticed\n{output}"
        assert "Error: the disk is full" in output, f"{name}: {output}"
        assert "Traceback" not in output, f"{name}: {output}"
        assert state() == before, f"{name}: {sorted(state() ^ before)}"
        set_size(ROOM)
        code, output = run(name, switches)
        assert code == 0, f"{name}: {output}"
        assert state() > before, f"{name} has left nothing"
    print(f"{count} of {len(names)} writing steps: all told, none marked, all re-run")


def nodes_that_write() -> list[str]:
    """The names of the nodes of `augment_audio` whose results are kept on the disk, in order."""
    from kedro.framework.project import pipelines
    from kedro.framework.session import KedroSession

    from gan_augmentation.runner.keys import path_of

    with KedroSession.create(Path.cwd(), env="own") as session:
        catalog = session.load_context().catalog
        nodes = pipelines["augment_audio"].nodes
        return [node.name for node in nodes if any(path_of(catalog.get(name)) for name in node.outputs)]


def run_until_before(name: str, switches: str, names: list[str]) -> None:
    earlier = names[: names.index(name)]
    if earlier:
        code, output = run(",".join(earlier), switches)
        assert code == 0, output


def run(to_nodes: str, switches: str) -> tuple[int, str]:
    from gan_augmentation.cli import cli

    words = [
        "run",
        "--pipeline",
        "augment_audio",
        "--env",
        "own",
        "--to-nodes",
        to_nodes,
        "--params",
        switches,
    ]
    done = CliRunner().invoke(cli, words)
    return done.exit_code, done.output


def state() -> set[str]:
    """What counts as done, and what should not lie about."""
    return {str(path) for pattern in ("*.done", "*.tmp", "_complete.json") for path in DATA.rglob(pattern)}


def fill() -> None:
    """Leave no room; of a tmpfs of 0 bytes the kernel believes that it has no limit."""
    set_size(max(shutil.disk_usage(DATA).used, PAGE))


def set_size(size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", DATA], check=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
