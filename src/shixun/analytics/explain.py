"""Why a score is what it is: for each item the rule, the value it looked at, and the versions."""

import json
from dataclasses import dataclass, field
from typing import Any

from shixun import __version__, answers, content, release
from shixun.analytics.outcomes import ExerciseContext
from shixun.classroom.graded_submissions import (
    GradedSubmission,
    Mark,
    graded_submissions,
    must_be_ours,
)
from shixun.exercises.cells import SCORE_MIME
from shixun.exercises.task import Item, Score
from shixun.paths import Paths
from shixun.rules import records

SAME = 0.005  # points are hundredths


@dataclass(frozen=True)
class RuleBasis:
    """A rule record that an item rests on, as it stands now."""

    id: str
    name: str
    basis: str  # level, source and status
    version: str  # of this record
    graded: str  # its version when the score was given; "" where that is not known
    as_answered: bool | None  # unchanged since the release of the answer; None: not known


@dataclass(frozen=True)
class Looked:
    """What an item looked at: a field of the answer in the words of its form, and its raw value."""

    field: str
    label: str
    text: str
    value: Any
    rows: tuple[int, ...] = ()  # of a grid, where the item points at some


@dataclass(frozen=True)
class ItemExplanation:
    """One line of the score with its grounds."""

    id: str
    title: str
    points: float
    out_of: float
    auto: float | None
    by_hand: float | None
    waits: bool
    said: str  # what the grading said then
    again: float | None  # what the same answer gets by today's rules; None where nothing scores it
    grounds: tuple[RuleBasis, ...] = ()
    basis: str = ""
    looked: tuple[Looked, ...] = ()

    @property
    def drifted(self) -> bool:
        """Whether today's rules give other points than the gradebook's automatic ones."""
        return None not in (self.again, self.auto) and abs(self.again - self.auto) > SAME


@dataclass(frozen=True)
class Explanation:
    exercise: str
    student: str
    points: float
    out_of: float
    release: str  # under which the answer was given
    release_now: str
    program: str
    saved_at: str
    digest: str
    problem: str  # why no answer could be read
    accounts: tuple[ItemExplanation, ...] = field(default=())


def explain(paths: Paths, exercise: str, student: str) -> Explanation:
    """Of one teacher's last graded hand-in.

    Raises:
        FileNotFoundError: there is no such exercise, or nothing of hers is graded in it.
    """
    must_be_ours(paths, exercise)
    found = {p.student: p for p in graded_submissions(paths, exercise)}
    if student not in found:
        raise FileNotFoundError(
            f"{exercise} 里没有 {student[:40]} 评好的作业；请核对编号，或者先收作业并自动评分。"
        )
    return Explainer(paths, exercise, found[student]).explanation()


@dataclass(frozen=True)
class Explainer:
    """What is known of one paper."""

    paths: Paths
    exercise: str
    paper: GradedSubmission

    def explanation(self) -> Explanation:
        answer, marks = self.paper.answer, self.paper.marks
        bench, said = ExerciseContext.of(self.paths, self.exercise), self._said()
        titles = {b.id: b for b in (bench.task.by_hand if bench.task else ())}
        items = {i.id: i for i in bench.items}
        ordered = sorted(marks, key=lambda id: (marks[id].task, [*items, *marks].index(id)))
        return Explanation(
            exercise=self.exercise,
            student=self.paper.student,
            points=sum(m.points for m in marks.values()),
            out_of=sum(m.out_of for m in marks.values()),
            release=answer.release if answer else "",
            release_now=release.current(self.paths),
            program=__version__,
            saved_at=answer.saved_at if answer else "",
            digest=answers.digest(answer) if answer else "",
            problem=self.paper.problem,
            accounts=tuple(
                self._account(
                    bench, items.get(id) or titles.get(id), id, marks[id], said.get(id, {})
                )
                for id in ordered
            ),
        )

    def _said(self) -> dict[str, dict]:
        """Item → what its cell put out when it was graded, from the graded notebook."""
        path = self.paper.folder / f"{self.exercise}.ipynb"
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            outputs = [o["data"][SCORE_MIME] for c in cells for o in c.get("outputs", ())
                       if SCORE_MIME in o.get("data", {})]  # fmt: skip
            return {o["id"]: o for o in outputs}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _account(
        self, bench: ExerciseContext, item, id: str, mark: Mark, put_out: dict
    ) -> ItemExplanation:
        """`item` is an Item, a ByHand, or None for a cell that no item of ours stands for."""
        fields = item.fields if item else ()
        said, graded = put_out.get("text", ""), put_out.get("rules", {})
        title = item.title if item else id
        parts = (mark.points, mark.out_of, mark.auto, mark.by_hand, mark.waits)
        if not isinstance(item, Item) or self.paper.answer is None:
            looked = self._looked(bench, fields, None) if self.paper.answer else ()
            return ItemExplanation(id, title, *parts, said, None, looked=looked)
        score = self._again(bench, item)
        return ItemExplanation(
            id, title, *parts,
            said=said or (score.text if score else ""),
            again=None if score is None else max(0.0, min(score.points, item.points)),
            grounds=tuple(self._ground(rule, graded.get(rule, "")) for rule in item.rules),
            basis=item.basis,
            looked=self._looked(bench, (*fields, *item.needs), score),
        )  # fmt: skip

    def _again(self, bench: ExerciseContext, item: Item) -> Score | None:
        try:
            return item.score(bench.submission(self.paper.answer.values))
        except Exception:  # the grading said so; there is nothing to compare with
            return None

    def _looked(
        self, bench: ExerciseContext, fields: tuple[str, ...], score: Score | None
    ) -> tuple[Looked, ...]:
        found = []
        for id in fields:
            spec, value = bench.field(id), self.paper.answer.values.get(id)
            rows = sorted(
                {r for m in (score.messages if score else ()) if m.field == id for r in m.rows}
            )
            text = spec.as_text(value)
            if rows:
                mine = [(r, spec.as_text([value[r - 1]])) for r in rows if r <= len(value)]
                text = "\n".join(f"{r}. {row.removeprefix('1. ')}" for r, row in mine)
            found.append(Looked(id, spec.label, text, value, tuple(rows)))
        return tuple(found)

    def _ground(self, id: str, graded: str) -> RuleBasis:
        rule, file = records.find(id)
        now = records.version(rule)
        return RuleBasis(id, rule.name, rule.basis, now, graded, self._as_answered(file.name))

    def _as_answered(self, name: str) -> bool | None:
        """Whether the file of the rule is the one that the answer's release had."""
        locks = {lock.id: lock.hashes for lock in release.all_locks(self.paths.releases)}
        then = locks.get(self.paper.answer.release, {}).get(f"{content.PACKAGE}rules/{name}")
        return None if then is None else then == content.file_hash(records.HERE / name)
