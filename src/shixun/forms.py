"""A form is data: what it asks, and what comes back when a teacher presses a button.

One renderer (`widgets.form`) draws every form of the kit: exercises, practice in lessons, quizzes,
the guide's tools and the response form. A form is a plain JSON object so that it can lie in a file
beside a notebook, be released by nbgrader, and turn into a JSON Schema for the answer file.

    {"id": "E04", "title": "课表改错", "fields": [FIELD, …]}

`words` may name other words for the marks of its messages: {"pass": "对", "fail": "再想想"}.

FIELD has `id`, `kind`, `label` and more keys by its kind: `shixun.fields` has a module for each, and
`editor_schema` describes all of it for editors.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import msgspec
from msgspec import Struct

from shixun.fields import KINDS, AnyField
from shixun.records import RecordError, convert

State = Literal["pass", "fail", "unknown", "info"]


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


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a form asks."""

    id: str
    title: str = ""
    fields: tuple[AnyField, ...]
    words: dict[State, str] = {}

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for f in self.fields:
            if f.id in seen:
                raise ValueError(f"有两个字段都叫“{f.id}”；请给其中一个换个 id。")
            for when in f.when:
                if when.field not in seen:
                    raise ValueError(
                        f"字段“{f.id}”的 when 里写的“{when.field}”不在它前面；请调换次序，或改名。"
                    )
            seen.add(f.id)

    @property
    def asked(self) -> tuple[AnyField, ...]:
        """The fields of which an answer file holds values."""
        return tuple(f for f in self.fields if f.stored)

    def field(self, id: str) -> AnyField | None:
        """The field with this id."""
        return next((f for f in self.fields if f.id == id), None)

    def values_schema(self) -> dict[str, Any]:
        """JSON Schema of the values of the form: unknown fields are refused.

        Uploads and notes have no stored value.
        """
        return {
            "type": "object",
            "properties": {f.id: f.schema() for f in self.asked},
            "additionalProperties": False,
        }


def read(data: Mapping[str, Any], name: str = "") -> Form:
    """The form that this data describes; `name` is the file that it comes from.

    Raises:
        RecordError: it is no form; names the file, the field and the remedy.
    """
    name = name or f"表单 {data.get('id', '')}".strip()
    for spec in data.get("fields") or ():
        kind = spec.get("kind") if isinstance(spec, dict) else None
        if kind is not None and kind not in KINDS:
            known = "、".join(KINDS)
            raise RecordError(
                f"{name} 的字段“{spec.get('id')}”：不认识 kind {kind!r}；可用的有：{known}。"
            )
    return convert(data, Form, name)


def values_schema(form: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema of the values of a form that is still plain data."""
    return read(form).values_schema()


def editor_schema() -> dict[str, Any]:
    """JSON Schema of a form's file, by which an editor completes and checks what is typed."""
    return msgspec.json.schema(Form)
