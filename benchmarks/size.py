"""Large classes: whether time grows as the class does, and memory does not."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import commands
from benchmarks.courses import Course, Exercise

TARGET = 0.2  # of the smallest class's figure, up or down


@dataclass(frozen=True)
class Size:
    """One size of class."""

    students: int
    seconds: float  # of the whole command
    inside: float  # of that, without loading Python's packages
    each: float  # seconds a submission, of `inside`
    peak: float  # MiB, PSS summed over all processes, the largest seen


def measure(exercise: Exercise, sizes: Sequence[int], workers: int, place: Path) -> list[Size]:
    """Grade generated classes of these sizes, each from nothing."""
    return [_one(exercise, size, workers, place / f"size-{size}") for size in sizes]


def _one(exercise: Exercise, size: int, workers: int, root: Path) -> Size:
    course = Course.make(root, exercise, size)
    timed = commands.engine(course, workers)
    inside = json.loads(timed.said)["seconds"]
    shutil.rmtree(root)
    return Size(
        students=size,
        seconds=round(timed.seconds, 1),
        inside=round(inside, 1),
        each=round(inside / size, 5),
        peak=round(timed.peak / 2**20, 1),
    )


def drift(found: Sequence[Size]) -> tuple[float, float]:
    """How far time a submission and memory go from the first class's, as parts of it."""
    first = found[0]
    each = max((s.each / first.each - 1 for s in found), key=abs)
    peak = max((s.peak / first.peak - 1 for s in found), key=abs)
    return each, peak


def met(found: Sequence[Size]) -> bool:
    """Whether a submission's time and the memory stay within the target, both ways."""
    return max(map(abs, drift(found))) <= TARGET
