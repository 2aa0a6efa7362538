"""What is trained when: the length of the training, and how the images grow through it.

A schedule is a list of stages, each a number of images at one level of detail. Level 0 is the smallest image; each level doubles
height and width. While a stage fades in, `alpha` rises from 0 to 1 and the new level is mixed with the one below
(Karras 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from gan_augmentation.settings_model import Settings

if TYPE_CHECKING:
    from torch import Tensor


class Detail(NamedTuple):
    """A level of detail, and how far it has faded in (0 to 1)."""

    level: int
    alpha: float


@dataclass(frozen=True)
class Stage:
    """A stretch of the training.

    Attributes:
        level: level of detail.
        fades: whether the level fades in.
        start: images shown before it.
        images: images shown in it.
    """

    level: int
    fades: bool
    start: int
    images: int

    @property
    def end(self) -> int:
        """Images shown after it."""
        return self.start + self.images

    def detail(self, images: int) -> Detail:
        """The level of detail when so many images have been shown since the training began."""
        alpha = (images - self.start) / self.images if self.fades else 1.0
        return Detail(self.level, min(max(alpha, 0.0), 1.0))


class Budget(Settings):
    """How many images to show.

    Attributes:
        epochs: passes through the training part.
        least: images shown at least, however few clips there are.
        most: images shown at most, however many clips there are.
    """

    epochs: Annotated[float, Field(gt=0)]
    least: Annotated[int, Field(gt=0)]
    most: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Budget:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self

    def images(self, clips: int) -> int:
        """Images to show when the training part holds so many clips."""
        return round(min(max(self.epochs * clips, self.least), self.most))


class Constant(Settings):
    """Full size from the first step to the last."""

    kind: Literal["constant"] = "constant"
    levels: ClassVar[int] = 1

    def stages(self, images: int) -> list[Stage]:
        """One stage."""
        return [Stage(level=0, fades=False, start=0, images=images)]

    def view(self, real: Tensor, detail: Detail) -> Tensor:
        """The real images as they are."""
        return real

    def set_detail(self, detail: Detail, *networks: Any) -> None:
        """Nothing to set."""


class Growing(Settings):
    """From small images to full size, each level fading in and then settling (Karras 2017).

    Attributes:
        shares: each level's share of the images, smallest first; all but the first are spent half fading in, half settling.
    """

    kind: Literal["growing"] = "growing"
    shares: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=2)]

    @property
    def levels(self) -> int:
        """How many levels of detail there are."""
        return len(self.shares)

    def stages(self, images: int) -> list[Stage]:
        """Settle at level 0; then fade in and settle at each further level."""
        lengths = [(0, False, self.shares[0])]
        for level, share in enumerate(self.shares[1:], start=1):
            lengths += [(level, True, share / 2), (level, False, share / 2)]
        stages, start = [], 0
        for number, (level, fades, share) in enumerate(lengths):
            last = number == len(lengths) - 1
            length = images - start if last else max(1, round(images * share / sum(self.shares)))
            stages.append(Stage(level, fades, start, length))
            start += length
        return stages

    def view(self, real: Tensor, detail: Detail) -> Tensor:
        """The real images (N, C, H, W) at a level of detail, mixed with the level below while it fades in."""
        from torch.nn.functional import avg_pool2d, interpolate

        factor = 2 ** (self.levels - 1 - detail.level)
        shown = avg_pool2d(real, factor) if factor > 1 else real
        if detail.alpha == 1.0:
            return shown
        coarse = interpolate(avg_pool2d(shown, 2), scale_factor=2, mode="nearest")
        return detail.alpha * shown + (1 - detail.alpha) * coarse

    def set_detail(self, detail: Detail, *networks: Any) -> None:
        """Tell the networks which level of detail they work at."""
        for network in networks:
            network.set_detail(detail)


Schedule = Annotated[Constant | Growing, Field(discriminator="kind")]
