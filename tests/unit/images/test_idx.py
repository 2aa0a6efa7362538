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
PACKED = gzip.compress(WHOLE, mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a", b"", "does not begin with two zero bytes", id="empty"),
        pytest.param("a", b"PK" + WHOLE[2:], "does not begin with two zero bytes", id="another format"),
        pytest.param("a", WHOLE[:2] + b"\x0d" + WHOLE[3:], "type 13 with 3 dimension", id="another type"),
        pytest.param("a", idx_bytes(PICTURES[0, 0]), "type 8 with 1 dimension", id="too few dimensions"),
        pytest.param("a", WHOLE[:9], "ends within its header", id="cut in the header"),
        pytest.param("a", WHOLE[:-1], "says 60 bytes, and 59 follow", id="a byte too few"),
        pytest.param("a", WHOLE + b"x", "says 60 bytes, and more than 60 follow", id="a byte too many"),
        pytest.param("a", WHOLE[:4] + b"\xff" * 12, "its header claims", id="larger than any memory"),
        pytest.param("a.gz", WHOLE, "Not a gzipped file", id="not packed"),
        pytest.param("a.gz", PACKED[:-20], "ended before", id="cut while packed"),
        pytest.param("a.gz", PACKED[:12] + b"\xff" * 9 + PACKED[21:], "", id="overwritten while packed"),
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
