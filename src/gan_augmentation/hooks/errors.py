"""Errors in plain words: what the user can mend is printed alone."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import click
from kedro.framework.hooks import hook_impl
from safetensors import SafetensorError

from gan_augmentation.errors import GanAugmentationError

if TYPE_CHECKING:
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline


class PlainErrors:
    """An error that the user can mend is printed alone, without a traceback."""

    @hook_impl(trylast=True)
    def on_pipeline_error(
        self, error: Exception, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Turn it into the command line's own error."""
        raise_plainly(error)


def raise_plainly(error: Exception) -> None:
    """Raise the command line's own error, if the user can mend what is behind this one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, GanAugmentationError):
            raise click.ClickException(str(cause)) from None
        if _is_full_disk(cause):
            place = getattr(cause, "filename", None)
            where = f" while writing {place}" if place else ""
            raise click.ClickException(
                f"the disk is full{where}. Nothing half-written was left; free some space and run the same "
                "command again."
            ) from None
        cause = cause.__cause__ or cause.__context__


def _is_full_disk(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # Safetensors tells it in words of its own.
    return isinstance(error, SafetensorError) and f"os error {errno.ENOSPC}" in str(error)
