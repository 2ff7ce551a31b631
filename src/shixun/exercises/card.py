"""An answer as a table for people. What was handed in is untrusted: all of it is escaped."""

from html import escape
from typing import Any

from shixun.answers import Answer, digest

EMPTY = "（没有填）"
STYLE = (
    "<style>.sx-card{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "font-size:14px;line-height:1.6;color:#1f2328}"
    ".sx-card table{border-collapse:collapse;margin:.3em 0 .9em}"
    ".sx-card th,.sx-card td{border:1px solid #b9c0c8;padding:3px 8px;text-align:left;"
    "vertical-align:top;white-space:pre-wrap}.sx-card th{background:#f1f4f7}"
    ".sx-card h4{margin:.6em 0 .2em}.sx-card p{margin:.1em 0;white-space:pre-wrap}"
    ".sx-card .sx-meta{color:#57606a;font-size:12px}</style>"
)


def answer_card(form: dict[str, Any], answer: Answer) -> str:
    """The whole answer with the labels of the form, and under which release it was given."""
    parts = [
        f"<h4>{_text(f['label'])}</h4>{_field(f, answer.values.get(f['id']))}" for f in _asked(form)
    ]
    meta = f"保存于 {answer.saved_at} · 课程版本 {answer.release} · 摘要 {digest(answer)}"
    return (
        f'{STYLE}<div class="sx-card" lang="zh-CN">{"".join(parts)}'
        f'<p class="sx-meta">{_text(meta)}</p></div>'
    )


def answer_facts(form: dict[str, Any], values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The same as label/value pairs in plain text: the receipt."""
    return tuple((f["label"], plain(f, values.get(f["id"]))) for f in _asked(form))


def plain(spec: dict[str, Any], value: Any) -> str:
    """One field in words, on as many lines as it has rows or cards."""
    if value in (None, "", [], {}):
        return EMPTY
    match spec["kind"]:
        case "choice":
            return _option(spec, value)
        case "multi":
            return "、".join(_option(spec, v) for v in value)
        case "cards":
            return "\n".join(f"{t}：{_option(spec, v) or EMPTY}" for t, v in _cards(spec, value))
        case "grid":
            return "\n".join(
                f"{n}. " + " · ".join(w for c in spec["columns"] if (w := _cell(c, row)))
                for n, row in enumerate(value, 1)
            )
        case "number":
            return f"{value:g}{spec.get('unit', '')}"
    return str(value)


def _asked(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [f for f in form["fields"] if f["kind"] not in ("note", "upload")]


def _field(spec: dict[str, Any], value: Any) -> str:
    if value and spec["kind"] == "cards":
        rows = "".join(_row((text, _option(spec, v) or EMPTY)) for text, v in _cards(spec, value))
        return f"<table>{rows}</table>"
    if value and spec["kind"] == "grid":
        head = "".join(f"<th>{_text(w)}</th>" for w in ("", *(c["label"] for c in spec["columns"])))
        rows = "".join(
            _row((str(n), *(_cell(c, row) for c in spec["columns"])))
            for n, row in enumerate(value, 1)
        )
        return f"<table><tr>{head}</tr>{rows}</table>"
    return f"<p>{_text(plain(spec, value))}</p>"


def _row(cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<td>{_text(c)}</td>' for c in cells)}</tr>"


def _cards(spec: dict[str, Any], value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(c["text"], value.get(c["id"])) for c in spec["cards"]]


def _cell(column: dict[str, Any], row: dict[str, Any]) -> str:
    value = row.get(column["id"])
    if value is None or value == "":
        return ""
    return _option(column, value) if column["kind"] == "choice" else str(value)


def _option(spec: dict[str, Any], value: Any) -> str:
    return next((o["label"] for o in spec["options"] if o["value"] == value), "")


def _text(text: str) -> str:
    return escape(text, quote=True)
