"""Turns a small labelled set of sounds into a verdict on GAN augmentation."""
