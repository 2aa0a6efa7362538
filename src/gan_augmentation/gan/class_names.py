"""The class that is meant by a word of the command line."""

from __future__ import annotations

import yaml

from gan_augmentation.errors import GanAugmentationError

_SPOKEN = {True: "yes", False: "no"}


def class_number(given: object, classes: tuple[str, ...], key: str) -> int:
    """The index of the class meant.

    Switches are read as YAML, which takes `yes` and `on` for truth and `007` for 7. What came as another type than text
    means the class whose name YAML reads alike.

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
        read = yaml.safe_load(name)
    except yaml.YAMLError:
        return False
    return type(read) is type(given) and read == given
