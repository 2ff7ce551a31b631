"""A form is data: what it asks, and what comes back when a teacher presses a button.

One renderer (`widgets.form`) draws every form of the kit: exercises, practice in lessons, quizzes,
the guide's tools and the response form. A form is a plain JSON object so that it can lie in a file
beside a notebook, be released by nbgrader, and turn into a JSON Schema for the answer file.

    {"id": "E04", "title": "课表改错", "fields": [FIELD, …]}

`words` may name other words for the marks of its messages: {"pass": "对", "fail": "再想想"}.

FIELD has `id`, `kind`, `label`, and optionally `help`, `required`, `compact` (a short field that
may stand beside its neighbours). Kinds and their values:

| kind   | more keys                                            | value                          |
|--------|------------------------------------------------------|--------------------------------|
| choice | options: [{value, label}], style: "radio"|"select"   | str                            |
| multi  | options                                              | [str]                          |
| scale  | min, max, low, high (words at both ends)             | int                            |
| cards  | cards: [{id, text, note?}], options                  | {card id: option value}        |
| grid   | columns: [{id, label, kind: text|time|number|choice, | [{column id: str or number}]   |
|        | options?, width?}], min_rows, max_rows, row_label    |                                |
| text   | multiline, max_length, placeholder                   | str                            |
| number | min, max, step, unit                                 | number                         |
| date   |                                                      | "YYYY-MM-DD"                   |
| upload | accept: ".csv,.xlsx"                                 | {"name": str, "base64": str}   |
| note   | text (Markdown-free plain text); no value            | none                           |
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

State = Literal["pass", "fail", "unknown", "info"]
KINDS = ("choice", "multi", "scale", "cards", "grid", "text", "number", "date", "upload", "note")


@dataclass(frozen=True)
class Message:
    """One line of an answer to the teacher; the widget puts it at its field, row or card."""

    state: State
    text: str
    title: str = ""  # e.g. the rule's id and name, "T-05 连续视屏"
    basis: str = ""  # source and status of the rule behind it
    field: str | None = None
    rows: tuple[int, ...] = ()  # 1-based rows of a grid
    card: str | None = None
    more: str = ""  # shown on demand: readings, explanation


@dataclass(frozen=True)
class Download:
    """A file handed to the browser."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Reply:
    """What a form's button answers. Everything is optional; the widget shows what is there."""

    headline: str = ""  # one sentence on top of the messages
    state: State = "info"  # colour and spoken role of the headline
    messages: tuple[Message, ...] = ()
    wait: int = 0  # seconds until the button may be pressed again
    values: dict[str, Any] | None = None  # replaces what is in the fields
    download: Download | None = None
    facts: tuple[tuple[str, str], ...] = ()  # label/value pairs: a receipt, a summary
    done: bool = False  # the form is finished: lock it and drop the browser's draft

    def to_wire(self) -> dict[str, Any]:
        """As JSON for the browser; the download's bytes travel apart, as a binary buffer."""
        wire = asdict(self)
        if self.download:
            wire["download"] = {"name": self.download.name, "mime": self.download.mime}
        return wire


@dataclass(frozen=True)
class Action:
    """A button of a form."""

    id: str
    label: str
    primary: bool = False
    confirm: str = ""  # a question to answer with 是/否 before it acts
    shows: str = field(default="")  # what a screen reader adds to the label


def cell_schema(column: dict[str, Any]) -> dict[str, Any]:
    if column["kind"] == "number":
        return {"type": ["number", "null"]}
    if column["kind"] == "choice":
        return {"enum": [*(o["value"] for o in column["options"]), "", None]}
    return {"type": ["string", "null"], "maxLength": column.get("max_length", 200)}


def field_schema(spec: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of one field's value; empty is always allowed, since a draft is kept too."""
    values = [o["value"] for o in spec.get("options", ())]
    match spec["kind"]:
        case "choice":
            return {"enum": [*values, "", None]}
        case "multi":
            return {"type": "array", "items": {"enum": values}, "uniqueItems": True}
        case "scale":
            return {"enum": [*range(spec["min"], spec["max"] + 1), None]}
        case "cards":
            ids = {c["id"]: {"enum": [*values, "", None]} for c in spec["cards"]}
            return {"type": "object", "properties": ids, "additionalProperties": False}
        case "grid":
            row = {c["id"]: cell_schema(c) for c in spec["columns"]}
            return {
                "type": "array",
                "maxItems": spec.get("max_rows", 60),
                "items": {"type": "object", "properties": row, "additionalProperties": False},
            }
        case "text":
            return {"type": ["string", "null"], "maxLength": spec.get("max_length", 2000)}
        case "number":
            bounds = {"minimum": spec.get("min"), "maximum": spec.get("max")}
            return {
                "type": ["number", "null"],
                **{k: v for k, v in bounds.items() if v is not None},
            }
        case "date":
            return {
                "anyOf": [
                    {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
                    {"enum": ["", None]},
                ]
            }
    raise ValueError(
        f"表单字段 {spec.get('id')} 的 kind 不认识：{spec['kind']!r}；可用：{'、'.join(KINDS)}"
    )


def values_schema(form: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of the values of a form: unknown fields are refused.

    Uploads and notes have no stored value.
    """
    stored = [f for f in form["fields"] if f["kind"] not in ("note", "upload")]
    return {
        "type": "object",
        "properties": {f["id"]: field_schema(f) for f in stored},
        "additionalProperties": False,
    }
