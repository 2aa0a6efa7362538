"""The base of every model that is filled from YAML."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator


class Settings(BaseModel):
    """Frozen settings that refuse unknown keys, numbers without end, and truth where a number is meant.

    Subclasses add fields with ranges. A choice among kinds is a discriminated union on `kind: Literal[...]`, so that
    pydantic's own message lists what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _truth_is_no_number(cls, given: Any) -> Any:
        """Python takes `true` for 1, and YAML takes `yes` and `on` for `true`."""
        if isinstance(given, dict):
            for name, field in cls.model_fields.items():
                value = given.get(name)
                entries = value if isinstance(value, list | tuple) else [value]
                if any(isinstance(each, bool) for each in entries) and not _takes_truth(field.annotation):
                    raise ValueError(f"{name}: true and false mean nothing here (given: {value})")
        return given


def _takes_truth(annotation: Any) -> bool:
    return annotation is bool or any(_takes_truth(part) for part in get_args(annotation))
