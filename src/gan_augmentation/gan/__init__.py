"""The GAN: recipes, networks and the one training loop."""
