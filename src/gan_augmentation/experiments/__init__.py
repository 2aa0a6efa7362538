"""The benchmark's experiments: an arm at a size and a seed, each independent of the others, each kept once done."""
