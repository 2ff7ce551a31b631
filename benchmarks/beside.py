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
    engine_inside: float  # median of that without loading Python's packages
    importing: float  # median of loading nbgrader's packages alone, as the engine loads them
    ratio: float  # of whole commands
    ratio_started: float  # of what both do after their start
    target: float
    scores: int  # compared and found the same
    left_out: tuple[str, ...]  # items that plain nbgrader cannot score

    @property
    def met(self) -> bool:
        return self.ratio >= self.target

    @property
    def bound(self) -> float:
        """So many times as fast it would be if the engine did nothing but load nbgrader."""
        return self.plain_class / self.importing


def measure(
    exercise: Exercise, sizes: Sequence[int], plain: int, rounds: int, workers: int, place: Path
) -> list[Beside]:
    """Grade classes of these sizes with both; plain nbgrader grades at most `plain` of each.

    Raises:
        scores.Different: they do not agree.
    """
    template = Course.make(place / "template", exercise, max(sizes))
    runs = {size: [] for size in sizes}
    parts = {min(plain, size) for size in sizes}
    # Half before plain nbgrader and half after it, in case that others work on the machine.
    for number in range(rounds // 2):
        _round(template, number, runs, workers, place)
    known = {part: _plain(template, part, place / f"plain-{part}") for part in sorted(parts)}
    for number in range(rounds // 2, rounds):
        _round(template, number, runs, workers, place)
    importing = median(commands.importing(place).seconds for _ in range(2 * rounds))
    return [
        _beside(exercise, s, min(plain, s), known[min(plain, s)], runs[s], importing) for s in sizes
    ]


@dataclass(frozen=True)
class Run:
    """One run of a grader."""

    seconds: float  # of the whole command
    start: float  # of that, before it looks for a submission
    found: scores.Scores


def _plain(template: Course, size: int, root: Path) -> Run:
    course = template.copy(root, size)
    start = commands.nbgrader(course, "--student", NOBODY, fine=(0, 1)).seconds
    return Run(commands.nbgrader(course).seconds, start, scores.read(root))


def _round(template: Course, number: int, runs: dict, workers: int, place: Path) -> None:
    """Grade each size of class once with the engine, from nothing."""
    for size, before in runs.items():
        course = template.copy(place / f"engine-{size}-{number}", size)
        timed = commands.engine(course, workers)
        start = timed.seconds - json.loads(timed.said)["seconds"]
        before.append(Run(timed.seconds, start, scores.read(course.root)))


def _beside(
    exercise: Exercise, size: int, part: int, plain: Run, runs: list[Run], importing: float
) -> Beside:
    compared = [scores.compare(plain.found, r.found, exercise.engine_only) for r in runs]
    started = (plain.seconds - plain.start) / part * size
    whole = plain.start + started  # measured, where part is size
    middle, inside = median(r.seconds for r in runs), median(r.seconds - r.start for r in runs)
    return Beside(
        kind=exercise.kind,
        exercise=exercise.name,
        students=size,
        plain_students=part,
        plain_seconds=round(plain.seconds, 2),
        plain_start=round(plain.start, 2),
        plain_class=round(whole, 1),
        engine_seconds=tuple(round(r.seconds, 2) for r in runs),
        engine_inside=round(inside, 2),
        importing=round(importing, 2),
        ratio=round(whole / middle, 1),
        ratio_started=round(started / inside, 1),
        target=TARGETS[exercise.kind],
        scores=compared[0].scores,
        left_out=compared[0].left_out,
    )
