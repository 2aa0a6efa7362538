"""Spectral norm and self-attention against hand-made cases."""

import numpy as np
import pytest
import torch
from torch import nn

from gan_augmentation.gan.networks.attention import SelfAttention
from gan_augmentation.gan.networks.discriminator import normalise_spectrally
from gan_augmentation.gan.networks.layers import EqualisedLinear


def test_the_largest_singular_value_becomes_one():
    torch.manual_seed(0)
    layer = nn.Linear(6, 4)
    before = np.linalg.svd(layer.weight.detach().numpy(), compute_uv=False)
    network = nn.Sequential(layer)
    normalise_spectrally(network)
    for _ in range(50):  # each forward pass is a step of the power iteration
        network(torch.randn(2, 6))
    after = np.linalg.svd(layer.weight.detach().numpy(), compute_uv=False)
    assert after[0] == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(after, before / before[0], rtol=1e-3)


def test_convolutions_are_normalised_and_equalised_layers_are_not():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), EqualisedLinear(4, 2))
    normalise_spectrally(network)
    assert [hasattr(layer, "parametrizations") for layer in network] == [True, False]


def test_attention_begins_as_the_identity():
    x = torch.randn(2, 8, 4, 4)
    layer = SelfAttention(8)
    torch.testing.assert_close(layer(x), x)


def test_attention_looks_everywhere():
    torch.manual_seed(0)
    layer = SelfAttention(8)
    layer.gain.data.fill_(1.0)
    x = torch.randn(1, 8, 4, 4, requires_grad=True)
    layer(x)[0, 0, 0, 0].backward()
    assert (x.grad.abs().sum((0, 1)) > 0).all()
