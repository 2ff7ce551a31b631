"""您说·我们改: the public page of what teachers said, what was changed, and whether it helped."""

from ipywidgets import HTML

from shixun import paths
from shixun.analytics.board import PublicChange, public
from shixun.widgets.page import render


def show() -> HTML:
    """What the page's one-line cell calls."""
    return HTML(page(public(paths.current())))


def page(told: list[PublicChange]) -> str:
    """What was said and what was changed, a row each; says how to be heard while there is none."""
    rows = [(t.said, t.done, t.helped or "下一期再看") for t in told]
    return render("changes", label="您说·我们改", rows=rows)
