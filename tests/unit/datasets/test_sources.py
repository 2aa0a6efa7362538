"""A source is read and never written."""

import pytest
from kedro.io import DatasetError

from gan_augmentation.datasets.pictures import PictureFiles
from gan_augmentation.datasets.sounds import AudioFiles, UnlabelledFiles


@pytest.mark.parametrize(
    "source",
    [
        AudioFiles(source={"kind": "demo"}, override=None, filepath="raw"),
        PictureFiles(source={"kind": "own_pictures"}, override=None, filepath="raw"),
        UnlabelledFiles(source="sounds", filepath="raw", target="sorted"),
    ],
    ids=lambda source: type(source).__name__,
)
def test_a_source_refuses_to_be_saved_to(source):
    with pytest.raises(DatasetError, match="read only"):
        source.save("anything")
