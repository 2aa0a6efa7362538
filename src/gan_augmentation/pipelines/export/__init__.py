"""The augmented set for other tools."""
