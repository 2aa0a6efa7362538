"""The one error that a user is meant to read."""


class GanAugmentationError(Exception):
    """Something the user can mend.

    The message names the file or key, gives the reason and says what to do about it. The command line prints
    it alone, without a traceback; see `hooks.PlainErrors`.
    """
