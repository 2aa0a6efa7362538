import gzip

import numpy as np
import pytest

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.images.idx import read_idx
from tests.pictures import idx_bytes

PICTURES = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)


@pytest.mark.parametrize(("name", "pack"), [("a-ubyte", bytes), ("a-ubyte.gz", gzip.compress)])
def test_what_was_written_is_read(tmp_path, name, pack) -> None:
    (tmp_path / name).write_bytes(pack(idx_bytes(PICTURES)))
    np.testing.assert_array_equal(read_idx(tmp_path / name, 3), PICTURES)


WHOLE = idx_bytes(PICTURES)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a", b"", "does not begin with two zero bytes"),
        ("a", b"PK" + WHOLE[2:], "does not begin with two zero bytes"),
        ("a", WHOLE[:2] + b"\x0d" + WHOLE[3:], "type 13 with 3 dimension"),
        ("a", idx_bytes(PICTURES[0, 0]), "type 8 with 1 dimension"),
        ("a", WHOLE[:9], "ends within its header"),
        ("a", WHOLE[:-1], "says 60 bytes, and 59 follow"),
        ("a", WHOLE + b"x", "says 60 bytes, and more than 60 follow"),
        ("a", WHOLE[:4] + b"\xff" * 12, "its header claims"),
        ("a.gz", WHOLE, "Not a gzipped file"),
        ("a.gz", gzip.compress(WHOLE)[:-20], "ended before"),
        ("a.gz", b"".join([gzip.compress(WHOLE)[:12], b"\xff" * 9, gzip.compress(WHOLE)[21:]]), ""),
    ],
)
def test_a_damaged_file_is_named_with_the_reason_and_the_mend(tmp_path, name, content, reason) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(
        GanAugmentationError, match=rf"{name}: it is not a whole idx file .*{reason}.*Get it anew"
    ):
        read_idx(tmp_path / name, 3)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(GanAugmentationError, match=r"nothing: it is not a whole idx file .*No such file"):
        read_idx(tmp_path / "nothing", 3)
