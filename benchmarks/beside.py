"""The engine beside plain `nbgrader autograde`: the same class, the same run, the same scores."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import commands, scores
from benchmarks.courses import Course, Exercise

TARGETS = {"data": 100, "code": 10}  # times as fast as plain nbgrader
NOBODY = "nobody"


@dataclass(frozen=True)
class Beside:
    """One exercise and one size of class; times are in seconds, of whole commands from a cold start."""

    kind: str
    exercise: str
    students: int
    plain_students: int  # so many of the class plain nbgrader graded
    plain_seconds: float  # for those
    plain_start: float  # of that, until it looks for the first of them
    plain_class: float  # for the class: measured, or the start and so many times the rest
    engine_seconds: tuple[float, ...]  # for the class, each time from nothing
    engine_inside: float  # of the median, without loading Python's packages
    ratio: float
    target: float
    scores: int  # compared and found the same
    left_out: tuple[str, ...]  # items that plain nbgrader cannot score

    @property
    def met(self) -> bool:
        return self.ratio >= self.target


def measure(
    exercise: Exercise, sizes: Sequence[int], plain: int, rounds: int, workers: int, place: Path
) -> list[Beside]:
    """Grade classes of these sizes with both; plain nbgrader grades at most `plain` of each.

    Raises:
        scores.Different: they do not agree.
    """
    template = Course.make(place / "template", exercise, max(sizes))
    found, known = [], {}
    for size in sizes:
        part = min(plain, size)
        if part not in known:
            known[part] = _plain(template, part, place / f"plain-{part}")
        found.append(_beside(template, size, part, known[part], rounds, workers, place))
    return found


def _plain(template: Course, size: int, root: Path) -> tuple[float, float, Path]:
    """Seconds for so many, seconds before the first of them, and where the scores are."""
    course = template.copy(root, size)
    start = commands.nbgrader(course, "--student", NOBODY, fine=(0, 1))
    return commands.nbgrader(course).seconds, start.seconds, root


def _beside(template, size, part, plain, rounds, workers, place: Path) -> Beside:
    exercise, (seconds, start, root) = template.exercise, plain
    runs = []
    for number in range(rounds):
        course = template.copy(place / f"engine-{size}-{number}", size)
        timed = commands.engine(course, workers)
        compared = scores.compare(scores.read(root), scores.read(course.root), exercise.engine_only)
        runs.append((timed.seconds, json.loads(timed.said)["seconds"]))
    whole = seconds if part == size else start + (seconds - start) / part * size
    each = sorted(runs)
    return Beside(
        kind=exercise.kind,
        exercise=exercise.name,
        students=size,
        plain_students=part,
        plain_seconds=round(seconds, 2),
        plain_start=round(start, 2),
        plain_class=round(whole, 1),
        engine_seconds=tuple(round(s, 2) for s, _ in runs),
        engine_inside=each[len(each) // 2][1],
        ratio=round(whole / median(s for s, _ in runs), 1),
        target=TARGETS[exercise.kind],
        scores=compared.scores,
        left_out=compared.left_out,
    )
