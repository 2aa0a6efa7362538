"""Synthetic clips on demand, from a trained generator."""
