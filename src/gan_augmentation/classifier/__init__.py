"""The classifier that every arm trains."""
