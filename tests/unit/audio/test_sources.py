import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pydantic import TypeAdapter, ValidationError

from gan_augmentation.audio.clips import ClipSettings, cut_clips
from gan_augmentation.audio.layouts import list_sounds
from gan_augmentation.audio.sources import Archive, Demo, Source, User, provide_audio
from gan_augmentation.errors import GanAugmentationError

OFFICIAL = {"kind": "archive", "url": "http://127.0.0.1:1/a.tar.gz", "sha256": "0" * 64, "bytes": 1}


def write(folder: Path, *names: str) -> Path:
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, 0.1 * np.sin(np.arange(500) * (1 + number)), 8_000)
    return folder


def two_classes(folder: Path) -> Path:
    return write(folder, *(f"{word}/0123456{n}_nohash_{n}.wav" for word in ("no", "yes") for n in range(5)))


def test_a_folder_gives_label_speaker_and_source_sorted(tmp_path: Path) -> None:
    root = write(tmp_path, "yes/deep/b.wav", "yes/a.wav", "no/0a7c2a8d_nohash_1.wav")
    files = list_sounds(root, "class_folders", None)
    assert files["source"].tolist() == ["no/0a7c2a8d_nohash_1.wav", "yes/a.wav", "yes/deep/b.wav"]
    assert files["label"].tolist() == ["no", "yes", "yes"]
    assert files["speaker"].tolist() == ["0a7c2a8d", None, None]
    assert all(Path(path).is_absolute() and Path(path).exists() for path in files["path"])


def test_a_table_beside_the_files_says_their_classes(tmp_path: Path) -> None:
    root = write(tmp_path, "wrapping/all/1.wav", "wrapping/all/2.wav") / "wrapping"
    (root / "metadata.csv").write_text(
        "file_name,label,split\nall/2.wav,yes,test\nall/1.wav,no,\nall/3.wav,no,\n"
    )
    files = list_sounds(tmp_path, "class_folders", None)
    assert files["source"].tolist() == ["all/1.wav", "all/2.wav", "all/3.wav"]
    assert files[["label", "part"]].to_numpy().tolist() == [["no", None], ["yes", "test"], ["no", None]]
    clips, quarantine = cut_clips(files, ClipSettings(), workers=1)
    assert clips["part"].tolist() == [None, "test"]
    assert quarantine[["source", "reason"]].to_numpy().tolist() == [["all/3.wav", "missing"]]


@pytest.mark.parametrize("column", ["", ",speaker"])
def test_a_table_that_names_no_speaker_leaves_it_to_the_names_of_files(tmp_path: Path, column: str) -> None:
    names = ["0a7c2a8d_nohash_0.wav", "0a7c2a8d_nohash_1.wav", "other.wav"]
    cells = ["", ",ann", ","] if column else [""] * 3
    rows = [f"{name},yes{cell}" for name, cell in zip(names, cells, strict=True)]
    (tmp_path / "metadata.csv").write_text("\n".join([f"file_name,label{column}", *rows]))
    files = list_sounds(tmp_path, "class_folders", None)
    second = "ann" if column else "0a7c2a8d"
    assert files["speaker"].tolist() == ["0a7c2a8d", second, None]


def test_what_is_no_class_is_left_out(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        "a/1.wav",
        "b/2.wav",
        "_background_noise_/3.wav",
        "__MACOSX/4.wav",
        ".git/5.wav",
        "a/.6.wav",
        "7.wav",
    )
    assert list_sounds(root, "class_folders", None)["source"].tolist() == ["a/1.wav", "b/2.wav"]


def test_one_wrapping_folder_is_looked_into(tmp_path: Path) -> None:
    root = write(tmp_path, "my-sounds/a/1.wav", "my-sounds/b/2.wav")
    assert list_sounds(root, "class_folders", None)["source"].tolist() == ["a/1.wav", "b/2.wav"]


def test_only_the_labels_asked_for_are_kept(tmp_path: Path) -> None:
    root = write(tmp_path, "a/1.wav", "b/2.wav", "c/3.wav")
    assert list_sounds(root, "class_folders", ("a", "c"))["label"].tolist() == ["a", "c"]
    with pytest.raises(GanAugmentationError, match=r"class\(es\) d\. Give"):
        list_sounds(root, "class_folders", ("a", "d"))


@pytest.mark.parametrize("wrapping", [".", "free-spoken-digit-dataset-1.0.10"])
def test_digits_and_speakers_are_read_from_their_names(tmp_path: Path, wrapping: str) -> None:
    write(tmp_path / wrapping, "recordings/7_theo_12.wav", "recordings/0_george_3.wav")
    files = list_sounds(tmp_path, "fsdd", None)
    assert files["source"].tolist() == ["recordings/0_george_3.wav", "recordings/7_theo_12.wav"]
    assert files[["label", "speaker"]].to_numpy().tolist() == [["0", "george"], ["7", "theo"]]


def test_a_folder_that_is_not_the_digits_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, "a/1.wav", "b/2.wav")
    with pytest.raises(GanAugmentationError, match=r"no folder 'recordings'.* --env own for a folder"):
        list_sounds(tmp_path, "fsdd", None)


@pytest.mark.parametrize("source", [User(), Archive.model_validate(OFFICIAL)])
@pytest.mark.parametrize("form", ["folder", "zip", "tar", "gztar", "address"])
def test_a_source_may_be_a_folder_an_archive_or_an_address(tmp_path: Path, source: Source, form: str) -> None:
    override = str(two_classes(tmp_path / "sounds"))
    if form != "folder":
        override = shutil.make_archive(
            str(tmp_path / "packed"), "zip" if form == "address" else form, override
        )
    if form == "address":
        override = Path(override).as_uri()
    files = provide_audio(source, override, tmp_path / "raw")
    assert len(files) == 10
    assert files["label"].value_counts().to_dict() == {"no": 5, "yes": 5}
    assert files["speaker"].nunique() == 5


def test_an_official_archive_is_fetched_verified_and_unpacked(tmp_path: Path) -> None:
    import hashlib

    two_classes(tmp_path / "sounds")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "sounds", ".")
    content = (tmp_path / "a.tar.gz").read_bytes()
    source = Archive(
        url=(tmp_path / "a.tar.gz").as_uri(),
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        labels=("no", "yes"),
    )
    assert len(provide_audio(source, None, tmp_path / "raw")) == 10
    (tmp_path / "a.tar.gz").unlink()
    assert len(provide_audio(source, None, tmp_path / "raw")) == 10


def test_the_demo_takes_no_source(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=r"the demo makes its own sounds.*--env own"):
        provide_audio(Demo(), str(tmp_path), tmp_path)


def test_own_sounds_need_a_source(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match="--params source=PATH"):
        provide_audio(User(), None, tmp_path)


def test_a_source_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=r"nowhere: there is no such file or folder\. Give"):
        provide_audio(User(), str(tmp_path / "nowhere"), tmp_path)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "no sub-folders"),
        (("a.wav", "b.wav"), "no sub-folders"),
        (tuple(f"only/{n}.wav" for n in range(9)), "a single class, 'only'"),
        (tuple(f"{c}/{n}.wav" for c in "ab" for n in range(4)), "class 'a': it has 4 usable clips"),
    ],
)
def test_a_source_with_too_little_is_refused_before_decoding(
    tmp_path: Path, names: tuple[str, ...], message: str
) -> None:
    (tmp_path / "source").mkdir()
    with pytest.raises(GanAugmentationError, match=message):
        provide_audio(User(), str(write(tmp_path / "source", *names)), tmp_path / "raw")


def test_empty_class_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "source/a").mkdir(parents=True)
    (tmp_path / "source/b").mkdir()
    with pytest.raises(GanAugmentationError, match="none of its 0 files"):
        provide_audio(User(), str(tmp_path / "source"), tmp_path / "raw")


def test_an_unknown_kind_or_key_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValidationError, match="'demo', 'archive', 'user'"):
        TypeAdapter(Source).validate_python({"kind": "cloud"})
    with pytest.raises(ValidationError, match="colour"):
        TypeAdapter(Source).validate_python({"kind": "demo", "colour": 1})
