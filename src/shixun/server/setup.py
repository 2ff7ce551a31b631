"""Set up the state: folders, stores, the released course, homes. Run again, it keeps all data."""

import filecmp
import os
import shutil
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from shixun import syllabus
from shixun.authoring import schemas
from shixun.classroom import course as grading
from shixun.paths import Paths, teacher_id
from shixun.responses.store import open_store
from shixun.server.errors import ServerError
from shixun.server.place import HOMES


def setup(paths: Paths) -> None:
    """Idempotent; touches no answer, score or response.

    Raises:
        ServerError: the state cannot be written or the course cannot be released.
    """
    try:
        paths.state.mkdir(parents=True, exist_ok=True)
        grading.prepare(paths)
        released = grading.release_all(paths)
        open_store(paths.store_url)
        schemas.write(paths)
        _fill_homes(paths)
    except grading.GradingError as error:
        raise ServerError(f"练习没有发布成功：{error}") from error
    except PermissionError as error:
        raise ServerError(f"写不进 {error.filename}；请检查这个文件夹的权限。") from error
    except (OSError, SQLAlchemyError) as error:
        raise ServerError(
            f"没有准备好：{error}；请检查磁盘空间和 {paths.state} 文件夹。"
        ) from error
    print(f"准备好了。{f'新发布了练习 {chr(12289).join(released)}。' if released else ''}")


def _fill_homes(paths: Paths) -> None:
    """Pages hold nothing of a user, so they are copied afresh; answers are other files."""
    homes = {paths.teachers / teacher_id()}
    if paths.teachers.is_dir():
        homes |= {p for p in paths.teachers.iterdir() if p.is_dir()}
    for home in homes:
        fill_home(paths, home)
    for source, target in (("trainer.ipynb", HOMES["trainer"]), ("board.ipynb", "改进看板.ipynb")):
        _copy(paths.notebooks / source, paths.grading / target)


def fill_home(paths: Paths, home: Path) -> None:
    """Put the course home, the lessons and what they link to into a teacher's home folder."""
    course = syllabus.load(paths.root / "course.toml")
    pages = {"home.ipynb": HOMES["teacher"]} | {x.file: x.file for x in course.lessons}
    texts = (p.relative_to(paths.notebooks).as_posix() for p in paths.notebooks.glob("*/*.txt"))
    pages |= {name: name for name in texts}
    home.mkdir(parents=True, exist_ok=True)
    for source, target in pages.items():
        if (paths.notebooks / source).is_file():
            _copy(paths.notebooks / source, home / target)


def _copy(source: Path, target: Path) -> None:
    """Replace in one step, and only what differs: a page may be open."""
    if target.is_file() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    shutil.copyfile(source, beside)
    beside.replace(target)
