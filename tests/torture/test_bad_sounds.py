"""Many bad files among good ones, each named rightly, and files with bytes that are not theirs."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from gan_augmentation.audio.clips import ClipSettings, cut_clips
from gan_augmentation.representations.mel import Mel
from tests.malformed import REASONS, encoded, write_malformed
from tests.sounds import RATE, tone

GOOD_PER_KIND = 64  # good files for each kind of bad ones: 1,792 beside 10 of each of 28 kinds
LIMIT = 15.0  # seconds for a file; the first of a worker waits for imports, on a busy machine for long
FORMATS = ("wav", "flac", "ogg", "mp3", "aiff")

CUT = """
import json, resource, sys, threading, time
from pathlib import Path
import pandas as pd
from gan_augmentation.audio.clips import ClipSettings, cut_clips

def workers_memory():  # KiB. Not of getrusage, which takes for a child's what its parent had when it began.
    pids = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    folders = [Path("/proc") / pid for pid in pids]
    begun = [folder for folder in folders if b"decoder_pool" in (folder / "cmdline").read_bytes()]  # no more a copy of this one
    states = " ".join((folder / "status").read_text() for folder in begun).split()
    return sum(int(states[place + 1]) for place, word in enumerate(states) if word == "VmHWM:")

def watch():
    while True:
        try:
            seen.append(workers_memory())
        except OSError:  # one ended meanwhile
            pass
        time.sleep(0.02)

seen = [0]
threading.Thread(target=watch, daemon=True).start()
paths = sorted(Path(sys.argv[1]).iterdir())
files = pd.DataFrame({"path": map(str, paths), "label": "a", "speaker": None, "source": [path.name for path in paths]})
clips, quarantine = cut_clips(files, ClipSettings(decode_seconds=float(sys.argv[2])), workers=2)
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reasons = dict(zip(quarantine["source"], quarantine["reason"]))
print(json.dumps({"kept": clips["source"].to_list(), "reasons": reasons, "own": own, "workers": max(seen)}))
"""


def table_of(folder: Path) -> pd.DataFrame:
    """The file table of what a folder holds."""
    paths = sorted(folder.iterdir())
    return pd.DataFrame(
        {"path": map(str, paths), "label": "a", "speaker": None, "source": [path.name for path in paths]}
    )


def cut_in_a_process(folder: Path) -> dict[str, object]:
    """What was kept, the reasons of the rest, and the peak memory of the process and of its workers together, KiB."""
    done = subprocess.run(
        [sys.executable, "-c", CUT, str(folder), str(LIMIT)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the memory of workers is read from /proc")
@pytest.mark.counted(
    f"bad sounds of {len(REASONS)} kinds",
    small=1,
    full=10,
    must_show="all named rightly, 0 good ones lost, at most 1.5 times the memory",
)
def test_every_bad_file_is_named_rightly_and_no_good_one_lost(tmp_path, count, came_out):
    """The count is of each kind."""
    good, all_of_them = tmp_path / "good", tmp_path / "all"
    good.mkdir()
    all_of_them.mkdir()
    for number in range(GOOD_PER_KIND * len(REASONS) * count // 10):
        path = good / f"good_{number}.wav"
        soundfile.write(path, tone(200 + number, number), RATE)
        (all_of_them / path.name).hardlink_to(path)
    reasons = write_malformed(all_of_them, count)
    clean, dirty = cut_in_a_process(good), cut_in_a_process(all_of_them)
    wrong = {name for name in reasons if dirty["reasons"].get(name) != reasons[name]}
    lost = set(clean["kept"]) - set(dirty["kept"])
    memory = (dirty["own"] + dirty["workers"]) / (clean["own"] + clean["workers"])
    came_out(
        f"{len(reasons) - len(wrong)} of {len(reasons)} named rightly, {len(lost)} of {len(clean['kept']):,} good ones lost, "
        f"{memory:.2f} times the memory"
    )
    assert not wrong
    assert dirty["kept"] == clean["kept"] == sorted(path.name for path in good.iterdir())
    assert dirty["reasons"].keys() == reasons.keys()
    assert clean["workers"] > 2 * 10_000, "what is measured is there"
    assert memory <= 1.5


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """Some bytes replaced, half of the times in the header, and sometimes some cut out or put in."""
    changed = bytearray(content)
    reach = min(100, len(changed)) if rng.random() < 0.5 else len(changed)
    for place in rng.integers(0, reach, rng.integers(1, 17)):
        changed[place] = rng.choice([0, 0x7F, 0x80, 0xFF, rng.integers(256)])
    place, length = rng.integers(0, len(changed)), rng.integers(1, 200)
    if (kind := rng.random()) < 0.1:
        del changed[place : place + length]
    elif kind < 0.2:
        changed[place:place] = rng.bytes(length)
    return bytes(changed)


@pytest.mark.counted(
    "byte-mutated audio files", small=200, full=10_000, must_show="0 dead runs, 0 hangs over the limit"
)
def test_no_mutated_file_ends_the_run_or_holds_it_up(tmp_path, count, came_out):
    contents = [encoded(tone(700, seed=1), ending) for ending in FORMATS]
    for number in range(count):
        rng = np.random.default_rng(number)
        of = number % len(FORMATS)
        (tmp_path / f"{number:05}.{FORMATS[of]}").write_bytes(mutated(contents[of], rng))
    files = table_of(tmp_path)
    settings = ClipSettings(decode_seconds=LIMIT)
    start = time.monotonic()
    clips, quarantine = cut_clips(files, settings, workers=2)
    seconds = time.monotonic() - start
    found = Counter(quarantine["reason"])
    slow = seconds > LIMIT * (1 + found["hangs"]) + 60 + 0.02 * count
    told = ", ".join(f"{number:,} {reason}" for reason, number in found.most_common())
    came_out(f"0 dead runs, {int(slow)} hangs over the limit; {len(clips):,} kept, {told}")
    assert sorted([*clips["source"], *quarantine["source"]]) == files["source"].to_list()
    audio = np.stack(clips["audio"].to_list())
    assert audio.shape[1] == settings.samples
    assert np.isfinite(audio).all()
    assert np.abs(audio).max() <= 1
    assert not slow


@pytest.mark.counted(
    "clips and features by 1, 2 and 4 workers",
    small=3,
    full=3,
    must_show="the same bytes from all three",
)
def test_any_number_of_workers_gives_the_same_bytes(tmp_path, count, came_out):
    for number in range(140):
        sound = tone(200 + 10 * number, number, seconds=0.2 + 0.01 * number)
        (tmp_path / f"{number:03}.{FORMATS[number % 5]}").write_bytes(encoded(sound, FORMATS[number % 5]))
    write_malformed(tmp_path, each=1)
    (
        tmp_path / "looping_0.wav"
    ).unlink()  # It would take most of the time, and is among those of the test above.
    files = table_of(tmp_path)
    outcomes = set()
    for workers in (1, 2, 4)[:count]:
        clips, quarantine = cut_clips(files, ClipSettings(decode_seconds=LIMIT), workers)
        features = Mel().encode(np.stack(clips["audio"].to_list()))
        audio = b"".join(sound.tobytes() for sound in clips["audio"])
        rest = clips.drop(columns="audio").to_csv() + quarantine.to_csv()
        outcomes.add((audio, features.tobytes(), rest))
    came_out(f"{len(outcomes)} outcome of {count}, {len(clips)} clips")
    assert len(outcomes) == 1
    assert len(clips) == 140
