from pathlib import Path

import pandas as pd
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.supply.decisions import leave_excluded, with_decisions

FILES = pd.DataFrame({"source": ["a/1.wav", "a/2.wav", "b/3.wav"], "label": ["a", "a", "b"]})


def test_an_excluded_file_goes_to_the_quarantine_and_an_accepted_one_is_marked(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("file,decision\na/2.wav,exclude\nb/3.wav,accept\n")
    files, quarantine = leave_excluded(with_decisions(FILES, tmp_path))
    assert files.set_index("source")["decision"].dropna().to_dict() == {"b/3.wav": "accept"}
    assert files["source"].tolist() == ["a/1.wav", "b/3.wav"]
    assert quarantine.to_numpy().tolist() == [
        ["a/2.wav", "excluded", "excluded by the user in decisions.csv"]
    ]


def test_without_decisions_every_file_stays(tmp_path: Path) -> None:
    files, quarantine = leave_excluded(with_decisions(FILES, tmp_path))
    assert files["source"].tolist() == FILES["source"].tolist()
    assert quarantine.empty


def test_a_decision_on_a_file_that_is_not_there_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "decisions.csv").write_text("file,decision\nc/9.wav,exclude\n")
    assert with_decisions(FILES, tmp_path)["decision"].isna().all()
    assert "does not hold c/9.wav" in caplog.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,decision\na/1.wav,drop\n", "column decision: 'drop' for a/1.wav is no decision. Choose one of: accept"),
        ("name,decision\na/1.wav,accept\n", "has no column file"),
        ("", "it cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_the_mend(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "decisions.csv").write_text(text)
    with pytest.raises(GanAugmentationError) as error:
        with_decisions(FILES, tmp_path)
    assert message in str(error.value)
