"""Many clips take more time, not more memory; and what is done of them stays done when the process is killed."""

import random
import time
from pathlib import Path

import pytest

from gan_augmentation.atomic import content_of
from tests.torture.preparing import RATE, start, write_sounds

MOST = 2048  # MiB


def peak_of(folder: Path, count: int, seconds: float, shard_rows: int) -> int:
    """MiB, of a process that prepares so many clips."""
    sounds = write_sounds(folder / f"sounds_{count}", count, seconds)
    process = start(sounds, folder / f"data_{count}", seconds, shard_rows)
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    return int(out.splitlines()[-1])


@pytest.mark.counted(
    "made clips, against a tenth of them",
    small=1_600,
    full=100_000,
    must_show="peak memory of preparing them within 1.3 times, under 2 GiB",
)
def test_peak_memory_does_not_grow_with_the_number_of_clips(count, came_out, tmp_path):
    # The small count's are longer and in small shards, so that few would show as well if they were held at once.
    seconds, shard_rows = (0.25, 1000) if count >= 100_000 else (3.0, 50)
    few, many = (peak_of(tmp_path, number, seconds, shard_rows) for number in (count // 10, count))
    came_out(f"{many} MiB, {few} MiB for a tenth: {many / few:.2f} times")
    assert many <= 1.3 * few
    assert many < MOST
    held_at_once = count * seconds * RATE * 4 / 2**20
    assert many - few < held_at_once / 4


def finished(data: Path) -> dict[str, tuple[int, int]]:
    """The shards that are there, with what tells a file from one that was made again."""
    states = {path: path.stat() for path in data.glob("shards/*/*/0*.parquet")}
    return {f"{path.parts[-3]}/{path.name}": (s.st_ino, s.st_mtime_ns) for path, s in states.items()}


@pytest.mark.counted(
    "kills while clips and features are made",
    small=2,
    full=30,
    must_show="no finished shard made again, the same bytes in the end",
)
def test_a_killed_run_goes_on_where_it_was_and_ends_in_the_same_bytes(count, came_out, tmp_path):
    chance = random.Random(0)
    sounds = write_sounds(tmp_path / "sounds", 60 * (count + 1), seconds=2.0)
    (sounds / "a" / "broken.wav").write_bytes(b"no sound")
    data, undisturbed = tmp_path / "data", tmp_path / "undisturbed"
    kept: dict[str, tuple[int, int]] = {}
    kills = 0
    while kills < count:
        process = start(sounds, data, 2.0, 10)
        aim = len(kept) + chance.randint(1, 4)
        while process.poll() is None and len(finished(data)) < aim:
            time.sleep(0.001)
        assert process.poll() is None, process.communicate()[1]
        process.kill()
        process.communicate()
        kills += 1
        assert kept.items() <= finished(data).items()
        kept = finished(data)
    for folder in (data, undisturbed):
        process = start(sounds, folder, 2.0, 10)
        assert process.wait() == 0, process.communicate()[1]
        process.communicate()
    assert kept.items() <= finished(data).items()
    assert content_of(data) == content_of(undisturbed)
    came_out(f"{kills} kills, {len(kept)} shards kept, the same bytes")
