"""Opens any nbgrader course directory: its settings, and the plan of an assignment."""

import hashlib
import json
import os
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from glob import escape, glob
from pathlib import Path

import nbformat
from nbgrader.api import Assignment, Gradebook, MissingEntry, Notebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from traitlets.config import Application, Config

from shixun.autograder.engine import data_graders, static_analysis
from shixun.autograder.engine.records import (
    CELL_FLAGS,
    AssignmentPlan,
    InstructorCell,
    IsolationMode,
    NotebookPlan,
    data_grader,
)
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext

VERSION = "2"  # of the engine: a change that can change scores raises it
STATE_DIR = ".shixun"


@dataclass(frozen=True)
class Course:
    """An nbgrader course: its directory (paths) and the settings of nbgrader_config."""

    directory: CourseDirectory
    config: Config

    @property
    def root(self) -> Path:
        """The course's root folder."""
        return Path(self.directory.root)

    @property
    def state_dir(self) -> Path:
        """The folder where the engine keeps its own state: `.shixun` in the root."""
        return self.root / STATE_DIR

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of one step of nbgrader's for a student and an assignment.

        `folder("submitted", "ann", "ps1")` is where ann's submission of ps1 lies.
        """
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, assignment))

    def students(self, assignment: str, pattern: str = "*") -> list[str]:
        """Ids of the students whose submission folder matches the pattern, sorted; nothing is opened."""
        found = self._folders(assignment, pattern)
        return [s for s in found if _is_decodable(s)]

    def undecodable_students(self, assignment: str) -> list[str]:
        """Names of submission folders that are not valid UTF-8, with the odd bytes escaped.

        The gradebook cannot hold such an id, so these submissions cannot be graded.
        """
        found = self._folders(assignment, "*")
        return [
            os.fsencode(s).decode(errors="backslashreplace") for s in found if not _is_decodable(s)
        ]

    def _folders(self, assignment: str, pattern: str) -> list[str]:
        before, _, after = str(self.folder("submitted", "\0", assignment)).partition("\0")
        # Only the student is a pattern: a course folder may be named "2026 [2]".
        paths = glob(f"{escape(before)}{pattern}{escape(after)}")
        found = [p[len(before) : len(p) - len(after)] for p in paths]
        left_out = set(filter(None, self.directory.student_id_exclude.split(",")))
        return sorted(s for s in found if s not in left_out)

    def not_overwritten(self, assignment: str) -> set[str]:
        """Relative paths that `Autograde.exclude_overwriting` lists for this assignment."""
        return set(dict(self.config.Autograde.get("exclude_overwriting", {})).get(assignment, ()))

    def is_ignored(self, path: str) -> bool:
        """Whether `CourseDirectory.ignore` matches any part of a relative path."""
        return any(fnmatch(p, g) for p in Path(path).parts for g in self.directory.ignore)


def _is_decodable(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


class _ConfigReader(Application):
    """Reads nbgrader_config as nbgrader does, without loading its applications."""


def open_course(folder: Path) -> Course:
    """Open the course whose root is this folder.

    Raises:
        GradingError: there is no such folder, or its settings cannot be read.
    """
    if not folder.is_dir():
        raise GradingError(
            gettext("There is no course folder {folder}; check --course.").format(folder=folder)
        )
    from jupyter_core.paths import jupyter_config_path

    reader = _ConfigReader(raise_config_file_errors=True)
    before = os.getcwd()
    os.chdir(folder)  # settings may name paths relative to the course
    try:
        reader.load_config_file("nbgrader_config", path=[str(folder), *jupyter_config_path()])
    except Exception as error:
        raise GradingError(
            gettext(
                "{folder}/nbgrader_config cannot be read: {error}. Mend it before grading."
            ).format(folder=folder, error=error)
        ) from error
    finally:
        os.chdir(before)
    config = reader.config
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(folder.resolve())
    return Course(CourseDirectory(config=config), config)


def require_gradebook(course: Course) -> None:
    """Check that the course has a gradebook, without making one as nbgrader would.

    Raises:
        GradingError: it has none, or `db_url` is no address.
    """
    if not has_gradebook(course.directory.db_url):
        raise GradingError(
            gettext(
                "There is no gradebook {path}. Run this in the root folder of the course, "
                "or run nbgrader generate_assignment first."
            ).format(path=make_url(course.directory.db_url).database)
        )


def has_gradebook(url: str) -> bool:
    """Whether there is one at this address; that a server answers there shows when it is opened.

    Raises:
        GradingError: it is no address.
    """
    try:
        place = make_url(url)
    except ArgumentError as error:
        raise GradingError(
            gettext("The setting c.CourseDirectory.db_url is not the address of a database.")
        ) from error
    return place.get_backend_name() != "sqlite" or _is_nonempty_file(Path(place.database or ""))


def _is_nonempty_file(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def open_gradebook(course: Course) -> Gradebook:
    """nbgrader's gradebook of a course; its tables are made where there are none.

    Raises:
        GradingError: the package that speaks to this kind of database is not installed.
    """
    url = course.directory.db_url
    try:
        return Gradebook(url, course.directory.course_id)
    except ModuleNotFoundError as error:
        raise GradingError(
            gettext(
                "The gradebook is in {database}; the Python package {package} that it needs "
                "is not installed."
            ).format(database=make_url(url).get_backend_name(), package=error.name)
        ) from error


def make_plan(course: Course, assignment: str) -> AssignmentPlan:
    """The plan of an assignment, from the gradebook and the instructor's files.

    Isolation modes are not yet decided (`isolation.decide` does that). Call `require_gradebook` first:
    opening a gradebook that is not there would make one.

    Raises:
        GradingError: the assignment was never generated, or its graded cells have changed since.
    """
    with open_gradebook(course) as book:
        try:
            row = book.find_assignment(assignment)
        except MissingEntry:
            raise GradingError(_not_generated(course, book, assignment)) from None
        source = course.folder("source", ".", assignment)
        notebooks = tuple(_notebook(course, row, n, source) for n in row.notebooks)
        if not notebooks:
            raise GradingError(
                gettext(
                    "{assignment} holds no notebook. Run nbgrader generate_assignment again."
                ).format(assignment=assignment)
            )
        return _plan(course, row, notebooks, source)


def _not_generated(course: Course, book: Gradebook, assignment: str) -> str:
    """The message for an unknown assignment: generate it if it has a source, else check the name."""
    if course.folder("source", ".", assignment).is_dir():
        return gettext(
            "The gradebook does not know {assignment}. "
            "Run this first: nbgrader generate_assignment {assignment}"
        ).format(assignment=assignment)
    known = gettext(", ").join(sorted(a.name for a in book.assignments)) or gettext("none yet")
    return gettext(
        "The gradebook does not know {assignment}. Check the name. Assignments that it knows: {known}."
    ).format(assignment=assignment, known=known)


def _plan(course: Course, row: Assignment, notebooks, source: Path) -> AssignmentPlan:
    files = {
        path.relative_to(source).as_posix(): path
        for path in sorted(source.rglob("*"))
        if path.is_file()
        and path.suffix != ".ipynb"
        and not course.is_ignored(str(path.relative_to(source)))
    }
    released = [
        p.stat().st_mtime
        for n in notebooks
        if (p := course.folder("release", ".", row.name) / f"{n.name}.ipynb").is_file()
    ]
    plan = AssignmentPlan(
        assignment=row.name,
        row=row.id,
        notebooks=notebooks,
        source=source,
        files=files,
        fingerprint=_fingerprint(notebooks, files, source),
        released=min(released, default=0),
        modules=static_analysis.imported_modules(
            c for n in notebooks for c in n.solutions.values()
        ),
    )
    return replace(plan, fingerprint=_add_data_graders(plan))


def _add_data_graders(plan: AssignmentPlan) -> str:
    found = hashlib.sha256(plan.fingerprint.encode())
    for name in sorted({n.data_grader for n in plan.notebooks} - {""}):
        found.update(f"{name}\0{data_graders.find(name).fingerprint(plan)}\0".encode())
    return found.hexdigest()


def _fingerprint(notebooks, files: dict[str, Path], source: Path) -> str:
    found = hashlib.sha256(VERSION.encode())
    for notebook in notebooks:
        found.update(
            repr((notebook.name, notebook.cells, sorted(notebook.solutions.items()))).encode()
        )
    for path in files.values():
        found.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _notebook(course: Course, assignment: Assignment, row: Notebook, source: Path) -> NotebookPlan:
    """Cell order from the released notebook, cells from the gradebook, solutions from the source."""
    written = _read(source / f"{row.name}.ipynb")
    released = _read(course.folder("release", ".", assignment.name) / f"{row.name}.ipynb")
    ours = written or released
    if ours is None:
        raise GradingError(
            gettext("{assignment} cannot be graded: its source {path} is missing.").format(
                assignment=assignment.name, path=source / f"{row.name}.ipynb"
            )
        )
    _check_same_cells(assignment.name, row, written)
    kernel = ours.metadata.get("kernelspec", {})
    if kernel.get("language", "python").lower() != "python":
        raise GradingError(
            gettext(
                "{notebook} is in {language}; only Python notebooks can be graded here."
            ).format(notebook=row.name, language=kernel["language"])
        )
    return NotebookPlan(
        name=row.name,
        row=row.id,
        cells=_cells(row, released or ours, open=released is not None),
        metadata=json.loads(json.dumps(ours.metadata)),
        solutions={_cell_key(c): c.source for c in ours.cells if c.cell_type == "code"},
        isolation=IsolationMode.DATA if data_grader(ours.metadata) else IsolationMode.SINGLE,
    )


def _read(path: Path) -> nbformat.NotebookNode | None:
    if not path.is_file():
        return None
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise GradingError(
            gettext("The source {path} cannot be read ({error}). Mend it before grading.").format(
                path=path, error=error
            )
        ) from error


def _cell_key(cell) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def _check_same_cells(assignment: str, row: Notebook, written) -> None:
    """Points are stored by cell, so the graded cells of the source must be those in the gradebook."""
    if written is None:
        return
    metadata = [c.metadata.get("nbgrader", {}) for c in written.cells]
    here = {m["grade_id"] for m in metadata if m.get("grade") or m.get("task")}
    there = {c.name for c in (*row.grade_cells, *row.task_cells)}
    # A header or footer of the course may bring graded cells that the source does not have.
    different = here ^ there if data_grader(written.metadata) else here - there
    if different:
        raise GradingError(
            gettext(
                "{assignment}: graded cells of the source have changed ({cells}) and were not "
                "released again. Run this before grading: nbgrader generate_assignment {assignment}"
            ).format(assignment=assignment, cells=gettext(", ").join(sorted(different)))
        )


def _cells(row: Notebook, ordered, *, open: bool) -> tuple[InstructorCell, ...]:
    """The instructor's cells in notebook order; `open` says that the notebook has no hidden tests."""
    sources = {c.name: c for c in row.source_cells}
    graded = {c.name: c for c in (*row.grade_cells, *row.task_cells)}
    answered = {c.name: c for c in row.solution_cells}
    tasks = {c.name for c in row.task_cells}
    found = []
    for cell in ordered.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        source = sources.pop(name, None)
        its = {"id": cell.get("id", ""), "attachments": cell.get("attachments", {})}
        if source is None:
            found.append(InstructorCell("", cell_type=cell.cell_type, source=cell.source, **its))
        else:
            known = _instructor_cell(source, graded, answered, tasks)
            found.append(replace(known, released_source=cell.source if open else "", **its))
    # What the gradebook knows and the released notebook does not hold any more.
    found += [_instructor_cell(source, graded, answered, tasks) for source in sources.values()]
    return tuple(found)


def _instructor_cell(source, graded: dict, answered: dict, tasks: set) -> InstructorCell:
    name = source.name
    grade_row = graded.get(name)
    answer = answered.get(name) or (grade_row if name in tasks else None)
    return InstructorCell(
        name=name,
        id="",
        cell_type=source.cell_type,
        source=source.source or "",
        grade=grade_row is not None and name not in tasks,
        solution=name in answered,
        locked=bool(source.locked),
        task=name in tasks,
        points=float(grade_row.max_score) if grade_row is not None else 0,
        checksum=source.checksum or "",
        row=grade_row.id if grade_row is not None else "",
        comment_row=answer.id if answer is not None else "",
    )


def nbgrader_metadata(cell: InstructorCell) -> dict:
    """The `nbgrader` metadata of a cell, by nbgrader's schema version 3."""
    metadata = {flag: getattr(cell, flag) for flag in CELL_FLAGS} | {
        "schema_version": 3,
        "grade_id": cell.name,
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
    }
    return metadata | ({"points": cell.points} if cell.grade or cell.task else {})
