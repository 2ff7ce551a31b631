"""What is wrong with a lesson, said before any teacher sees it. Pure but for `of`, which reads."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shixun import notebooks
from shixun.lessons import data, pages
from shixun.lessons.outline import headings
from shixun.lessons.quiz import Question
from shixun.paths import Paths
from shixun.records import Problem, RecordError
from shixun.syllabus import Lesson, Syllabus

PARTS = {  # heading → the end of its cell's id, which responses and the board point to
    "情境": "case",
    "目标": "goal",
    "回顾一题": "recall",
    "讲解": "explain",
    "互动": "practice",
    "自测三题": "selftest",
    "明天就用": "tomorrow",
    "反馈": "response",
}
EXTRA = {"样例": "example"}  # a part that may stand between them
CALLS = ("recall", "practice", "selftest", "response")
ID = re.compile(r"[A-Z]+\d+")  # what looks like a lesson's; anything else is in words
MOST_CHARACTERS = 1200
MOST_MINUTES = 10
SELFTEST = 3


def of(paths: Paths, course: Syllabus, id: str) -> list[Problem]:
    """What is wrong with one lesson of a course, its files read from the folder."""
    lesson = course.lesson(id)
    file = paths.notebooks / lesson.file
    try:
        page = notebooks.read(file)
    except (OSError, notebooks.NotebookError) as error:
        return [Problem(file.name, "", f"读不出来：{error}")]
    found = check_page(lesson, page, lambda link: (file.parent / link).is_file())
    source = file.with_suffix(".toml")
    try:
        asked = data.load(source)
    except RecordError as error:
        return [*found, Problem(source.name, "", str(error).removeprefix(source.name).strip(" ："))]
    found += check_data(course, lesson, asked, lambda name: _text(file.parent / name))
    return found + pages.todos(source.read_text(encoding="utf-8"), source.name)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def check_page(
    lesson: Lesson, page: dict[str, Any], exists: Callable[[str], bool]
) -> list[Problem]:
    """The notebook: eight parts with their ids, one-line calls, length, links."""
    file = f"{lesson.id}.ipynb"
    found = pages.check(page, file, lesson.id, exists)
    there = [(id, heading) for id, heading in headings(page)]
    said = [_part(heading) for _, heading in there]
    if [s for s in said if s not in EXTRA] != list(PARTS):
        wanted = "、".join(PARTS)
        found.append(
            Problem(file, "", f"八个部分要齐，按次序：{wanted}；现在是：{'、'.join(said)}。")
        )
    for id, heading in there:
        end = (PARTS | EXTRA).get(_part(heading))
        if end and id != f"{lesson.id}-{end}":
            found.append(
                Problem(file, f"{id} 格", f"“{heading}”这一格的编号要是 {lesson.id}-{end}。")
            )
    called = [c for c in pages.calls(page) if c.startswith("lesson.")]
    wanted_calls = [f'lesson.{name}("{lesson.id}")' for name in CALLS]
    if called != wanted_calls:
        found.append(
            Problem(
                file, "", f"要依次调用 {'、'.join(wanted_calls)}；现在是：{'、'.join(called)}。"
            )
        )
    if (length := pages.characters(page)) > MOST_CHARACTERS:
        found.append(
            Problem(file, "", f"正文 {length} 字，最多 {MOST_CHARACTERS} 字；请删减，或分成两课。")
        )
    if lesson.minutes > MOST_MINUTES:
        text = f"{lesson.id} 写了 {lesson.minutes} 分钟，最多 {MOST_MINUTES} 分钟；请分成两课。"
        found.append(Problem("course.toml", "", text))
    return found


def _part(heading: str) -> str:
    """讲解和样例 is 讲解."""
    return next((name for name in PARTS if heading.startswith(name)), heading)


def check_data(
    course: Syllabus, lesson: Lesson, asked: data.LessonData, read: Callable[[str], str | None]
) -> list[Problem]:
    """The data file, beyond what its records refuse: questions, and truth against rules and files."""
    file = f"{lesson.id}.toml"
    found = []
    if len(asked.selftest) != SELFTEST:
        text = f"自测要 {SELFTEST} 题，现在 {len(asked.selftest)} 题；请补齐或删减。"
        found.append(Problem(file, "selftest", text))
    questions = (asked.recall, *asked.selftest)
    ids = [q.id for q in questions]
    for question in questions:
        said = _question(question, lesson.id, ids)
        found += [Problem(file, question.id, text) for text in said]
    earlier = [x.id for x in course.lessons[: course.lessons.index(lesson)]]
    if ID.fullmatch(asked.recall.about) and asked.recall.about not in earlier:
        text = (
            f"about 写的 {asked.recall.about} 不是前面的课；前面有：{'、'.join(earlier) or '无'}。"
        )
        found.append(Problem(file, asked.recall.id, text))
    if (hook := asked.practice.hook) and not _importable(hook):
        text = f"hook 写的模块 {hook} 找不到；请改好名字，或先把它装上。"
        found.append(Problem(file, "practice", text))
    for part in asked.practice.parts:
        found += [Problem(file, f"practice 的 {part.id}", t) for t in part.disagreements(read)]
    return found


def _importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _question(question: Question, lesson: str, ids: list[str]) -> list[str]:
    said = []
    if not question.id.startswith(f"{lesson}-"):
        said.append(f"编号要以 {lesson}- 开头；请改。")
    if ids.count(question.id) > 1:
        said.append("编号出现了不止一次；每题一个编号。")
    if len(question.options) < 2:
        said.append("至少要有两个选项；请补上。")
    reasons = [o.why for o in question.options]
    if len(set(reasons)) < len(reasons):
        said.append("两个选项的 why 一样；请分别说明。")
    return said
