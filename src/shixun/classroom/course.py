"""The trainer's verbs over nbgrader's own classes, for set-up, demo and tests."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeFetchAssignment

from shixun import syllabus
from shixun.autograder.engine import batch
from shixun.autograder.engine.batch import RunSummary
from shixun.autograder.engine.courses import Course
from shixun.autograder.errors import GradingError
from shixun.classroom import config, feedback_inbox, gradebook
from shixun.classroom.handin import tool
from shixun.classroom.items import gradebook_items
from shixun.classroom.progress import returned
from shixun.exercises import build as sources
from shixun.exercises.declaration import DeclarationError
from shixun.paths import Paths

__all__ = [
    "GradingError", "api", "autograde", "build", "collect", "correct", "engine_course", "exercises", "fetch", "fetch_feedback",
    "give_feedback", "gradebook_items", "prepare", "release", "release_all", "try_again",
]  # fmt: skip

STAMPS = "released.json"  # in the course root: exercise → hash of the source that was released


def api(paths: Paths) -> NbGraderAPI:
    """nbgrader with the trainer's settings."""
    return NbGraderAPI(config=config.course(paths))


def prepare(paths: Paths) -> None:
    """Make the course root, nbgrader's source folder, the exchange and the gradebook."""
    build(paths)
    paths.grading.mkdir(parents=True, exist_ok=True)
    settings = paths.grading / "nbgrader_config.py"
    if not settings.exists():  # a demo's or a test's own course root
        shutil.copy(paths.root / "grading/nbgrader_config.py", settings)
    # Anybody may write: nbgrader sets these rights itself and complains at every call otherwise.
    paths.exchange.mkdir(parents=True, exist_ok=True)
    paths.exchange.chmod(0o777)
    with config.in_environment(config.trainer_environment()), api(paths).gradebook:
        pass


def exercises(paths: Paths) -> tuple[str, ...]:
    """The exercises of the syllabus that have a source."""
    course = syllabus.load(paths.root / "course.toml")
    found = {folder.name for folder in sources.folders(paths)}
    return tuple(e.id for e in course.exercises if e.id in found)


def build(paths: Paths) -> tuple[sources.Built, ...]:
    """Bring nbgrader's source folder up to date with the exercises as they are declared.

    Raises:
        GradingError: a declaration cannot hold; the message names file, entry and remedy.
    """
    try:
        return sources.build(paths)
    except DeclarationError as error:
        raise GradingError(str(error)) from error


def release_all(paths: Paths) -> tuple[str, ...]:
    """Generate and release every exercise whose source changed since; returns which.

    Teachers who have fetched an exercise keep their copy.
    """
    build(paths)
    stamp_file = paths.grading / STAMPS
    stamps = json.loads(stamp_file.read_text()) if stamp_file.is_file() else {}
    changed = []
    for exercise in exercises(paths):
        stamp = _stamp(paths.source / exercise)
        out = paths.exchange / config.COURSE_ID / "outbound" / exercise
        if stamps.get(exercise) == stamp and out.is_dir():
            continue
        release(paths, exercise)
        stamps[exercise] = stamp
        stamp_file.write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n")
        changed.append(exercise)
    return tuple(changed)


def release(paths: Paths, exercise: str) -> None:
    """generate_assignment, then release_assignment."""
    build(paths)
    nbgrader = api(paths)
    _must(nbgrader.generate_assignment(exercise), f"生成 {exercise}")
    _must(nbgrader.release_assignment(exercise), f"发布 {exercise}")


def _stamp(folder: Path) -> str:
    sum = hashlib.sha256(json.dumps(config.IGNORED).encode())
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not {"key", ".ipynb_checkpoints"} & set(inside):
            sum.update("/".join(inside).encode() + b"\0" + path.read_bytes())
    return sum.hexdigest()


def fetch(paths: Paths, exercise: str, home: Path, student: str = "*") -> None:
    """Bring a released exercise to a teacher's home; files that are there already stay as they are.

    Raises:
        GradingError: it has not been released.
    """
    try:
        tool(ExchangeFetchAssignment, paths, home, student, exercise).start()
    except (ExchangeError, OSError) as error:
        raise GradingError(
            f"取不到 {exercise}：还没有发布。请先运行 make setup。（{error}）"
        ) from error


def fetch_feedback(paths: Paths, exercise: str, home: Path, student: str) -> None:
    """Bring released feedback to a teacher's home."""
    feedback_inbox.fetch(paths, exercise, home, student)


def collect(paths: Paths, exercise: str) -> None:
    """Take the newest hand-in of everybody."""
    _must(api(paths).collect(exercise), f"收取 {exercise}")


def autograde(paths: Paths, exercise: str, students: Iterable[str] | None = None) -> RunSummary:
    """Grade what was collected and has changed: everybody's, or of these students.

    Raises:
        GradingError: nothing could be graded. One that cannot be read is in the summary instead.
    """
    build(paths)
    return batch.grade(engine_course(paths), exercise, students)


def try_again(paths: Paths, exercise: str) -> RunSummary:
    """Grade everybody's by today's rules without writing anything; the summary has what differs."""
    build(paths)
    return batch.grade(engine_course(paths), exercise, dry=True)


def correct(paths: Paths, exercise: str, reason: str) -> RunSummary:
    """Grade everybody's by today's rules; the feedback of those touched says what changed and why."""
    build(paths)
    return batch.grade(engine_course(paths), exercise, again=True, reason=reason)


def engine_course(paths: Paths) -> Course:
    """The course as the grading engine takes it."""
    settings = config.course(paths)
    return Course(CourseDirectory(config=settings), settings)


@dataclass(frozen=True)
class Returned:
    """Whose feedback went out; of some only what was graded by itself, because a part waits."""

    complete: tuple[str, ...]
    in_part: tuple[str, ...]
    left: tuple[str, ...]  # graded, and yet nothing went out

    @property
    def sent(self) -> int:
        return len(self.complete) + len(self.in_part)


def give_feedback(paths: Paths, exercise: str, student: str | None = None) -> Returned:
    """generate_feedback, then release_feedback: to everybody, or to one teacher."""
    nbgrader, whom = api(paths), (student,) if student else ()
    _must(nbgrader.generate_feedback(exercise, *whom), f"生成 {exercise} 的评语")
    _must(nbgrader.release_feedback(exercise, *whom), f"发回 {exercise} 的评语")
    found: dict[str, list[str]] = {"complete": [], "in_part": [], "left": []}
    for one, marks in sorted(gradebook.marks(paths, exercise).items()):
        if student in (None, one):
            waits = any(m.task and m.waits for m in marks.values())
            how = "in_part" if waits else "complete"
            found[how if returned(paths, exercise, one) else "left"].append(one)
    return Returned(**{how: tuple(students) for how, students in found.items()})


def _must(result: dict, what: str) -> None:
    if not result["success"]:
        log = (result.get("log") or "") + (result.get("error") or "")
        raise GradingError(f"{what} 没有成功。nbgrader 最后说：\n{log[-2000:]}")
