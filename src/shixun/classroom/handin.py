"""Handing in, through nbgrader's own exchange, with a receipt read back from what was handed in."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeSubmit

from shixun import answers
from shixun.answers import Answer
from shixun.classroom import config
from shixun.exercises.card import answer_facts
from shixun.forms import read as read_form
from shixun.paths import Paths

QUIET = logging.getLogger("shixun.handin")  # nbgrader's own log would speak English on the page
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


class HandinError(Exception):
    """Nothing was handed in; the message says what to do."""


@dataclass(frozen=True)
class Receipt:
    """Proof of a hand-in: the answer as the grader will read it."""

    answer: Answer
    at: str  # UTC, as nbgrader stamps it
    digest: str
    facts: tuple[tuple[str, str], ...]


def tool(kind: type, paths: Paths, home: Path, student: str, exercise: str) -> Any:
    """One of nbgrader's exchange verbs with a teacher's settings, for one exercise."""
    settings = config.teacher(paths, home, student)
    course = CourseDirectory(config=settings)
    course.assignment_id = exercise
    return kind(
        coursedir=course, authenticator=Authenticator(config=settings), config=settings, log=QUIET
    )


def submit(paths: Paths, exercise: str, home: Path, student: str, form: dict[str, Any]) -> Receipt:
    """Hand in the exercise's folder as it is on disk, and read it back.

    Raises:
        HandinError: there is no readable answer, or the exchange did not take it.
    """
    try:
        answers.read(home / exercise, exercise, form)
    except answers.AnswerError as error:
        raise HandinError(f"没有交出去。{error}") from error
    verb = tool(ExchangeSubmit, paths, home, student, exercise)
    try:
        verb.start()
    except (ExchangeError, OSError, RuntimeError) as error:
        raise HandinError(f"没有交出去：{_chinese(error)}您填的都在，稍后再试。") from error
    inbox = Path(verb.inbound_path) / verb.assignment_filename
    try:
        return receipt(inbox, exercise, form, verb.timestamp)
    except answers.AnswerError as error:
        raise HandinError(f"交出去的文件读不回来（{error}）请再交一次。") from error


def receipt(folder: Path, exercise: str, form: dict[str, Any], at: str) -> Receipt:
    """The receipt of a hand-in that lies in this folder."""
    answer = answers.read(folder, exercise, form)
    return Receipt(answer, at, answers.digest(answer), answer_facts(read_form(form), answer.values))


def latest(exercise: str, home: Path, student: str, form: dict) -> Receipt | None:
    """The receipt of the newest hand-in, from the teacher's own cache; None before the first."""
    cache = home / ".nbgrader_cache" / config.COURSE_ID
    handed_in = sorted(cache.glob(f"{student}+{exercise}+*"), key=lambda p: p.name)
    if not handed_in:
        return None
    try:
        return receipt(handed_in[-1], exercise, form, handed_in[-1].name.split("+")[2])
    except answers.AnswerError:
        return None


def _chinese(error: Exception) -> str:
    words = {
        "Inbound directory doesn't exist": "收作业的文件夹还没有建好，请告诉培训者。",
        "Assignment not found": "这个练习还没有发布，请告诉培训者。",
        "write permissions": "没有写入收作业文件夹的权限，请告诉培训者。",
        "Unwritable": "没有写入收作业文件夹的权限，请告诉培训者。",
        "too big": "练习文件夹太大，请删掉里面不是练习的文件。",
        "No space left": "磁盘满了，请告诉培训者。",
    }
    return next((w for mark, w in words.items() if mark in str(error)), f"{type(error).__name__}。")
