"""The syllabus, course.toml, as frozen records."""

from functools import cache
from pathlib import Path

import msgspec

from shixun.records import RecordError, read_toml


class SyllabusError(RecordError):
    """course.toml says something that cannot hold; the message names the entry and the remedy."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Unit(_Record, frozen=True, kw_only=True):
    id: str
    title: str


class Lesson(_Record, frozen=True, kw_only=True):
    id: str
    unit: str
    title: str
    minutes: int
    core: bool
    clauses: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Path below notebooks/."""
        return f"{self.unit}/{self.id}.ipynb"


class Exercise(_Record, frozen=True, kw_only=True):
    id: str
    lesson: str
    title: str
    minutes: int
    clauses: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Path below exercises/, and below a teacher's home once fetched."""
        return f"{self.id}/{self.id}.ipynb"


class Page(_Record, frozen=True, kw_only=True):
    """A page of the guide that is no chapter.

    `short` are its words in the header of every page of the guide, `home` those on the course home;
    a page without them is not linked there.
    """

    id: str
    title: str
    minutes: int = 10
    short: str = ""
    home: str = ""

    @property
    def file(self) -> str:
        """Path below guides/."""
        return f"{self.id}.ipynb"


class Chapter(Page, frozen=True, kw_only=True):
    """A page of the guide with a data file beside it."""


class Syllabus(_Record, frozen=True, kw_only=True):
    id: str
    title: str
    units: tuple[Unit, ...]
    lessons: tuple[Lesson, ...]
    exercises: tuple[Exercise, ...]
    chapters: tuple[Chapter, ...]
    pages: tuple[Page, ...] = ()

    def lesson(self, id: str) -> Lesson:
        return _by_id(self.lessons, id)

    def exercise(self, id: str) -> Exercise:
        return _by_id(self.exercises, id)

    def chapter(self, id: str) -> Chapter:
        return _by_id(self.chapters, id)

    def exercises_of(self, lesson: str) -> tuple[Exercise, ...]:
        return tuple(e for e in self.exercises if e.lesson == lesson)

    @property
    def guide(self) -> tuple[Page, ...]:
        """Everything that the guide publishes, in its order; the first is where it opens."""
        return (*self.chapters, *self.pages)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of every record, in the order of the file."""
        every = (self.units, self.lessons, self.exercises, self.chapters, self.pages)
        return tuple(r.id for records in every for r in records)


def _by_id(records, id):
    for record in records:
        if record.id == id:
            return record
    raise SyllabusError(f"course.toml 里没有 {id}；现有：{'、'.join(r.id for r in records)}。")


@cache
def load(path: Path) -> Syllabus:
    """Read a course.toml.

    Raises:
        RecordError: an entry lacks or adds a key, an id stands twice, or a reference leads nowhere.
    """
    course = read_toml(path, Syllabus)
    for id in course.ids:
        if course.ids.count(id) > 1:
            raise SyllabusError(f"course.toml 里 {id} 出现了不止一次；每个编号只能用一次。")
    for lesson in course.lessons:
        _by_id(course.units, lesson.unit)
    for exercise in course.exercises:
        course.lesson(exercise.lesson)
    return course
