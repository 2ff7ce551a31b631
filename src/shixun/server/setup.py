"""Everything that must be there before a server starts; run again, it changes nothing of anybody's."""

import shutil
from pathlib import Path

from shixun import course
from shixun.paths import Paths, teacher_id


def setup(paths: Paths, say=print) -> None:
    """Folders, gradebook, response store, released exercises, and the teacher's home."""
    from shixun.grading import course as grading_course
    from shixun.responses import store

    for folder in (paths.state, paths.exchange, paths.teachers, paths.grading):
        folder.mkdir(parents=True, exist_ok=True)
    grading_course.prepare(paths)
    released = grading_course.release_all(paths)
    if released:
        say(f"已发布练习:{'、'.join(released)}")
    store.open_store(paths.store_url)
    fill_trainer(paths)
    fill_home(paths, teacher_id())
    say("准备好了。")


def fill_home(paths: Paths, student: str) -> Path:
    """A teacher's home folder with the newest pages.

    Home and lessons hold no work of hers, so they are replaced: she never learns from a stale copy.
    Exercises come through nbgrader and are only added to.
    """
    home = paths.teachers / student
    home.mkdir(parents=True, exist_ok=True)
    _replace(paths.notebooks / "home.ipynb", home / "课程首页.ipynb")
    for lesson in course.load(paths.root / "course.toml").lessons:
        _replace(paths.notebooks / lesson.file, home / lesson.file)
    return home


def fill_trainer(paths: Paths) -> None:
    """The trainer's and the course team's pages in the course root."""
    _replace(paths.notebooks / "trainer.ipynb", paths.grading / "培训者首页.ipynb")
    _replace(paths.notebooks / "board.ipynb", paths.grading / "改进看板.ipynb")


def _replace(source: Path, target: Path) -> None:
    """Copy in one step, so that a page that is being opened is never half there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, partial)
    partial.replace(target)
