"""An answer as a table for people. What was handed in is untrusted: all of it is escaped."""

from html import escape
from typing import Any

from shixun.answers import Answer, digest
from shixun.fields import Field
from shixun.forms import Form

STYLE = (
    "<style>.sx-card{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "font-size:14px;line-height:1.6;color:#1f2328}"
    ".sx-card table{border-collapse:collapse;margin:.3em 0 .9em}"
    ".sx-card th,.sx-card td{border:1px solid #b9c0c8;padding:3px 8px;text-align:left;"
    "vertical-align:top;white-space:pre-wrap}.sx-card th{background:#f1f4f7}"
    ".sx-card h4{margin:.6em 0 .2em}.sx-card p{margin:.1em 0;white-space:pre-wrap}"
    ".sx-card .sx-meta{color:#57606a;font-size:12px}</style>"
)


def answer_card(form: Form, answer: Answer) -> str:
    """The whole answer with the labels of the form, and under which release it was given."""
    parts = [f"<h4>{_text(f.label)}</h4>{_value(f, answer.values.get(f.id))}" for f in form.asked]
    meta = f"保存于 {answer.saved_at} · 课程版本 {answer.release} · 摘要 {digest(answer)}"
    return (
        f'{STYLE}<div class="sx-card" lang="zh-CN">{"".join(parts)}'
        f'<p class="sx-meta">{_text(meta)}</p></div>'
    )


def answer_facts(form: Form, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The same as label/value pairs in plain text: the receipt."""
    return tuple((f.label, f.as_text(values.get(f.id))) for f in form.asked)


def _value(field: Field, value: Any) -> str:
    table = field.as_table(value)
    if table is None:
        return f"<p>{_text(field.as_text(value))}</p>"
    head = _row("th", table.head) if table.head else ""
    return f"<table>{head}{''.join(_row('td', row) for row in table.rows)}</table>"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_text(c)}</{tag}>' for c in cells)}</tr>"


def _text(text: str) -> str:
    return escape(text, quote=True)
