"""A synthetic clip made again, from its row."""
