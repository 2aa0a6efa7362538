"""The class that is meant by a word of the command line."""

from __future__ import annotations

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.switches import read_switch

_SPOKEN = {True: "yes", False: "no"}


def class_number(given: object, classes: tuple[str, ...], key: str) -> int:
    """The index of the class meant.

    The command line takes `yes` and `on` for truth, `007` for 7 and `1e3` for 1000. What came as another type than text means
    the class whose name it reads alike.

    Args:
        given: the switch's value.
        classes: names to choose from.
        key: the switch's name.

    Raises:
        GanAugmentationError: there is no such class, or more than one.
    """
    meant = [name for name in classes if name == given or _is_read_as(name, given)]
    if len(meant) == 1:
        return classes.index(meant[0])
    said = _SPOKEN[given] if isinstance(given, bool) else given
    if not meant:
        raise GanAugmentationError(
            f"{key}={said}: the generator knows no such class. Choose one of: {', '.join(classes)}."
        )
    raise GanAugmentationError(
        f"{key}={said}: {' and '.join(meant)} are read alike. Put the name in quotes of both kinds: "
        f"--params \"{key}='{meant[0]}'\"."
    )


def _is_read_as(name: str, given: object) -> bool:
    if isinstance(given, str):
        return False
    try:
        read = read_switch(name)
    except ValueError:
        return False
    return type(read) is type(given) and read == given
