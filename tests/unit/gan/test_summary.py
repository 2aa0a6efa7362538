"""The summary of the networks."""

from gan_augmentation.gan.state import TrainingState
from gan_augmentation.gan.summary import summarise
from tests.unit.gan.conftest import CPU, growing_recipe, toy_recipe


def test_both_networks_are_told_with_their_numbers_of_weights(toy_data):
    for recipe in (toy_recipe(), growing_recipe(), toy_recipe(conditioning={"kind": "one_model_per_class"})):
        text = summarise(recipe, toy_data)
        classes = 1 if recipe.conditioning.kind == "one_model_per_class" else 2
        state = TrainingState(recipe, toy_data.shape, classes, 0, CPU)
        generator, discriminator = text.split("Discriminator\n", 1)
        assert generator.startswith("Generator\n")
        for part, network in ((generator, state.generator), (discriminator, state.discriminator)):
            assert f"Total params: {sum(weight.numel() for weight in network.parameters()):,}" in part
        assert f"[{recipe.batch_size}, 1, 8, 8]" in generator
