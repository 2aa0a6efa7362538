from pathlib import Path


def make_demo(folder: Path) -> None:
    raise NotImplementedError
