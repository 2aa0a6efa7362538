"""Pairs of encode and decode between sounds and the images that networks see."""
