"""Made-up comparisons of a benchmark."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """As `metrics.statistics.CellComparison`, with an interval of `half` on both sides."""

    clips_per_class: int
    gain: float
    arm: str = "classic_gan"
    baseline: str = "classic"
    family: str = "relativistic_mel"
    n_seeds: int = 5
    n_test: int = 300
    n_cells: int = 3
    half: float = 0.02

    @property
    def low(self):
        return self.gain - self.half

    @property
    def high(self):
        return self.gain + self.half
