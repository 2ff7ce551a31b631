"""A field's value as a label that may be counted and shown: structured values, never free text."""

from collections.abc import Collection
from typing import Any

from shixun.rules.timetable import read_clock

EMPTY = "（没有填）"
BLANK = (None, "", [], {})


def labels(
    spec: dict[str, Any],
    value: Any,
    rows: Collection[int] = (),
    cards: Collection[str] = (),
) -> frozenset[str]:
    """The value in the words of the form; of a grid the given 1-based rows, of cards the given ones.

    What somebody typed freely is left out: only whether it is empty is told.
    """
    if value in BLANK and spec["kind"] not in ("note", "upload", "cards"):
        return frozenset({EMPTY})
    match spec["kind"]:
        case "choice":
            return frozenset({_option(spec, value)})
        case "multi":
            chosen = [o["label"] for o in spec["options"] if o["value"] in value]
            return frozenset({"、".join(chosen)})
        case "scale" | "number":
            return frozenset({f"{value:g}{spec.get('unit', '')}"})
        case "date":
            return frozenset({str(value)[:10]})
        case "cards":
            return frozenset(_card(spec, value or {}, c) for c in spec["cards"] if c["id"] in cards)
        case "grid":
            return frozenset(_row(spec, value[r - 1]) for r in rows if 0 < r <= len(value))
    return frozenset()


def _option(spec: dict[str, Any], value: Any) -> str:
    return next((o["label"] for o in spec["options"] if o["value"] == value), EMPTY)


def _card(spec: dict[str, Any], value: dict[str, Any], card: dict[str, Any]) -> str:
    return f"{card['text']} → {_option(spec, value.get(card['id']))}"


def _row(spec: dict[str, Any], row: dict[str, Any]) -> str:
    words = (_cell(c, row.get(c["id"])) for c in spec["columns"])
    return " ".join(w for w in words if w) or "（空行）"


def _cell(column: dict[str, Any], value: Any) -> str:
    """Choices, numbers and clock times; a text column says nothing, and a time is read first."""
    if value in BLANK:
        return ""
    match column["kind"]:
        case "choice":
            return _option(column, value)
        case "number":
            return f"{value:g}"
        case "time":
            minutes = read_clock(str(value))
            if minutes is None:
                return "（读不出的时间）"
            return f"{minutes // 60}:{minutes % 60:02}"
    return ""
