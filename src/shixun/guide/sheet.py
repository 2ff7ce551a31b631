"""One page to print: what was checked, what each rule says, and the timetable."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from shixun.forms import Form, Message
from shixun.rules.verdict import State, Verdict

ORDER = (State.FAIL, State.UNDECIDED, State.PASS)
STYLE = """
@page { size: A4; margin: 12mm }
body { font: 10.5pt/1.45 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
       color: #111; max-width: 186mm; margin: 0 auto; padding: 8px }
h1 { font-size: 15pt; margin: 0 0 4px } h2 { font-size: 12pt; margin: 10px 0 4px }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt }
th, td { border: 1px solid #777; padding: 1px 5px; text-align: left; vertical-align: top }
tr { break-inside: avoid } .state { white-space: nowrap; font-weight: 600 }
.basis { color: #444 } p { margin: 2px 0 }
"""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already."""
    top = "".join(f'<th scope="col">{escape(h)}</th>' for h in head)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _verdict_row(verdict: Verdict) -> tuple[str, str, str]:
    readings = "；".join(f"{when}，则{state.chinese}" for when, state in verdict.readings)
    words = escape(verdict.text) + (f"<br>{escape(readings)}" if readings else "")
    basis = f'<span class="basis">{escape(verdict.basis)}</span>'
    return (
        f'<span class="state">{verdict.state.chinese}</span>',
        escape(f"{verdict.rule} {verdict.name}"),
        f"{words}<br>{basis}",
    )


def filled(form: Form, values: dict[str, Any], messages: Sequence[Message]) -> str:
    """A page of HTML that stands alone: what was filled into a form, and what was said of it."""
    rows = [
        (escape(f.label), escape(f.as_text(values.get(f.id))).replace("\n", "<br>"))
        for f in form.asked
    ]
    words = {"pass": "对", "fail": "再想想", "unknown": "无法判断", "info": "提示", **form.words}
    said = [(escape(words[m.state]), escape(f"{m.title} {m.text}".strip())) for m in messages]
    title = escape(form.title)
    parts = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>",
        _table(("项目", "填的"), rows),
        f"<h2>说明</h2>{_table(('结果', '为什么'), said)}" if said else "",
        "</body></html>",
    )
    return "".join(parts)


def counts(verdicts: Sequence[Verdict]) -> str:
    said = [(state, sum(v.state is state for v in verdicts)) for state in ORDER]
    return "，".join(f"{state.chinese} {n} 条" for state, n in said if n)


def one_page(
    conditions: Sequence[tuple[str, str]],
    verdicts: Sequence[Verdict],
    rows: Sequence[dict[str, Any]],
    columns: Sequence[tuple[str, str]],
    words: dict[str, str],
) -> str:
    """A page of HTML that stands alone; `columns` are (key, heading), `words` values in Chinese."""
    ordered = sorted(verdicts, key=lambda v: ORDER.index(v.state))
    listed = (
        (str(n), *(escape(words.get(str(r.get(k) or ""), str(r.get(k) or ""))) for k, _ in columns))
        for n, r in enumerate(rows, 1)
    )
    parts = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>课表检查单</title><style>{STYLE}</style></head><body>",
        "<h1>课表检查单</h1>",
        f"<p>{escape('；'.join(f'{label}：{value}' for label, value in conditions))}</p>",
        f"<p>{escape(counts(verdicts))}</p><h2>各条规则</h2>",
        _table(("结果", "规则", "说明和依据"), map(_verdict_row, ordered)),
        "<h2>课表</h2>",
        _table(("行", *(heading for _, heading in columns)), listed),
        "</body></html>",
    )
    return "".join(parts)
