"""Shapes at every level, gradients to every weight, and growth without a jump."""

import pytest
import torch

from gan_augmentation.gan.networks.layers import ConditionalBatchNorm, EqualisedConv, MinibatchStd, PixelNorm
from gan_augmentation.gan.networks.progressive import ProgressiveDiscriminatorNet, ProgressiveGeneratorNet
from gan_augmentation.gan.networks.strided import StridedDiscriminatorNet, StridedGeneratorNet
from gan_augmentation.gan.schedules import Detail

SHAPE, CLASSES, MAPS, LATENT = (1, 128, 32), 3, (8, 8, 4, 4), 5
LABELS = torch.tensor([0, 1, 2, 0])


@pytest.fixture(autouse=True)
def _same_weights():
    torch.manual_seed(0)


def latent():
    return torch.randn(4, LATENT, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("level", range(4))
@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
def test_a_growing_pair_agrees_on_the_shape_of_every_level(level, alpha):
    generator = ProgressiveGeneratorNet(SHAPE, CLASSES, MAPS, LATENT)
    discriminator = ProgressiveDiscriminatorNet(SHAPE, MAPS)
    if level == 0:
        alpha = 1.0
    generator.detail = discriminator.detail = Detail(level, alpha)
    images = generator(latent(), LABELS)
    assert images.shape == (4, 1, 16 * 2**level, 4 * 2**level)
    assert discriminator(images).shape == (4, discriminator.features)


def test_a_new_level_begins_as_the_level_below():
    generator = ProgressiveGeneratorNet(SHAPE, CLASSES, MAPS, LATENT)
    generator.detail = Detail(1, 1.0)
    below = generator(latent(), LABELS)
    generator.detail = Detail(2, 0.0)
    unfaded = generator(latent(), LABELS)
    torch.testing.assert_close(unfaded[:, :, ::2, ::2], below)
    generator.detail = Detail(2, 1e-4)
    assert 0 < (generator(latent(), LABELS) - unfaded).abs().max() < 1e-2


def test_the_discriminator_fades_from_the_level_below_as_well():
    discriminator = ProgressiveDiscriminatorNet(SHAPE, MAPS)
    images = torch.randn(4, 1, 32, 8)
    discriminator.detail = Detail(1, 0.0)
    unfaded = discriminator(images)
    discriminator.detail = Detail(0, 1.0)
    below = discriminator(torch.nn.functional.avg_pool2d(images, 2))
    torch.testing.assert_close(unfaded, below)


@pytest.mark.parametrize(
    ("network", "given"),
    [
        (StridedGeneratorNet(SHAPE, CLASSES, MAPS, LATENT), (latent(), LABELS)),
        (StridedDiscriminatorNet(SHAPE, MAPS), (torch.randn(4, *SHAPE),)),
    ],
    ids=["generator", "discriminator"],
)
def test_gradients_reach_every_weight_of_the_strided_pair(network, given):
    network(*given).square().sum().backward()
    idle = [
        name for name, weight in network.named_parameters() if weight.grad is None or not weight.grad.any()
    ]
    # A bias before batch norm has no effect: the mean takes it away.
    assert [name for name in idle if not (name.startswith(("ups", "first")) and name.endswith("bias"))] == []


def test_gradients_reach_every_weight_of_the_growing_pair_over_its_levels():
    generator = ProgressiveGeneratorNet(SHAPE, CLASSES, MAPS, LATENT)
    discriminator = ProgressiveDiscriminatorNet(SHAPE, MAPS)
    for level in range(4):
        generator.detail = discriminator.detail = Detail(level, 1.0)
        discriminator(generator(latent(), LABELS)).square().sum().backward()
    for network in (generator, discriminator):
        assert [name for name, weight in network.named_parameters() if weight.grad is None] == []


@pytest.mark.parametrize("shape", [(1, 150, 150), (2, 33, 20), (1, 28, 28)])
def test_strided_networks_take_sizes_that_cannot_be_halved(shape):
    generator = StridedGeneratorNet(shape, CLASSES, MAPS, LATENT, attention_after=1)
    images = generator(latent(), LABELS)
    assert images.shape == (4, *shape)
    for minibatch_std in (True, False):
        discriminator = StridedDiscriminatorNet(shape, MAPS, attention_after=1, minibatch_std=minibatch_std)
        assert discriminator(images).shape == (4, discriminator.features)


def test_an_image_that_cannot_be_halved_so_often_is_refused():
    with pytest.raises(ValueError, match="cannot be"):
        ProgressiveGeneratorNet((1, 100, 32), CLASSES, (8, 8, 8, 8), LATENT)


def test_pixel_norm_gives_unit_mean_square():
    x = 5 * torch.randn(2, 16, 3, 3)
    torch.testing.assert_close(PixelNorm()(x).square().mean(1), torch.ones(2, 3, 3), rtol=1e-4, atol=1e-4)


def test_equalised_weights_are_scaled_at_run_time():
    conv = EqualisedConv(64, 64, 3, padding=1)
    assert conv.weight.std().item() == pytest.approx(1, abs=0.02)
    out = conv(torch.randn(8, 64, 16, 16))
    assert out[:, :, 4:-4, 4:-4].std().item() == pytest.approx(2**0.5, rel=0.1)


def test_minibatch_std_is_zero_for_equal_images_and_grows_with_their_spread():
    same = torch.ones(4, 2, 3, 3)
    assert MinibatchStd()(same)[:, 2].max() < 1e-3
    spread = MinibatchStd()(same * torch.tensor([1.0, -1.0, 1.0, -1.0]).view(4, 1, 1, 1))
    assert spread.shape == (4, 3, 3, 3)
    torch.testing.assert_close(spread[:, 2], torch.ones(4, 3, 3), rtol=1e-3, atol=1e-3)


def test_conditional_batch_norm_scales_by_class():
    norm = ConditionalBatchNorm(2, 3)
    with torch.no_grad():
        norm.gain.weight[1] = 5.0
    x = torch.randn(4, 2, 8, 8)
    plain = torch.nn.functional.batch_norm(x, None, None, training=True)
    gains = torch.tensor([1.0, 5.0, 1.0, 1.0]).view(4, 1, 1, 1)
    torch.testing.assert_close(norm(x, LABELS), plain * gains)
