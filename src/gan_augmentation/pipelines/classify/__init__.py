"""The same classifier for every arm."""
