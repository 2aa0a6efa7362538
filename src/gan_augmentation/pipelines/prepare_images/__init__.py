"""From pictures to the parts that networks learn from."""
