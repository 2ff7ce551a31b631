"""The page of G6: the desk as a form, and the rules it checks by; the logic is in shixun.guide."""

from collections.abc import Sequence
from html import escape

import ipywidgets

from shixun.guide import conditions, g6
from shixun.widgets.form import FormView

STYLE = """<style>
.sx-rules table { border-collapse: collapse; margin: 0 0 1rem; max-width: 62rem }
.sx-rules th, .sx-rules td { border: 1px solid #8c959f; padding: .25rem .5rem; line-height: 1.5;
  text-align: left; vertical-align: top; white-space: normal }
.sx-rules caption { text-align: left; font-weight: 600; padding: .3rem 0 }
</style>"""


def show() -> FormView:
    """What the one-line cell of G6 calls; a reload in the same window finds the timetable again."""
    return FormView(
        g6.form(),
        values=g6.start(),
        actions=g6.actions,
        on_action=g6.act,
        draft="session",
        draft_key="G6",
    )


def rules() -> ipywidgets.HTML:
    national = _table("规则", conditions.RULE_COLUMNS, conditions.rules())
    local = _table("各地当时的口径", conditions.PROFILE_COLUMNS, conditions.local_limits())
    return ipywidgets.HTML(f'{STYLE}<div class="sx-rules" lang="zh-CN">{national}{local}</div>')


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    cells = ("".join(f"<td>{escape(c)}</td>" for c in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    top = f"<caption>{caption}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{top}<tbody>{body}</tbody></table>"
