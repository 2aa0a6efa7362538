"""The augmented set in forms that other tools load."""
