"""From raw sounds to the parts that networks learn from."""
