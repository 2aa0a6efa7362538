"""The grid of arms, sizes and seeds."""
