"""A lesson's data file, the .toml beside its notebook: its questions and its practice."""

from pathlib import Path

from shixun.lessons.interactions.part import Record
from shixun.lessons.practice import Practice
from shixun.lessons.quiz import Question
from shixun.records import read_toml


class Practiced(Record, frozen=True, kw_only=True):
    """A data file with a practice."""

    practice: Practice


class LessonData(Practiced, frozen=True, kw_only=True):
    """回顾一题, 自测三题, 互动."""

    recall: Question
    selftest: tuple[Question, ...]


def load(path: Path) -> LessonData:
    """What a lesson asks.

    Raises:
        RecordError: the file cannot be read, or an entry of it does not hold.
    """
    return read_toml(path, LessonData)
