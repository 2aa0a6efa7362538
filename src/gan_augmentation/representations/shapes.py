"""The check that all representations share."""


def check_shape(found: tuple[int, ...], one: tuple[int, ...]) -> None:
    """Raise ValueError unless an array of this shape holds any number of items of shape `one`."""
    if found[1:] != one:
        raise ValueError(f"expected an array (N, {', '.join(map(str, one))}), found {found}")
