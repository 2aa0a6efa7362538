"""From the generator to synthetic clips, and to sounds."""
