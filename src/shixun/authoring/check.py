"""Which piece of the course somebody wants checked, and what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

from shixun import syllabus
from shixun.guide import check as chapters
from shixun.lessons import check as lessons
from shixun.paths import Paths
from shixun.records import Problem
from shixun.syllabus import Syllabus

CONTENT = (".toml", ".ipynb")


def problems(paths: Paths, what: str) -> list[Problem] | None:
    """What is wrong with a lesson or chapter, by its id or by one of its files.

    Returns: None if `what` is neither.
    """
    course = syllabus.load(paths.root / "course.toml")
    id = Path(what).stem if Path(what).suffix in CONTENT else what
    kinds: tuple[tuple[tuple[str, ...], Callable[[Paths, Syllabus, str], list[Problem]]], ...] = (
        (tuple(x.id for x in course.lessons), lessons.of),
        (tuple(x.id for x in course.chapters), chapters.of),
    )
    return next((of(paths, course, id) for ids, of in kinds if id in ids), None)
