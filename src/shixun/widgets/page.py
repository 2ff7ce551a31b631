"""HTML of our pages, from the templates beside this module. What is put in is escaped."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from shixun.classroom.attempt import local_time


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("shixun.widgets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["local_time"] = local_time
    return environment


def render(template: str, **data: Any) -> str:
    """A template of `widgets/templates/` filled in.

    Args:
        template: its name without the ending, e.g. "board".
        data: what it uses; leaving something out is an error, never an empty place. A page's first
            part is given `synthetic`: whether all people in it are made up.
    """
    data.setdefault("synthetic", False)
    return _environment().get_template(f"{template}.html.j2").render(data)


def heading(label: str, text: str = "") -> str:
    """A labelled part of a page that says what comes below it."""
    return render("heading", label=label, text=text)
