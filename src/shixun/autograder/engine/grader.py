"""Grades one submission: accept, merge, run, score, and lay the files out as nbgrader expects them."""

import contextlib
import io
import os
import shutil
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from shixun.autograder.engine import data_graders, execution, intake, isolation, merge, settings
from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import (
    AcceptedSubmission,
    AssignmentPlan,
    Cell,
    CellScore,
    GradedNotebook,
    GradingResult,
    InstructorCell,
    IsolationMode,
    NotebookPlan,
)
from shixun.autograder.engine.result_store import ResultStore
from shixun.autograder.engine.scoring import is_answered, score
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer, is_available

RETRY_PREFIX = "again"  # in a fingerprint, in the place of the plan's: no plan has this one
EMPTY_SUBMISSION = AcceptedSubmission({}, {}, None, ())
NO_TIME = "1970-01-01 00:00:00.000000 UTC"
SECRET_FILE = "submission_secret.txt"  # of the exchange: where feedback lies is not to be guessed


@dataclass(frozen=True)
class _ExecutedNotebook:
    """A notebook that was run, with what to tell the instructor."""

    cells: list[Cell]
    outputs: execution.Outputs = field(default_factory=dict)
    notices: tuple[str, ...] = ()  # to the instructor
    damaged: bool = False  # points may have been lost by more than a wrong answer
    uncertain: frozenset[int] = frozenset()  # places of cells of which that alone is true


class Grader:
    """Grades submissions of one assignment one after another; a context manager that holds what they share."""

    def __init__(self, course: Course, plan: AssignmentPlan, fork_server: ForkServer | None = None):
        self.course, self.plan, self.store = course, plan, ResultStore(course, plan.assignment)
        if fork_server is not None:
            self.__dict__["fork_server"] = fork_server
        self.not_overwritten = course.not_overwritten(plan.assignment)
        self._loaded: dict[str, Any] = {}  # by the name of a grader of answers that are data

    @cached_property
    def fork_server(self) -> ForkServer:
        """The fork server; started when the first sandbox is needed."""
        return start_fork_server(self.course, self.plan)

    def _grade_data(self, name: str, cells: list[Cell], folder: Path) -> execution.Outputs:
        """Outputs from a data grader by its name; what it loads is loaded once."""
        found = data_graders.find(name)
        if name not in self._loaded:
            self._loaded[name] = found.load(self.plan)
        return found.run(self.plan, cells, self._loaded[name], folder)

    @cached_property
    def instructor_folder(self) -> Path:
        """A temporary folder with the instructor's files alone, for the sandbox with the tests."""
        folder = self.store.scratch()
        isolation.copy_instructor_files(self.plan, folder)
        return folder

    def close(self) -> None:
        """End the fork server and remove temporary folders, where there are any."""
        if "fork_server" in self.__dict__:
            self.fork_server.close()
        if "instructor_folder" in self.__dict__:
            shutil.rmtree(self.instructor_folder, ignore_errors=True)

    def __enter__(self) -> "Grader":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def grade(self, student: str) -> GradingResult:
        """Grade one student's submission; the result's files are staged in the result store.

        Raises:
            SandboxUnavailable: code has to be run, and this machine cannot make a sandbox.
        """
        # Before it is read: what changes while it is graded is graded again next time.
        fingerprint = intake.fingerprint(self.course, self.plan, student)
        try:
            submission = intake.accept(self.course, self.plan, student)
        except intake.RejectedSubmission as why:
            return self._grade(student, EMPTY_SUBMISSION, fingerprint, str(why))
        return self._grade(student, submission, fingerprint, None)

    def give_up(self, student: str, why: str) -> GradingResult:
        """The result of a submission whose grading failed for this reason: 0 points, to be reviewed.

        The next run tries it again.
        """
        fingerprint = intake.fingerprint(self.course, self.plan, student)
        graded = self._grade(
            student, EMPTY_SUBMISSION, f"{RETRY_PREFIX}-{fingerprint.rpartition('-')[2]}", why
        )
        return replace(graded, retry=True)

    def _grade(
        self, student: str, submission: AcceptedSubmission, fingerprint: str, problem: str | None
    ) -> GradingResult:
        stage = self.store.stage(student)
        self._stage_files(submission, stage)
        notices, notebooks, contents, wrong = list(submission.notices), [], {}, []
        for notebook in self.plan.notebooks:
            graded, contents[notebook.name], why = self._grade_notebook(
                notebook, submission, stage, notices, problem
            )
            notebooks.append(graded)
            if why:
                wrong.append(why if why == problem else self._with_notebook_name(notebook, why))
        for name, content in contents.items():  # now that nothing runs: they hold hidden tests
            _write_file(stage / f"{name}.ipynb", content)
        if wrong:
            notices.insert(0, _unreadable(gettext("; ").join(dict.fromkeys(wrong))))
        return GradingResult(
            student=student,
            notebooks=tuple(notebooks),
            timestamp=submission.timestamp,
            fingerprint=fingerprint,
            notices=tuple(dict.fromkeys(notices)),
            unreadable=bool(wrong),
        )

    def _stage_files(self, submission: AcceptedSubmission, stage: Path) -> None:
        """Copy the submitted files, with the instructor's files over them, into the staging folder."""
        for name, path in submission.files.items():
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(intake.read_regular_file(path, intake.MAX_FILE))
        preserved = {
            n: (stage / n).read_bytes() for n in self.not_overwritten if (stage / n).is_file()
        }
        isolation.copy_instructor_files(self.plan, stage)
        for name, content in preserved.items():
            (stage / name).write_bytes(content)
        # Always there: nbgrader's release_feedback stops for everybody at one without them.
        _write_file(stage / "timestamp.txt", (submission.timestamp or NO_TIME).encode())
        if not _is_readable_text(stage / SECRET_FILE):
            words = f"{self.plan.fingerprint}\0{stage.name}".encode()
            _write_file(stage / SECRET_FILE, sha256(words).hexdigest().encode())

    def _grade_notebook(
        self,
        plan: NotebookPlan,
        submission: AcceptedSubmission,
        stage: Path,
        notices: list,
        problem: str | None,
    ) -> tuple[GradedNotebook, bytes, str | None]:
        """The graded notebook, its bytes, and why it could not be read, if so."""
        done = _ExecutedNotebook(merge.released_cells(plan))
        try:
            if problem is None:
                done = self._run(plan, submission, stage)
        except merge.UnreadableNotebook as why:
            problem = str(why)
        on_top = [_unreadable(problem)] if problem else done.notices
        content = merge.to_notebook(plan, done.cells, done.outputs, on_top)
        notices += [self._with_notebook_name(plan, text) for text in done.notices]
        return _scored(plan, done, problem is not None), content, problem

    def _with_notebook_name(self, notebook: NotebookPlan, text: str) -> str:
        """The text, preceded by the notebook's name if the assignment has several."""
        known = len(self.plan.notebooks) == 1 or notebook.name in text
        return text if known else f"{notebook.name} {text}"

    def _run(
        self, plan: NotebookPlan, submission: AcceptedSubmission, stage: Path
    ) -> _ExecutedNotebook:
        if plan.isolation is IsolationMode.DATA:
            cells = merge.released_cells(plan)
            with (
                contextlib.redirect_stderr(io.StringIO()),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                return _ExecutedNotebook(cells, self._grade_data(plan.data_grader, cells, stage))
        if plan.name not in submission.notebooks:
            missing = gettext("{file} was not submitted").format(file=f"{plan.name}.ipynb")
            raise merge.UnreadableNotebook(missing)
        merged = merge.merge(plan, submission.notebooks[plan.name])
        if plan.isolation is IsolationMode.SPLIT:
            result = execution.run_split(
                plan, merged.cells, self.fork_server, stage, self.instructor_folder
            )
        else:
            result = execution.run_single(merged.cells, self.fork_server, stage)
        damaged = merged.damaged or bool(result.notices)
        notices = (*merged.notices, *result.notices, *result.untransferable.values())
        return _ExecutedNotebook(
            merged.cells, result.outputs, notices, damaged, frozenset(result.untransferable)
        )


def start_fork_server(course: Course, plan: AssignmentPlan) -> ForkServer:
    """Start a fork server for an assignment, with the limits of the course's settings.

    Sandboxes are not isolated only if `c.Grading.unsealed` is set and this machine cannot isolate them.
    """
    configured = settings.read(course.config)
    isolated = not configured.unsealed or is_available(configured.limits())
    return ForkServer(plan.modules, configured.limits(), isolated=isolated)


def _unreadable(reason: str) -> str:
    return gettext(
        "could not be graded: {reason}. The submitted files are all there; a person should look"
    ).format(reason=reason)


def _is_readable_text(path: Path) -> bool:
    """Whether a file is short text; at another one nbgrader's release_feedback stops for everybody."""
    try:
        content = intake.read_regular_file(path, intake.MAX_TIMESTAMP + 1)
        return len(content) <= intake.MAX_TIMESTAMP and bool(content.decode().strip())
    except (OSError, UnicodeDecodeError):
        return False


def _write_file(path: Path, content: bytes) -> None:
    """Write a file, replacing whatever was submitted under its name."""
    if path.is_dir():
        shutil.rmtree(path)
    path.write_bytes(content)
    os.chmod(path, 0o644)


def _scored(plan: NotebookPlan, done: _ExecutedNotebook, unreadable: bool) -> GradedNotebook:
    """Points of each graded cell; points lost in a damaged or interrupted notebook ask for a review."""
    scores, responses = [], []
    for i, cell in enumerate(done.cells):
        original = cell.original
        if original is None:
            continue
        if original.grade or original.task:
            scores.append(
                CellScore(original.name, original.row, 0, needs_review=True)
                if unreadable
                else _with_review(
                    score(cell, done.outputs.get(i, [])),
                    original,
                    done.damaged or i in done.uncertain,
                )
            )
        if original.comment_row:
            responses.append((original.comment_row, original.task or is_answered(cell)))
    return GradedNotebook(plan.name, plan.row, tuple(scores), tuple(responses))


def _with_review(given: CellScore, original: InstructorCell, damaged: bool) -> CellScore:
    lost = original.is_test and (given.points or 0) < original.points
    return replace(given, needs_review=True) if damaged and lost else given
