import gzip
import hashlib
import shutil
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.images.sources import NAMES, IdxFiles, OwnPictures, PictureSource, provide_pictures
from tests.pictures import CLASSES, idx_bytes, shape, write_idx_files, write_picture_folders


def official(folder: Path, labels: tuple[str, ...] = CLASSES) -> IdxFiles:
    contents = {name: gzip.decompress((folder / f"{name}.gz").read_bytes()) for name in NAMES}
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return IdxFiles(address=folder.as_uri(), sha256=checksums, labels=labels)


@pytest.fixture
def idx(tmp_path: Path) -> Path:
    return write_idx_files(tmp_path / "idx")


def test_official_files_are_fetched_verified_and_kept(idx: Path, tmp_path: Path) -> None:
    source = official(idx)
    files = provide_pictures(source, None, tmp_path / "raw")
    assert files.groupby(["part", "label"]).size().to_dict() == {
        (part, name): count for part, count in (("train", 14), ("test", 6)) for name in CLASSES
    }
    assert files["source"][42] == "t10k-images/00000"
    shutil.rmtree(idx)
    assert provide_pictures(source, None, tmp_path / "raw").equals(files)


def test_the_way_the_files_are_packed_does_not_matter(idx: Path, tmp_path: Path) -> None:
    source = official(idx)
    path = idx / f"{NAMES[0]}.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), compresslevel=1, mtime=7))
    assert len(provide_pictures(source, None, tmp_path / "raw")) == 60


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: gzip.compress(b"other"),
        lambda content: content[:-30],
        lambda content: content[:10] + b"\x07" + content[11:],
    ],
    ids=["other", "cut", "spoilt"],
)
def test_a_wrong_official_file_is_refused_and_removed(idx: Path, tmp_path: Path, damage) -> None:
    source = official(idx)
    path = idx / f"{NAMES[2]}.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GanAugmentationError, match=rf"{NAMES[2]}\.gz: wrong checksum.*source=PATH"):
        provide_pictures(source, None, tmp_path / "raw")
    assert not list((tmp_path / "raw").glob(f"*{NAMES[2]}*"))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("source", [OwnPictures(), None])
def test_a_copy_of_the_user_needs_no_checksum(
    tmp_path: Path, packed: bool, source: OwnPictures | None
) -> None:
    root = write_idx_files(tmp_path / "copy", packed=packed)
    nowhere = IdxFiles(address="http://127.0.0.1:1", sha256=dict.fromkeys(NAMES, "0" * 64), labels=CLASSES)
    files = provide_pictures(source or nowhere, str(root), tmp_path / "raw")
    assert sorted(files["label"].unique()) == (["0", "1", "2"] if source else list(CLASSES))


@pytest.mark.parametrize("form", ["folder", "zip", "gztar"])
def test_own_pictures_may_be_a_folder_or_an_archive(tmp_path: Path, form: str) -> None:
    override = str(write_picture_folders(tmp_path / "own"))
    if form != "folder":
        override = shutil.make_archive(str(tmp_path / "packed"), form, tmp_path, "own")
    files = provide_pictures(OwnPictures(), override, tmp_path / "raw")
    assert files["label"].value_counts().to_dict() == dict.fromkeys(CLASSES, 12)
    assert files[["place", "speaker", "part"]].isna().all(axis=None)


def test_a_missing_file_is_named(idx: Path, tmp_path: Path) -> None:
    (idx / f"{NAMES[3]}.gz").unlink()
    with pytest.raises(GanAugmentationError, match=f"but not {NAMES[3]}. Put all four"):
        provide_pictures(OwnPictures(), str(idx), tmp_path)


def test_labels_and_pictures_must_be_as_many(idx: Path, tmp_path: Path) -> None:
    import numpy as np

    pictures = np.stack([shape(0, place) for place in range(41)])
    (idx / f"{NAMES[0]}.gz").write_bytes(gzip.compress(idx_bytes(pictures)))
    with pytest.raises(GanAugmentationError, match="it has 42 labels for the 41 pictures of train-images"):
        provide_pictures(OwnPictures(), str(idx), tmp_path)


def test_a_label_without_a_name_is_refused(idx: Path, tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match=r"label 2, but there are 2 classes \(a, b\)"):
        provide_pictures(official(idx, ("a", "b")), str(idx), tmp_path)


def test_own_pictures_need_a_source(tmp_path: Path) -> None:
    with pytest.raises(GanAugmentationError, match="--params source=PATH"):
        provide_pictures(OwnPictures(), None, tmp_path)


def test_a_single_class_is_refused(tmp_path: Path) -> None:
    root = write_picture_folders(tmp_path / "own")
    for name in CLASSES[1:]:
        shutil.rmtree(root / name)
    with pytest.raises(GanAugmentationError, match="a single class, 'bar'"):
        provide_pictures(OwnPictures(), str(root), tmp_path)


def test_an_unknown_kind_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValidationError, match="'idx', 'own_pictures'"):
        TypeAdapter(PictureSource).validate_python({"kind": "cloud"})
