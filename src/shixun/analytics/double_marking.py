"""A second marker for the parts marked by hand: blind, beside the gradebook, never in it.

The first marker's points are written down with each second mark, as they were before the two could
talk; a second mark is only ever added, never changed.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import markdown2html_mistune

from shixun import answers
from shixun.analytics.agreement import Agreement, agreement
from shixun.analytics.outcomes import ExerciseContext
from shixun.autograder.engine.state import SecondMark
from shixun.classroom import second_marks
from shixun.classroom.graded_submissions import GradedSubmission, graded_submissions
from shixun.exercises.card import answer_card
from shixun.exercises.task import ByHand
from shixun.paths import Paths

SCHEME = ("=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")  # nbgrader's own marks


class MarkError(Exception):
    """A second mark that cannot be taken; says why."""


@dataclass(frozen=True)
class MarkingSheet:
    """A part of a paper to be marked: who wrote it and what the first marker gave stay out of sight."""

    exercise: str
    student: str
    item: str
    title: str
    out_of: float
    digest: str
    card: str  # HTML of the answer
    scheme: str  # HTML of the rubric


@dataclass(frozen=True)
class MarkDifference:
    """One paper on which the two differ; `now` is what the gradebook says today."""

    student: str
    first: float
    second: float
    now: float | None


@dataclass(frozen=True)
class PartAgreement:
    item: str
    title: str
    out_of: float
    agreement: Agreement
    differences: tuple[MarkDifference, ...]  # the largest first


def marks(paths: Paths) -> tuple[SecondMark, ...]:
    """All second marks, one a part and answer: the newest points, against the first marker's first."""
    found: dict[tuple[str, str, str, str], SecondMark] = {}
    for mark in second_marks.read(paths):
        key = (mark.exercise, mark.student, mark.item, mark.digest)
        found[key] = replace(mark, first=found[key].first) if key in found else mark
    return tuple(found.values())


def waiting(paths: Paths, exercise: str) -> list[MarkingSheet]:
    """Parts that the first marker has marked and no second one, in an order that tells nothing."""
    done = {(m.student, m.item, m.digest) for m in marks(paths) if m.exercise == exercise}
    bench = ExerciseContext.of(paths, exercise)
    found = [
        sheet
        for paper in graded_submissions(paths, exercise)
        for part in (bench.task.by_hand if bench.task else ())
        if _first(paper, part.id) is not None
        and (sheet := _sheet(paths, bench, paper, part))
        and (sheet.student, sheet.item, sheet.digest) not in done
    ]
    return sorted(found, key=lambda s: hashlib.sha256(f"{s.digest}{s.item}".encode()).digest())


def _first(paper: GradedSubmission, item: str) -> float | None:
    """The first marker's points, if they are for the answer that is there now."""
    mark = paper.marks.get(item)
    return None if mark is None or mark.waits or paper.answer is None else mark.by_hand


def _sheet(
    paths: Paths, bench: ExerciseContext, paper: GradedSubmission, part: ByHand
) -> MarkingSheet:
    answer = paper.answer
    return MarkingSheet(
        exercise=answer.exercise,
        student=paper.student,
        item=part.id,
        title=part.title,
        out_of=paper.marks[part.id].out_of,
        digest=answers.digest(answer),
        card=answer_card(bench.form, answer),
        scheme=_scheme(paths.source / answer.exercise / f"{answer.exercise}.ipynb", part.id),
    )


def _scheme(notebook: Path, item: str) -> str:
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    ids = (c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == item)
    text = "".join(next(ids)["source"])
    for mark in SCHEME:
        text = text.replace(mark, "")
    return markdown2html_mistune(text)


def record(paths: Paths, sheet: MarkingSheet, points: float, now: datetime) -> SecondMark:
    """Keep a second mark.

    Raises:
        MarkError: points outside the part's, or the paper has changed since it was opened.
    """
    if not 0 <= points <= sheet.out_of:
        raise MarkError(f"分数要在 0 到 {sheet.out_of:g} 之间。")
    paper = next(
        (p for p in graded_submissions(paths, sheet.exercise) if p.student == sheet.student), None
    )
    first = _first(paper, sheet.item) if paper else None
    if first is None or answers.digest(paper.answer) != sheet.digest:
        raise MarkError("这一份刚刚又交过，或者第一位的分撤掉了。请另拿一份。")
    at = now.isoformat(timespec="seconds")
    mark = SecondMark(sheet.exercise, sheet.student, sheet.item, sheet.digest, points, first, at)
    second_marks.add(paths, mark)
    return mark


def agreements(paths: Paths, exercise: str) -> tuple[PartAgreement, ...]:
    """Per part, over all who have two marks; of a person with several answers the last counts."""
    mine = [m for m in marks(paths) if m.exercise == exercise]
    now = {p.student: p for p in graded_submissions(paths, exercise)} if mine else {}
    bench = ExerciseContext.of(paths, exercise)
    parts = bench.task.by_hand if bench.task else ()
    return tuple(_agreement(part, [m for m in mine if m.item == part.id], now) for part in parts)


def _agreement(
    part: ByHand, mine: list[SecondMark], now: dict[str, GradedSubmission]
) -> PartAgreement:
    last = {m.student: m for m in mine}.values()
    differences = [
        MarkDifference(
            m.student,
            m.first,
            m.points,
            _first(now[m.student], part.id) if m.student in now else None,
        )
        for m in last
        if m.points != m.first
    ]
    out_of = [p.marks[part.id].out_of for p in now.values() if part.id in p.marks]
    return PartAgreement(
        part.id, part.title, max(out_of, default=0.0), agreement([(m.first, m.points) for m in last]),
        tuple(sorted(differences, key=lambda d: (-abs(d.second - d.first), d.student))),
    )  # fmt: skip
