"""An exercise as its author declares it: exercise.toml, read into frozen records.

    exercises/E04/exercise.toml   fields, start values, items with their scorers, rubric, parts
                  task.md         the prose, in sections
                  *.json, *.csv   data that is released with the exercise
                  key/            key.json, and answers with the points they must get

`shixun build` makes nbgrader's notebook, form.json and the rest of it; a fetched exercise holds the
public part of its declaration as exercise.json.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from shixun.exercises import scorers
from shixun.exercises.scorers import Scorer
from shixun.forms import Form
from shixun.forms import read as read_form
from shixun.records import RecordError, convert, from_toml

FILE, BUILT = "exercise.toml", "exercise.json"
T = TypeVar("T")
Spec = dict[str, Any]  # a field as shixun.forms describes it


class DeclarationError(RecordError):
    """A declaration that cannot hold; the message names the file, the entry and the remedy."""


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Criterion(_Record, frozen=True):
    """A row of a rubric: what to look at, and its levels from best to worst."""

    look: str
    levels: tuple[tuple[float, str], ...]  # points and what earns them


class Rubric(_Record, frozen=True):
    """A part that a trainer marks; `id` is the grade_id of nbgrader's task cell."""

    id: str
    title: str
    fields: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    about: str = ""  # for teachers: what will be looked at
    name: str = ""  # of the marking scheme, where it is not the title
    note: str = ""  # for the marker, below the scheme

    @property
    def points(self) -> float:
        """The best level of every criterion together."""
        return sum(max(points for points, _ in c.levels) for c in self.criteria)


class Wording(_Record, frozen=True):
    """What 检查 says as a whole."""

    watch: tuple[str, ...] = ()  # fields; with all of these empty there is nothing to check
    empty: str = "还是空的。先填，再检查。"
    passed: str = "能检查的都做到了。交作业以后再评对不对。"


class Fact(_Record, frozen=True):
    """A line of the summary under 检查: about some items, or about a field.

    `text` may hold {passed}, {all} and {open} of items, or {filled} and {all} of a field; `done` and
    `blank` are said instead where nothing is open, or nothing filled.
    """

    label: str
    text: str
    items: tuple[str, ...] = ()  # ids, or patterns like E04-T-*
    field: str = ""
    without: str = ""  # an option of cards that does not count as filled
    done: str = ""
    blank: str = ""


class Part(_Record, frozen=True):
    """A row of the table of points; its points are the sum of its items'."""

    title: str
    items: tuple[str, ...]  # ids of items and rubric parts, or patterns
    note: str = ""


class Declaration(_Record, frozen=True):
    """One exercise."""

    id: str
    title: str
    fields: tuple[Spec, ...]
    items: tuple[Scorer, ...] = ()
    rubric: tuple[Rubric, ...] = ()
    options: dict[str, tuple[Spec, ...]] = {}  # lists of options that several fields share
    start: dict[str, Any] | None = None  # what a fresh form holds
    check: Wording = Wording()
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def form(self) -> Form:
        """The form that a teacher fills in."""
        return read_form(self.form_data, f"{self.id} 的表单")

    @property
    def form_data(self) -> Spec:
        """The form as plain data, shared options in place."""
        return {"id": self.id, "title": self.title, "fields": [self._field(f) for f in self.fields]}

    def _field(self, field: Spec) -> Spec:
        name = field.get("options")
        return field | {"options": list(self.shared(name))} if isinstance(name, str) else field

    def shared(self, name: str) -> tuple[Spec, ...]:
        """A list of `options`, or the cards of a field as options.

        Raises:
            KeyError: there is neither.
        """
        if name in self.options:
            return self.options[name]
        cards = {f["id"]: f["cards"] for f in self.fields if "cards" in f}
        return tuple({"value": c["id"], "label": c["text"]} for c in cards[name])

    @property
    def points(self) -> dict[str, float]:
        """Item or rubric part → its points, in the order of the exercise."""
        return {x.id: x.points for x in (*self.items, *self.rubric)}


def read(folder: Path) -> Declaration:
    """The exercise in this folder: an author's exercise.toml, or the exercise.json of a built one.

    Raises:
        DeclarationError: there is none, or it says something that cannot hold.
    """
    for name in (FILE, BUILT):
        path = folder / name
        if path.is_file():
            place = f"{folder.name}/{name}"
            return decode(_data(path, place), place)
    raise DeclarationError(f"{folder} 里没有 {FILE}；新练习可以用 shixun new exercise 建。")


def _data(path: Path, place: str) -> Spec:
    try:
        text = path.read_text(encoding="utf-8")
        return from_toml(text, Spec, place) if path.suffix == ".toml" else json.loads(text)
    except RecordError as error:
        raise DeclarationError(str(error)) from error
    except (OSError, ValueError) as error:  # no text, or no JSON
        raise DeclarationError(
            f"{place}：读不出来（{error}）；请用 UTF-8 另存，或重新取。"
        ) from error


def decode(data: dict[str, Any], place: str) -> Declaration:
    """A declaration from plain data; `place` names it in errors.

    Raises:
        DeclarationError: an entry lacks, adds or mistypes something, or a kind of scorer is unknown.
    """
    given = data.get("items", [])
    if not isinstance(given, list) or not all(isinstance(i, dict) for i in given):
        raise DeclarationError(f"{place}：题目要写成 [[items]]，一题一段。")
    items = tuple(_item(entry, n, place) for n, entry in enumerate(given, 1))
    whole = _convert(data | {"items": []}, Declaration, place)
    declared = msgspec.structs.replace(whole, items=items)
    try:
        _ = declared.form
    except RecordError as error:
        raise DeclarationError(f"{place}：{error}") from error
    except KeyError as error:
        raise DeclarationError(
            f"{place}：options = {error} 没有这一组选项；请写在 [options] 里，或写卡片字段的 id。"
        ) from error
    return declared


def _item(entry: dict[str, Any], number: int, place: str) -> Scorer:
    where = f"{place} 第 {number} 个 [[items]]（{entry.get('id', '没有 id')}）"
    kind = entry.get("scorer")
    try:
        found = scorers.find(kind) if isinstance(kind, str) else None
    except KeyError:
        found = None
    if found is None:
        known = "、".join(sorted(scorers.BUILT_IN))
        raise DeclarationError(f"{where}：评法 scorer = {kind!r} 不认识；可用：{known}。")
    return _convert(entry, found, where)


def _convert(data: Any, kind: type[T], where: str) -> T:
    try:
        return convert(data, kind, where)
    except RecordError as error:
        raise DeclarationError(str(error)) from error


def public(declared: Declaration) -> bytes:
    """What is released of a declaration: all but the marking schemes and the prose."""
    rubric = tuple(msgspec.structs.replace(r, criteria=(), note="") for r in declared.rubric)
    bare = msgspec.structs.replace(declared, rubric=rubric, parts=())
    data = json.dumps(msgspec.to_builtins(bare), ensure_ascii=False, indent=1)
    return f"{data}\n".encode()


def schema() -> Spec:
    """JSON Schema of exercise.toml, for editors."""
    kinds = tuple(scorers.BUILT_IN.values())
    fields = msgspec.structs.fields(Declaration)
    shown = [
        (f.name, f.type if f.name != "items" else tuple[_union(kinds), ...], f) for f in fields
    ]
    named = [
        (n, t) if f.required else (n, t, f.default if f.default is not msgspec.NODEFAULT else None)
        for n, t, f in shown
    ]
    whole = msgspec.defstruct("Exercise", named, kw_only=True, forbid_unknown_fields=True)
    return msgspec.json.schema(whole)


def _union(kinds: tuple[type, ...]) -> Any:
    found = kinds[0]
    for kind in kinds[1:]:
        found = found | kind
    return found
