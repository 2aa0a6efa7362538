import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from gan_augmentation.classifier.networks import Network, ResidualCNN, ThreeConvCNN

SMALL = [ResidualCNN(widths=(4, 8)), ThreeConvCNN(maps=4, dense=8)]


def same_weights(one, other):
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("network", SMALL, ids=lambda network: network.kind)
@pytest.mark.parametrize("shape", [(1, 128, 32), (1, 28, 28), (3, 33, 65)])
def test_a_network_names_images_of_any_shape(network, shape):
    model = network.build(shape, 5, seed=0).eval()
    assert model(torch.zeros(2, *shape)).shape == (2, 5)


@pytest.mark.parametrize("network", SMALL, ids=lambda network: network.kind)
def test_the_seed_alone_decides_the_first_weights(network):
    one, same, other = (network.build((1, 16, 16), 3, seed=seed) for seed in (1, 1, 2))
    assert same_weights(one, same)
    assert not same_weights(one, other)


@pytest.mark.parametrize("network", SMALL, ids=lambda network: network.kind)
def test_building_leaves_the_global_random_state_alone(network):
    before = torch.random.get_rng_state()
    network.build((1, 16, 16), 3, seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("network", SMALL, ids=lambda network: network.kind)
def test_every_weight_is_reached_by_the_gradient(network):
    model = network.build((1, 32, 32), 3, seed=0).train()
    model(torch.randn(4, 1, 32, 32)).square().sum().backward()
    unreached = [name for name, weight in model.named_parameters() if weight.grad is None]
    assert unreached == []


def test_the_default_residual_network_has_about_a_third_of_a_million_weights():
    weights = sum(weight.numel() for weight in ResidualCNN().build((1, 128, 32), 7, seed=0).parameters())
    assert 200_000 < weights < 400_000


def test_the_seed_network_has_three_convolutions_of_128_maps_and_three_dense_layers_of_64():
    layers = list(ThreeConvCNN().build((1, 128, 32), 7, seed=0).modules())
    assert [layer.out_channels for layer in layers if isinstance(layer, torch.nn.Conv2d)] == [128] * 3
    assert [layer.out_features for layer in layers if isinstance(layer, torch.nn.Linear)] == [64, 64, 64, 7]


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ValidationError, match="'residual', 'three_conv'"):
        TypeAdapter(Network).validate_python({"kind": "resnet50"})
