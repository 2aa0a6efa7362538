"""From the train part to a generator."""
