"""WaveGAN's networks."""

import pytest
import torch

from gan_augmentation.gan.networks.settings import WaveDiscriminator, WaveGenerator
from gan_augmentation.gan.networks.wave import PhaseShuffle

LABELS = torch.tensor([0, 1, 2])


def shuffled(x, most, seed=0):
    layer = PhaseShuffle(most)
    layer.chance = torch.Generator().manual_seed(seed)
    return layer(x)


@pytest.mark.parametrize(
    ("length", "layers", "kernel", "stride"),
    [(16384, 5, 25, 4), (4096, 4, 25, 4), (4096, 5, 24, 4), (1024, 4, 9, 2)],
)
def test_generator_and_discriminator_agree_on_the_length(length, layers, kernel, stride):
    sizes = {"model_size": 2, "layers": layers, "kernel": kernel, "stride": stride}
    generator = WaveGenerator(**sizes, latent_size=5).build((1, 1, length), 3)
    discriminator = WaveDiscriminator(**sizes).build((1, 1, length))
    waves = generator(torch.randn(3, 5), LABELS)
    assert waves.shape == (3, 1, 1, length)
    assert waves.abs().max() < 1
    assert discriminator(waves).shape == (3, discriminator.features)


def test_the_size_of_the_model_is_that_of_the_paper():
    assert WaveGenerator(model_size=64).maps == (1024, 512, 256, 128, 64)


def test_the_class_is_heard():
    torch.manual_seed(0)
    generator = WaveGenerator(model_size=2, layers=4, latent_size=5).build((1, 1, 4096), 3)
    latent = torch.randn(1, 5).expand(3, -1)
    waves = generator(latent, LABELS)
    assert (waves[0] - waves[1]).abs().max() > 1e-4


def test_gradients_reach_every_weight():
    torch.manual_seed(0)
    generator = WaveGenerator(model_size=2, layers=4, latent_size=5, batch_norm=True).build((1, 1, 4096), 3)
    discriminator = WaveDiscriminator(model_size=2, layers=4).build((1, 1, 4096))
    discriminator(generator(torch.randn(3, 5), LABELS)).square().sum().backward()
    for network in (generator, discriminator):
        assert [name for name, weight in network.named_parameters() if not weight.grad.any()] == []


def test_phase_shuffle_shifts_and_reflects():
    row = torch.arange(6.0).expand(200, 1, 1, 6)
    possible = {
        (0, 1, 2, 3, 4, 5),
        (1, 2, 3, 4, 5, 4),
        (2, 3, 4, 5, 4, 3),
        (1, 0, 1, 2, 3, 4),
        (2, 1, 0, 1, 2, 3),
    }
    found = {tuple(clip.flatten().int().tolist()) for clip in shuffled(row, 2)}
    assert found == possible


def test_phase_shuffle_rests_outside_training():
    row = torch.arange(6.0).expand(20, 1, 1, 6)
    assert PhaseShuffle(2).eval()(row).equal(row)
    assert shuffled(row, 0).equal(row)


def test_the_same_chance_shuffles_alike():
    row = torch.arange(64.0).expand(20, 1, 1, 64)
    assert shuffled(row, 2, seed=1).equal(shuffled(row, 2, seed=1))
    assert not shuffled(row, 2, seed=1).equal(shuffled(row, 2, seed=2))


def test_images_that_are_no_waveforms_are_refused():
    with pytest.raises(ValueError, match="one row of samples, a multiple of 1024; the images are 128x32"):
        WaveGenerator().check_shape((1, 128, 32))
    with pytest.raises(ValueError, match="shorter than the stride"):
        WaveGenerator(kernel=3).check_shape((1, 1, 16384))
