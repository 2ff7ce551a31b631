"""Graded hand-ins as sets of tokens, to find those that are alike; nothing handed in is run."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from shixun import syllabus
from shixun.analytics.alike import (
    CHOICES,
    CODE,
    TEXT,
    Measure,
    Pair,
    Tokens,
    code_tokens,
    pairs,
)
from shixun.analytics.outcomes import ExerciseContext
from shixun.classroom.graded_submissions import GradedSubmission, graded_submissions
from shixun.exercises import folder as files
from shixun.fields.text import text_tokens
from shixun.paths import Paths

CHOSEN = "choices"  # all chosen values and rows of a paper together
CHOSEN_LABEL = "选项和表格"
MAX_BYTES = 4_000_000  # of a notebook, as nbgrader takes it
LONGEST = 60  # characters of a passage that is quoted


@dataclass(frozen=True)
class Alike:
    """Two papers, and in which fields: (label, share, passage that both have)."""

    first: str
    second: str
    fields: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class Similar:
    exercise: str
    n: int  # papers that were compared
    pairs: tuple[Alike, ...]


def similar(paths: Paths, exercise: str) -> Similar:
    """Of the last graded hand-ins; the model is in shixun.analytics.alike."""
    bench, every = ExerciseContext.of(paths, exercise), graded_submissions(paths, exercise)
    if bench.task is None:
        return _of_code(paths, exercise, every)
    mine = {p.student: p for p in every if p.answer}
    typed = [f for f in bench.form.fields if f.free_text]
    texts = {f.id: f.label for f in typed}
    tokens = {
        id: {f.id: f.tokens(p.answer.values.get(f.id)) for f in typed}
        | {CHOSEN: _choices(bench, p)}
        for id, p in mine.items()
    }
    start = {"values": files.start_values(bench.folder) or {}}
    shown = text_tokens(" ".join(_released(paths, exercise, bench.folder)))
    released = dict.fromkeys(texts, shown) | {CHOSEN: _chosen(bench, start["values"])}
    measures: dict[str, Measure] = dict.fromkeys(texts, TEXT) | {CHOSEN: CHOICES}
    found = pairs(tokens, released, measures)
    labels = {**texts, CHOSEN: CHOSEN_LABEL}
    return Similar(exercise, len(mine), tuple(_told(p, mine, labels) for p in found))


def _told(pair: Pair, mine: dict[str, GradedSubmission], labels: dict[str, str]) -> Alike:
    one, two = mine[pair.first].answer.values, mine[pair.second].answer.values
    fields = tuple(
        (labels[x.field], x.share, passage(one.get(x.field), two.get(x.field))) for x in pair.fields
    )
    return Alike(pair.first, pair.second, fields)


def passage(one: Any, two: Any) -> str:
    """The longest run of characters that both have, cut; nothing for what is no text."""
    if not isinstance(one, str) or not isinstance(two, str):
        return ""
    match = SequenceMatcher(None, one, two, autojunk=False).find_longest_match()
    text = one[match.a : match.a + match.size].strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + "……"


def _choices(bench: ExerciseContext, paper: GradedSubmission) -> Tokens:
    """What was chosen and is not simply right: many are right in the same way, alone.

    Rows of a grid all count, as there is more than one right timetable.
    """
    values = paper.answer.values
    right = {
        (f, c) for f, cards in bench.cards(values).items() for c, good in cards.items() if good
    }
    full = {f for i in bench.items for f in i.fields} - {
        f for i in bench.items for f in i.fields
        if i.id not in paper.marks or paper.marks[i.id].points < paper.marks[i.id].out_of
    }  # fmt: skip
    return frozenset(
        token
        for field in bench.form.fields
        if not field.free_text and (field.in_parts or field.id not in full)
        for token in field.tokens(values.get(field.id))
        if token[:2] not in right
    )


def _chosen(bench: ExerciseContext, values: dict[str, Any]) -> Tokens:
    """Everything that was not typed freely."""
    chosen = (f for f in bench.form.fields if not f.free_text)
    return frozenset(t for f in chosen for t in f.tokens(values.get(f.id)))


def _released(paths: Paths, exercise: str, folder: Path) -> Iterator[str]:
    """Everything that teachers were given to read: the exercise, its data, and its lesson."""
    data = [p for p in folder.glob("*.json") if p.is_file()]
    for path in data:
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    course = syllabus.load(paths.root / "course.toml")
    lesson = next((e.lesson for e in course.exercises if e.id == exercise), "")
    lessons = [paths.notebooks / x.file for x in course.lessons if x.id == lesson]
    for notebook in (folder / f"{exercise}.ipynb", *lessons):
        for cell in _cells(notebook):
            yield _source(cell)


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


def _of_code(paths: Paths, exercise: str, every: tuple[GradedSubmission, ...]) -> Similar:
    """Code that was to be written, cell by cell."""
    tokens = {p.student: dict(_code(p.folder)) for p in every}
    given = dict(_code(paths.grading / "release" / exercise))
    names = sorted({name for fields in tokens.values() for name in fields})
    found = pairs(tokens, given, dict.fromkeys(names, CODE))
    told = (
        Alike(p.first, p.second, tuple((x.field, x.share, "") for x in p.fields)) for p in found
    )
    return Similar(exercise, len(tokens), tuple(told))


def _code(folder: Path) -> Iterator[tuple[str, Tokens]]:
    for notebook in sorted(folder.glob("*.ipynb")):
        for cell in _cells(notebook):
            mark = _mark(cell)
            if cell.get("cell_type") == "code" and mark.get("solution"):
                yield f"{notebook.stem} · {mark.get('grade_id')}", code_tokens(_source(cell))


def _cells(notebook: Path) -> list[dict[str, Any]]:
    """The cells of a notebook; none of one that cannot be read."""
    try:
        if notebook.stat().st_size > MAX_BYTES:
            return []
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [c for c in cells if isinstance(c, dict)] if isinstance(cells, list) else []


def _mark(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return mark if isinstance(mark, dict) else {}


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(s for s in source if isinstance(s, str))
