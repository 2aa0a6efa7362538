"""The base of every model that is filled from YAML."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Frozen settings that refuse unknown keys.

    Subclasses add fields with ranges. A choice among kinds is a discriminated union on `kind: Literal[...]`, so that
    pydantic's own message lists what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
