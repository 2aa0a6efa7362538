import struct

import numpy as np
import pytest
from PIL import Image

from gan_augmentation.images.pictures import LONGEST_SIDE, PictureSettings, fit_size, read_pictures
from gan_augmentation.images.sources import OwnPictures, provide_pictures
from gan_augmentation.tags import png_bytes
from tests.pictures import shape, write_idx_files, write_picture_folders


@pytest.fixture
def folders(tmp_path):
    return write_picture_folders(tmp_path / "own")


def read(root, **settings):
    files = provide_pictures(OwnPictures(), str(root), root)
    return read_pictures(files, PictureSettings(**settings), 2, root.parent / "shards")


def test_pictures_of_the_right_size_come_as_they_are_in_order(folders) -> None:
    clips, quarantine = read(folders)
    assert clips.facts["source"].tolist()[:2] == ["bar/00.png", "bar/01.png"]
    np.testing.assert_array_equal(clips[1:2][0], shape(0, 1))
    assert clips.facts["clip_id"].is_unique
    assert quarantine.empty


def test_idx_files_give_the_same_pictures_as_files_of_their_own(tmp_path) -> None:
    clips, _ = read(write_idx_files(tmp_path / "idx"))
    assert clips.facts["part"].value_counts().to_dict() == {"train": 42, "test": 18}
    assert set(clips.facts["label"]) == {"0", "1", "2"}
    np.testing.assert_array_equal(clips[4:5][0], shape(1, 4))


def test_a_smaller_number_is_taken_of_each_class_of_each_part(tmp_path) -> None:
    root = write_idx_files(tmp_path / "idx")
    five, six = (read(root, most=most)[0].facts for most in (5, 6))
    assert five.groupby(["label", "part"]).size().tolist() == [5] * 6
    assert set(five["clip_id"]) < set(six["clip_id"])


def test_a_file_that_cannot_be_used_goes_to_the_quarantine(folders) -> None:
    (folders / "bar" / "broken.png").write_bytes(b"\x89PNG but not a picture")
    (folders / "bar" / "cut.png").write_bytes((folders / "bar" / "00.png").read_bytes()[:200])
    Image.new("L", (28, 28), 7).save(folders / "bar" / "even.png")
    Image.fromarray(np.eye(2, LONGEST_SIDE + 1, dtype=np.uint8)).save(folders / "bar" / "long.png")
    (folders / "bar" / "made.png").write_bytes(png_bytes(shape(0, 0), {"recipe": "dcgan"}))
    clips, quarantine = read(folders)
    assert len(clips) == 36
    assert quarantine[["source", "reason"]].to_numpy().tolist() == [
        ["bar/broken.png", "unreadable"],
        ["bar/cut.png", "unreadable"],
        ["bar/even.png", "blank"],
        ["bar/long.png", "too_large"],
        ["bar/made.png", "synthetic"],
    ]
    assert read(folders, synthetic=True)[1]["reason"].tolist() == [
        "unreadable",
        "unreadable",
        "blank",
        "too_large",
    ]


def test_a_photograph_with_an_odd_entry_beside_its_orientation_is_read(folders) -> None:
    orientation = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    resolution = struct.pack("<HHI4s", 0x011A, 2, 4, b"odd")  # a text, where others have a fraction
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + orientation + resolution + bytes(4)
    Image.fromarray(shape(0, 0)).save(folders / "bar" / "photo.jpg", exif=exif)
    clips, quarantine = read(folders)
    assert quarantine.empty
    assert "bar/photo.jpg" in set(clips.facts["source"])


def test_a_wide_picture_is_padded_with_its_border_and_averaged() -> None:
    wide = np.full((28, 56), 40, np.uint8)
    wide[:, 28:30] = 240
    fitted = fit_size(wide, 28)
    assert fitted.shape == (28, 28)
    assert (fitted[:7] == 40).all()
    assert (fitted[7:21, 14] == 240).all()
    assert (fitted[:, :14] == 40).all()


@pytest.mark.parametrize(
    ("mode", "colour", "grey"),
    [("RGB", (255, 0, 0), 76), ("RGBA", (0, 0, 0, 0), 255), ("I;16", 0x8000, 128), ("1", 1, 255)],
)
def test_any_mode_becomes_the_grey_that_a_viewer_shows(tmp_path, mode, colour, grey) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(5):
            picture = Image.new(mode, (28, 28), colour)
            picture.putpixel((number, 0), {"RGB": (0, 0, 9), "RGBA": (0, 0, 9, 255)}.get(mode, 0))
            picture.save(tmp_path / name / f"{number}.png")
    clips, _ = read(tmp_path)
    assert clips[:1][0, 20, 20] == grey


def test_a_photograph_is_turned_as_its_camera_says(folders) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = np.zeros((28, 28), np.uint8)
    picture[:, :4] = 255
    Image.fromarray(picture).save(folders / "bar" / "turned.jpg", exif=exif, quality=95)
    clips, _ = read(folders)
    (turned,) = clips[clips.facts["source"] == "bar/turned.jpg"]
    assert turned[:3].mean() > 200 > 50 > turned[8:].mean()
