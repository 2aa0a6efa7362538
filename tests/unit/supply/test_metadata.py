import json
from pathlib import Path

import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.metadata import Entry, find_metadata, read_metadata

ROWS = [
    {"file_name": "in/a.wav", "label": "7", "speaker": "ann", "split": "test"},
    {"file_name": "b.wav", "label": "no", "speaker": "", "split": ""},
]


def write(folder: Path, name: str, rows: list[dict[str, str | float]]) -> Path:
    table = folder / name
    if name.endswith(".jsonl"):
        table.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    else:
        lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
        table.write_text("\n".join(lines), encoding="utf-8-sig")
    return table


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
def test_a_table_says_class_speaker_and_side_of_each_file(tmp_path: Path, name: str) -> None:
    table = write(tmp_path, name, ROWS)
    assert find_metadata(tmp_path) == table
    assert read_metadata(table) == [
        Entry(tmp_path / "in/a.wav", "7", "ann", "in/a.wav", "test"),
        Entry(tmp_path / "b.wav", "no", None, "b.wav", None),
    ]


def test_speaker_and_side_may_be_left_out(tmp_path: Path) -> None:
    (entry,) = read_metadata(write(tmp_path, "metadata.csv", [{"file_name": "a.wav", "label": "no"}]))
    assert (entry.speaker, entry.part) == (None, None)


def test_a_speaker_that_pandas_did_not_know_is_unknown(tmp_path: Path) -> None:
    rows = [ROWS[0] | {"speaker": float("nan")}]
    (entry,) = read_metadata(write(tmp_path, "metadata.jsonl", rows))
    assert entry.speaker is None


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": ""}, "line {}, column label: it is missing"),
        ({"file_name": "../a.wav"}, "line {}, column file_name: '../a.wav' lies outside"),
        ({"file_name": "/etc/a.wav"}, "line {}, column file_name: '/etc/a.wav' lies outside"),
        (
            {"split": "tset"},
            "line {}, column split: 'tset' is no side. Choose one of: train, validation, test",
        ),
        ({"file_name": "in/a.wav"}, "column file_name names 'in/a.wav' twice"),
    ],
)
def test_a_wrong_cell_is_named_by_its_line_and_column(
    tmp_path: Path, name: str, change: dict[str, str], message: str
) -> None:
    table = write(tmp_path, name, [ROWS[0], ROWS[1] | change])
    with pytest.raises(GanAugmentationError) as error:
        read_metadata(table)
    line = 3 if name.endswith(".csv") else 2
    assert str(table) in str(error.value)
    assert message.format(line) in str(error.value)


def test_a_table_without_a_column_that_is_needed_names_it(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match="column label: it is missing"):
        read_metadata(write(tmp_path, "metadata.csv", [{"file_name": "a.wav", "word": "no"}]))


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonl").write_bytes(b"{no json")
    with pytest.raises(GanAugmentationError, match="it cannot be read"):
        read_metadata(tmp_path / "metadata.jsonl")


def test_a_folder_without_a_table_has_none(tmp_path: Path) -> None:
    assert find_metadata(tmp_path) is None
