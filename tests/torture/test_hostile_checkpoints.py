"""Pickles in the place of weights: none is ever executed."""

import contextlib
import io
import pickle
import pickletools
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_augmentation.classifier.storage import StoredClassifiers
from gan_augmentation.datasets.arrays import LabelledImagesFolder
from gan_augmentation.datasets.tracking import TrainingLog
from gan_augmentation.gan.checkpoints import Checkpoint, CheckpointStore
from gan_augmentation.gan.sampling import TrainedGenerator
from tests.unit.classifier.test_storage import REAL, trained
from tests.unit.gan.conftest import toy_generator


class Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self):
        return Path.write_text, (self.proof, "executed")


def plain(protocol):
    return lambda bomb: pickle.dumps(bomb, protocol)


def of_torch(zipped):
    def write(bomb):
        file = io.BytesIO()
        torch.save({"weights": bomb}, file, _use_new_zipfile_serialization=zipped)
        return file.getvalue()

    return write


def of_numpy(bomb):
    file = io.BytesIO()
    np.save(file, np.array([bomb], dtype=object), allow_pickle=True)
    return file.getvalue()


def zipped_arrays(bomb):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("weights.npy", of_numpy(bomb))
    return file.getvalue()


def with_a_header(bomb):
    """A safetensors header, and a pickle where the tensors are said to be."""
    content = pickle.dumps(bomb)
    header = f'{{"x":{{"dtype":"U8","shape":[{len(content)}],"data_offsets":[0,{len(content)}]}}}}'.encode()
    return len(header).to_bytes(8, "little") + header + content


FORMS = [
    *(plain(protocol) for protocol in range(6)),
    of_torch(True),
    of_torch(False),
    of_numpy,
    zipped_arrays,
    with_a_header,
    lambda bomb: pickletools.optimize(pickle.dumps(bomb)),
]


def newest_checkpoint(folder, content):
    store = CheckpointStore(folder)
    store.save(1, Checkpoint({"weight": torch.zeros(3)}, {"step": 1}))
    (folder / "0000000002.safetensors").write_bytes(content)
    assert store.newest().facts == {"step": 1}


def generator(folder, content):
    toy_generator().save(folder)
    (folder / "generator.safetensors").write_bytes(content)
    TrainedGenerator.load(folder)


def classifiers(folder, content):
    trained().save(folder)
    (folder / "1.safetensors").write_bytes(content)
    StoredClassifiers.load(folder)


def labelled_images(folder, content):
    images = LabelledImagesFolder(filepath=str(folder))
    images.save(REAL)
    (folder / "arrays.safetensors").write_bytes(content)
    images.load()


def samples(folder, content):
    (folder / "all-0000000010.npy").write_bytes(content)
    (found,) = TrainingLog(filepath=str(folder)).load().snapshots.values()
    np.asarray(found["weights"])  # an archive is only read when it is asked


READERS = [newest_checkpoint, generator, classifiers, labelled_images, samples]


@pytest.mark.parametrize("reader", READERS[1:])
def test_what_is_no_file_of_weights_is_refused_by_each_reader(reader, tmp_path):
    with pytest.raises(Exception, match=r"."):
        reader(tmp_path, b"nothing that anybody wrote")


def test_the_newest_checkpoint_is_the_one_that_is_replaced(tmp_path):
    other = CheckpointStore(tmp_path / "other").save(2, Checkpoint({"weight": torch.ones(3)}, {"step": 2}))
    with pytest.raises(AssertionError):
        newest_checkpoint(tmp_path / "here", other.read_bytes())


def test_the_bomb_is_one(tmp_path):
    pickle.loads(pickle.dumps(Bomb(tmp_path / "proof")))
    assert (tmp_path / "proof").exists()


@pytest.mark.counted("pickles in place of weights", small=10, full=100, must_show="0 executed")
def test_no_pickle_is_executed(tmp_path, count, came_out):
    executed = 0
    pairs = [(form, reader) for form in FORMS for reader in READERS]
    step = 7  # goes through all pairs, forms and readers mixed, since it has no divisor in common with their number
    for number in range(count):
        form, reader = pairs[number * step % len(pairs)]
        folder, proof = tmp_path / str(number), tmp_path / f"{number}.proof"
        folder.mkdir()
        with contextlib.suppress(Exception):  # whatever a reader says of it
            reader(folder, form(Bomb(proof)))
        executed += proof.exists()
    came_out(f"{executed} executed")
    assert executed == 0
