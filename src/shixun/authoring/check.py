"""Which piece of the course, or which spreadsheet, somebody wants checked, and what is wrong."""

from collections.abc import Callable
from pathlib import Path

from shixun import syllabus
from shixun.authoring import exercises as drafts
from shixun.exercises import build
from shixun.exercises import check as exercises
from shixun.exercises.declaration import FILE
from shixun.exercises.spreadsheet import is_exercise
from shixun.guide import check as chapters
from shixun.lessons import check as lessons
from shixun.lessons import pages
from shixun.paths import Paths
from shixun.records import Problem
from shixun.syllabus import Syllabus

CONTENT = (".toml", ".ipynb")


def problems(paths: Paths, what: str) -> list[Problem] | None:
    """What is wrong with a lesson, an exercise or a chapter, by its id, its folder or a file of it.

    Of a spreadsheet, what is wrong with the exercise in it.

    Returns: None if `what` is none of these.
    """
    course, place = syllabus.load(paths.root / "course.toml"), Path(what)
    if place.suffix.lower() == ".xlsx":
        return _spreadsheet(paths, place)
    if (folder := place if place.is_dir() else place.parent).joinpath(FILE).is_file():
        return _exercise(paths, course, folder)
    id = place.stem if place.suffix in CONTENT else what
    kinds: tuple[tuple[tuple[str, ...], Callable[[Paths, Syllabus, str], list[Problem]]], ...] = (
        (tuple(x.id for x in course.lessons), lessons.of),
        (tuple(x.id for x in course.exercises), lambda p, c, i: _exercise(p, c, p.exercises / i)),
        (tuple(x.id for x in course.chapters), chapters.of),
    )
    return next((of(paths, course, id) for ids, of in kinds if id in ids), None)


def everything(paths: Paths) -> list[Problem]:
    """What is wrong with any lesson, exercise or chapter, and what was edited where it is generated."""
    course = syllabus.load(paths.root / "course.toml")
    ids = (x.id for xs in (course.lessons, course.exercises, course.chapters) for x in xs)
    found = [p for id in ids for p in problems(paths, id) or ()]
    text = "被手工改过；这个文件是生成的，请改 exercises/ 里的声明，再运行 shixun build（改动会另存）。"
    return found + [Problem(str(p), "", text) for p in build.edited(paths)]


def _exercise(paths: Paths, course: Syllabus, folder: Path) -> list[Problem]:
    """With what is still to be written, and a word where no teacher would see it."""
    if folder.resolve().parent == paths.exercises.resolve():
        known = folder.name in {e.id for e in course.exercises}
        found = exercises.of(paths, course, folder.name) if known else exercises.of_folder(folder)
        if not known:
            text = "course.toml 里没有这个练习，老师看不到；请补一段 [[exercises]]。"
            found = [*found, Problem(folder.name, "", text)]
    else:
        found = exercises.of_folder(folder)
    for name in (FILE, "task.md"):
        if (folder / name).is_file():
            text = (folder / name).read_text(encoding="utf-8")
            found += pages.todos(text, f"{folder.name}/{name}")
    return found


def _spreadsheet(paths: Paths, file: Path) -> list[Problem] | None:
    if not file.is_file() or not is_exercise(file.read_bytes()):
        return None
    return list(drafts.completed(paths, file).problems)
