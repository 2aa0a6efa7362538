"""Classes of any name: in folders, tables, reports and shared sets they stay names."""

import csv
import random

import numpy as np
import pandas as pd
import pytest
import yaml

from gan_augmentation.classifier.sorting import SortedClips, place_files
from gan_augmentation.datasets.files import CsvTable
from gan_augmentation.datasets.pictures import ImageFolder
from gan_augmentation.datasets.sharing import ExportFolder
from gan_augmentation.datasets.sounds import AudioFolder, SortedFolder
from gan_augmentation.gan.synthetic_files import SyntheticClips, SyntheticPictures, provenance
from gan_augmentation.names import folder_names
from gan_augmentation.reporting import content as page
from gan_augmentation.reporting import html
from gan_augmentation.sharing.augmented import gather
from gan_augmentation.sharing.card import data_card
from gan_augmentation.tags import provenance_of
from tests.clips import clips_of
from tests.markup import Page
from tests.unit.reporting.test_html import content
from tests.unit.sharing.test_card import FACTS

SEEDS = [
    "<script>alert(1)</script>", "</script><script>alert(1)//", "</td></table>", "<img src=x onerror=alert(1)>", "-->", "{{7*7}}",
    "{% raw %}", "${7*7}", "=cmd()", "=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", "../x", "..", ".", "/etc/passwd", "a/../../b",
    "C:\\x", "\\\\host\\share", "CON", "con.txt", "aux", "NUL", "LPT1", "~root", "$HOME", "`id`", "; rm -rf x", "a\nb", "a\r\nb",
    "a\rb", "\n", "\t=1", "a\x00b", "a\x1bb", "\u202eevil", "\u2028", "\ufeffx", "e\u0301", "é", "🎵", "👩\u200d👩\u200d👧",
    "x" * 300, "é" * 300, "🎵" * 80, '"', "'", '",="', "a,b;c\td", " ", " x ", "NA", "nan", "None", "true", "007", "1e5", "%s%n",
    "|", "a|b", "---", "# x", "*", "_", "-", "--help", "metadata.csv", "_complete.json", "Yes", "yes", "YES", "doubtful",
    "Doubtful", "[x](http://a)",
]  # fmt: skip
BATCH = 10
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def hostile_names(count):
    """As many different names, the first each of one kind, the others of two or three of them."""
    rng = random.Random(0)
    names = dict.fromkeys(SEEDS[:count])
    while len(names) < count:
        names["".join(rng.choices(SEEDS, k=rng.choice((2, 3))))] = None
    return list(names)


def rows_of(names, suffix):
    return provenance(
        names,
        np.arange(len(names)),
        suffix=suffix,
        seed=0,
        spread=1.0,
        family="toy",
        model_hash="ab",
    )


def audio_folder(folder, names):
    clips = SyntheticClips(rows_of(names, ".wav"), np.zeros((len(names), 160), np.float32), 16000)
    dataset = AudioFolder(filepath=str(folder / "sounds"))
    dataset.save(clips)
    assert dataset.load().metadata["label"].tolist() == names
    for path, name in zip(clips.metadata["file_name"], names, strict=True):
        assert provenance_of(folder / "sounds" / path)["label"] in (name, name[:80])


def image_folder(folder, names):
    pictures = SyntheticPictures(rows_of(names, ".png"), np.zeros((len(names), 4, 4), np.uint8))
    dataset = ImageFolder(filepath=str(folder / "pictures"))
    dataset.save(pictures)
    assert dataset.load().metadata["label"].tolist() == names


def sorted_folder(folder, names):
    found = folder / "found.wav"
    found.write_bytes(b"sound")
    folders = folder_names(names)
    table = pd.DataFrame({"source": "found.wav", "label": names, "second_label": names[::-1]})
    table.insert(0, "file_name", place_files([folders[name] for name in names], table["source"]))
    refused = pd.DataFrame({"source": names, "reason": "silent", "detail": ""})
    dataset = SortedFolder(filepath=str(folder / "sorted"))
    dataset.save(SortedClips(table, [str(found)] * len(names), refused))
    pd.testing.assert_frame_equal(dataset.load(), table, check_dtype=False)


def csv_table(folder, names):
    table = pd.DataFrame({"label": names, "predicted": names[::-1], "seed": range(len(names))})
    dataset = CsvTable(filepath=str(folder / "predictions.csv"))
    dataset.save(table)
    pd.testing.assert_frame_equal(dataset.load(), table, check_dtype=False)


def export(folder, names):
    split = pd.DataFrame(
        {"clip_id": [f"{row:04x}" for row in range(len(names))], "label": names, "split": "train"}
    )
    sounds = np.zeros((len(names), 160), np.float32)
    clips = clips_of(split[["clip_id", "label"]].assign(source=names), sounds)
    made = rows_of(names, ".wav")
    manifest = pd.concat(
        [split[["clip_id"]].assign(origin="real"), made[["clip_id"]].assign(origin="synthetic")]
    )
    facts = made[["label"]].to_dict("records")
    augmented = gather(clips, split, manifest, made, sounds, facts, 16000)
    card = data_card(augmented, FACTS)
    ExportFolder(filepath=str(folder / "export")).save((augmented, card))
    assert isinstance(yaml.safe_load(card.split("---\n")[1]), dict)


WRITERS = [audio_folder, image_folder, sorted_folder, csv_table, export]


def formulas_in(folder):
    """Cells of all tables which a spreadsheet would compute."""
    found = []
    for path in folder.rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(line.replace("\0", "") for line in file) for cell in row]
        found += [cell for cell in cells if cell.startswith(FORMULAS) and not is_number(cell)]
    return found


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return "e" not in cell


def elements(names):
    """The elements of a report on these classes, and its text."""
    given = content()
    report = content(
        gallery=[
            page.GalleryItem(name, name, b"png", b"png", 7.25, True, 0.9, b"RIFF", b"RIFF") for name in names
        ],
        filtering=pd.DataFrame({"label": names, "made": 4, "recognised": 2, "kept": 3}),
        rejected=page.Rejected(0.0, dict.fromkeys(names, 0), []),
        quality={
            "overall": given.quality["overall"],
            "classes": dict.fromkeys(names, next(iter(given.quality["classes"].values()))),
        },
        nearest=pd.DataFrame({"clip_id": names, "nearest_clip_id": names, "distance": 1.0}),
        quarantine=pd.DataFrame({"source": names, "reason": "silent", "detail": names}),
        leak_check={"clips": 12, "held_out_clips": 7, "speakers": 5, "compared_for_copies": 19},
        settings={
            "note": " ".join(names),
            "classifier.training.synthetic_share": 1.0,
            "classifier.training.synthetic_until": 0.4,
        },
    )
    parsed = Page(html.render_report(report))
    return [(tag, sorted(attributes)) for tag, attributes in parsed.elements], parsed.text


@pytest.mark.counted("hostile class names", small=30, full=500, must_show="0 escapes, labels intact")
def test_a_name_is_only_a_name(tmp_path, count, came_out):
    names = hostile_names(count)
    plain = {}
    escapes = 0
    for start in range(0, count, BATCH):
        batch = names[start : start + BATCH]
        folder = tmp_path / f"{start}" / "inner" / "output"
        folder.mkdir(parents=True)
        for write in WRITERS:
            write(folder, batch)
        outside = [
            path
            for path in (tmp_path / f"{start}").rglob("*")
            if path.is_file() and folder not in path.parents
        ]
        escapes += len(outside) + len(formulas_in(folder))
        if len(batch) not in plain:
            plain[len(batch)] = elements([f"class{number}" for number in range(len(batch))])[0]
        found, text = elements(batch)
        escapes += found != plain[len(batch)]
        assert all(" ".join(name.split()) in text for name in batch if name.isprintable())
    came_out(f"{escapes} escapes")
    assert escapes == 0
