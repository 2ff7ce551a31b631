"""A new exercise: from the template, or from a spreadsheet that a trainer has filled in."""

import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from shixun import syllabus
from shixun.authoring.new import NewError, put, rewrite
from shixun.exercises import check, write
from shixun.exercises.spreadsheet import Draft, read
from shixun.exercises.spreadsheet.declare import files as declared_files
from shixun.paths import Paths
from shixun.records import Problem
from shixun.syllabus import Syllabus

REPLACED = "replaced"  # below the state: exercises as they were before an import replaced them


def from_template(
    paths: Paths, id: str, *, title: str, lesson: str, minutes: int
) -> tuple[Path, ...]:
    """Put a small exercise that runs into the course.

    Returns: the files that were written, course.toml last.

    Raises:
        NewError: the id or the lesson will not do.
    """
    require_lesson(paths, lesson)
    folder = paths.exercises / id
    content = {folder / name: text for name, text in write.from_template(id, title).items()}
    return put(paths, "exercises", _entry(id, lesson, title, minutes), content)


def completed(
    paths: Paths, file: Path, *, id: str = "", title: str = "", lesson: str = "", minutes: int = 0
) -> Draft:
    """The draft in a spreadsheet, with what the command line says of it put in.

    What is wrong with it for this course is among its problems.
    """
    draft, course = read(file.name, file.read_bytes()), _course(paths)
    draft = replace(
        draft,
        id=id or draft.id or next_id(course),
        title=title or draft.title,
        lesson=lesson or draft.lesson,
        minutes=minutes or draft.minutes,
    )
    problems = list(draft.problems)
    lessons = {x.id: x for x in course.lessons}
    if draft.lesson not in lessons:
        said = f"没有微课“{draft.lesson}”" if draft.lesson else "没写对应哪一课"
        known = "；".join(f"{x.id} {x.title}" for x in course.lessons)
        text = f"{said}；请在“练习”表写 对应微课，或加 --lesson。现有：{known}。"
        problems.append(Problem(file.name, "", text))
    if not problems:
        problems += _checked(draft, file.name)
    return replace(draft, problems=tuple(problems))


def _checked(draft: Draft, file: str) -> list[Problem]:
    """The exercise as it would be written, checked like any other."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / draft.id
        for name, text in declared_files(draft).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [Problem(file, p.place, p.text) for p in check.of_folder(folder)]


def from_draft(paths: Paths, draft: Draft, *, again: bool = False) -> tuple[Path, ...]:
    """Write the exercise of a draft without problems.

    Args:
        again: take the place of an exercise of this id; the former one is set aside, not deleted.

    Returns: the files that were written, course.toml last.

    Raises:
        NewError: the id is taken.
    """
    folder, entry = (
        paths.exercises / draft.id,
        _entry(draft.id, draft.lesson, draft.title, draft.minutes),
    )
    content = {folder / name: text for name, text in declared_files(draft).items()}
    if again and draft.id in {e.id for e in _course(paths).exercises}:
        set_aside(paths, draft.id)
        return rewrite(paths, "exercises", entry, content)
    return put(paths, "exercises", entry, content)


def set_aside(paths: Paths, id: str) -> Path | None:
    """Move an exercise's folder below the state; says where it is."""
    folder = paths.exercises / id
    if not folder.is_dir():
        return None
    kept = paths.state / REPLACED
    kept.mkdir(parents=True, exist_ok=True)
    target = kept / f"{id}-{len(list(kept.glob(f'{id}-*'))) + 1}"
    shutil.move(folder, target)
    return target


def next_id(course: Syllabus) -> str:
    """The first number behind those that are taken."""
    numbers = [int(m[1]) for e in course.exercises if (m := re.fullmatch(r"E(\d+)", e.id))]
    return f"E{max([0, *numbers]) + 1:02}"


def require_lesson(paths: Paths, lesson: str) -> None:
    """Raises NewError where the course has no such lesson."""
    course = _course(paths)
    if lesson not in [x.id for x in course.lessons]:
        known = "；".join(f"{x.id} {x.title}" for x in course.lessons)
        raise NewError(f"没有“{lesson}”这一课；请用 --lesson 写明练习属于哪一课。现有：{known}。")


def _entry(id: str, lesson: str, title: str, minutes: int) -> dict:
    return {"id": id, "lesson": lesson, "title": title, "minutes": minutes}


def _course(paths: Paths) -> Syllabus:
    return syllabus.load(paths.root / "course.toml")
