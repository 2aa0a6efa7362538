"""The one error that a user is meant to read."""

from gan_augmentation.secrets import without_secrets


class GanAugmentationError(Exception):
    """Something the user can mend.

    The message names the file or key, gives the reason and says what to do about it. The command line prints
    it alone, without a traceback; see `hooks.errors.PlainErrors`. Passwords in addresses are left out.
    """

    def __init__(self, message: str) -> None:
        super().__init__(without_secrets(message))
