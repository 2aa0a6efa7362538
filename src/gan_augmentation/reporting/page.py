"""What every page has in common: one file that works without a network, and escapes what it is given.

A page forbids itself any network by its content security policy, which also names the scripts that may run by their hashes:
plotly and the few lines that call it. A script that came in by the name of a class would not run even if it were not escaped.
Data of charts are JSON in which no character can end the element around them.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import isnan
from typing import Any

import jinja2
from markupsafe import Markup

from gan_augmentation.reporting.verdict import points


def render(template: str, **values: Any) -> str:
    """The page as text, to be written as UTF-8.

    Args:
        template: its file, which extends `page.html`.
        values: what it shows.
    """
    scripts = _scripts()
    hashes = " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts)
    policy = (
        "default-src 'none'; img-src data: blob:; media-src data:; style-src 'unsafe-inline'; "
        f"script-src {hashes}"
    )
    return (
        _environment()
        .get_template(template)
        .render(**values, scripts=[Markup(each) for each in scripts], policy=Markup(policy))
    )


@cache
def _scripts() -> tuple[str, ...]:
    """Plotly (4.8 MB), and the script that draws the charts with it."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs(), (files("gan_augmentation.reporting") / "charts.js").read_text()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gan_augmentation", "reporting"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"data_uri": _data_uri, "percent": _percent, "number": _number, "points": points}
    return environment


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _percent(fraction: float | None) -> str:
    return "unknown" if fraction is None or isnan(fraction) else f"{100 * fraction:.1f} %"


def _number(value: float | None, digits: int = 2) -> str:
    return "unknown" if value is None else f"{value:.{digits}f}"
