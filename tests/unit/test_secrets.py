"""What opens an address is nobody's business."""

import pytest

from gan_augmentation.datasets.sounds import AudioFiles, UnlabelledFiles
from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.reporting.provenance import flatten, switches
from gan_augmentation.secrets import all_without_secrets, without_secrets

ADDRESS = "https://anna:s3cret@host.example/sounds.zip?token=s3cret&part=2"
HIDDEN = "https://***@host.example/sounds.zip?token=***&part=2"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ADDRESS, HIDDEN),
        (f"{ADDRESS}: the download stopped", f"{HIDDEN}: the download stopped"),
        ("postgresql://anna:p@ss@host/runs", "postgresql://***@host/runs"),
        ("https://s3cret@host/x", "https://***@host/x"),
        (
            "s3://b/x?X-Amz-Signature=abc&X-Amz-Credential=d",
            "s3://b/x?X-Amz-Signature=***&X-Amz-Credential=***",
        ),
        ("sqlite:////data/mlflow.db", "sqlite:////data/mlflow.db"),
        ("write to anna@host.example", "write to anna@host.example"),
        ("http://host/a@b?page=2", "http://host/a@b?page=2"),
    ],
)
def test_only_what_opens_an_address_is_left_out(text, shown):
    assert without_secrets(text) == shown


def test_nested_values_are_gone_through():
    assert all_without_secrets({"a": [ADDRESS, 1], "b": (ADDRESS,), "c": None}) == {
        "a": [HIDDEN, 1],
        "b": (HIDDEN,),
        "c": None,
    }


def test_errors_commands_settings_and_datasets_name_no_password(tmp_path):
    folder = str(tmp_path)
    said = [
        str(GanAugmentationError(f"{ADDRESS}: it cannot be had")),
        switches({"source": ADDRESS, "seed": 1}),
        str(flatten({"data": {"source": ADDRESS}})),
        str(AudioFiles(source={"kind": "user"}, override=ADDRESS, filepath=folder)),
        str(UnlabelledFiles(source=ADDRESS, filepath=folder, target=folder)),
    ]
    assert [text for text in said if "s3cret" in text] == []
    assert all("host.example" in text for text in said)
