"""Where things are: the course folder (read only at run time) and the state (all that a term writes)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The folders and the store of one running kit; every module takes its places from here."""

    root: Path  # the course folder, which may be a checkout: course.toml, notebooks/, guides/, exercises/, grading/
    state: Path  # var/ by default; a demo or a test has its own

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def guides(self) -> Path:
        return self.root / "guides"

    @property
    def exercises(self) -> Path:
        return self.root / "exercises"

    @property
    def source(self) -> Path:
        """nbgrader's source folder, generated from `exercises` by `shixun build`."""
        return self.state / "source"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def grading(self) -> Path:
        """The nbgrader course root: `grading/` of the course folder for the default state."""
        default = self.state == self.root / "var"
        return self.root / "grading" if default else self.state / "grading"

    @property
    def exchange(self) -> Path:
        return self.state / "exchange"

    @property
    def teachers(self) -> Path:
        """Holds one home folder per teacher, named by the teacher's id."""
        return self.state / "teachers"

    @property
    def synthetic(self) -> Path:
        """Marks a state whose people are all made up; every entry then says so."""
        return self.state / "cohort.json"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the response store; SHIXUN_STORE overrides it (PostgreSQL)."""
        return os.environ.get("SHIXUN_STORE") or f"sqlite:///{self.state / 'responses.sqlite'}"


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds course.toml."""
    return next((p for p in (start, *start.parents) if (p / "course.toml").is_file()), None)


_given: ContextVar[Paths | None] = ContextVar("paths", default=None)


@contextmanager
def using(paths: Paths) -> Iterator[None]:
    """While a course's own settings are read, which ask for `current` paths: these ones."""
    token = _given.set(paths)
    try:
        yield
    finally:
        _given.reset(token)


def course_root(folder: Path | None = None, *, checkout: bool = True) -> Path | None:
    """The course folder that is in use, or None.

    By SHIXUN_ROOT if that is set; else the nearest one at or above a folder, by default the current
    one; else, for code that runs out of a checkout, the checkout, unless that is not wanted.
    """
    if given := os.environ.get("SHIXUN_ROOT"):
        root = Path(given).resolve()
        return root if (root / "course.toml").is_file() else None
    if found := find_root((folder or Path.cwd()).resolve()):
        return found
    own = (
        Path(__file__).resolve().parents[2]
    )  # above src/shixun/paths.py; installed, nothing of ours
    return own if checkout and (own / "course.toml").is_file() else None


def current(folder: Path | None = None) -> Paths:
    """The paths of this process: the course by `course_root`, the state by SHIXUN_STATE, else var/ in it.

    Raises:
        FileNotFoundError: there is no course.
    """
    if folder is None and (paths := _given.get()) is not None:
        return paths
    root = course_root(folder)
    if root is None:
        raise FileNotFoundError(
            "找不到课程（course.toml）。请到课程文件夹里运行，或用 SHIXUN_ROOT 指明它；"
            "还没有的，请新建一个空文件夹，在里面运行 shixun up。"
        )
    state = Path(os.environ.get("SHIXUN_STATE") or root / "var").resolve()
    return Paths(root, state)


def teacher_id() -> str:
    """Who sits at this server: the id that nbgrader knows, set by whoever starts the server."""
    return os.environ.get("SHIXUN_TEACHER") or os.environ.get("JUPYTERHUB_USER") or "teacher"
