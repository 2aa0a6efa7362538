"""Turns a small labelled set of sounds into a verdict on GAN augmentation."""

import os

# Threads that wait give up their core. By default those of OpenMP, which torch uses, spin, and on a laptop that
# does anything else beside the training this makes every step several times slower. It is read when torch is loaded, hence here.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
