"""The syllabus, course.toml, as frozen records."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


class SyllabusError(Exception):
    """course.toml says something that cannot hold; the message names the entry and the remedy."""


@dataclass(frozen=True)
class Unit:
    id: str
    title: str


@dataclass(frozen=True)
class Lesson:
    id: str
    unit: str
    title: str
    minutes: int
    core: bool
    clauses: tuple[str, ...]
    standards: tuple[str, ...]

    @property
    def file(self) -> str:
        """Path below notebooks/."""
        return f"{self.unit}/{self.id}.ipynb"


@dataclass(frozen=True)
class Exercise:
    id: str
    lesson: str
    title: str
    minutes: int
    clauses: tuple[str, ...]

    @property
    def file(self) -> str:
        """Path below exercises/, and below a teacher's home once fetched."""
        return f"{self.id}/{self.id}.ipynb"


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str

    @property
    def file(self) -> str:
        """Path below guides/."""
        return f"{self.id}.ipynb"


@dataclass(frozen=True)
class Syllabus:
    id: str
    title: str
    units: tuple[Unit, ...]
    lessons: tuple[Lesson, ...]
    exercises: tuple[Exercise, ...]
    chapters: tuple[Chapter, ...]

    def lesson(self, id: str) -> Lesson:
        return _by_id(self.lessons, id)

    def exercise(self, id: str) -> Exercise:
        return _by_id(self.exercises, id)

    def exercises_of(self, lesson: str) -> tuple[Exercise, ...]:
        return tuple(e for e in self.exercises if e.lesson == lesson)


def _by_id(records, id):
    for record in records:
        if record.id == id:
            return record
    raise SyllabusError(f"course.toml 里没有 {id}；现有：{'、'.join(r.id for r in records)}。")


def _records(kind, entries, name):
    try:
        return tuple(
            kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in e.items()})
            for e in entries
        )
    except TypeError as error:
        raise SyllabusError(f"course.toml 的 [[{name}]] 有多余或缺少的项：{error}") from error


@cache
def load(path: Path) -> Syllabus:
    """Read a course.toml.

    Raises:
        SyllabusError: an entry lacks or adds a key, an id stands twice, or a reference leads nowhere.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    course = Syllabus(
        id=data["id"],
        title=data["title"],
        units=_records(Unit, data["units"], "units"),
        lessons=_records(Lesson, data["lessons"], "lessons"),
        exercises=_records(Exercise, data["exercises"], "exercises"),
        chapters=_records(Chapter, data["chapters"], "chapters"),
    )
    ids = [
        r.id for rs in (course.units, course.lessons, course.exercises, course.chapters) for r in rs
    ]
    for id in ids:
        if ids.count(id) > 1:
            raise SyllabusError(f"course.toml 里 {id} 出现了不止一次；每个编号只能用一次。")
    for lesson in course.lessons:
        _by_id(course.units, lesson.unit)
    for exercise in course.exercises:
        course.lesson(exercise.lesson)
    return course
