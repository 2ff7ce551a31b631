"""Grades many submissions: several worker processes, one writer, results committed in batches.

A run may be interrupted at any moment; the next one continues with what is missing.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from filelock import FileLock, Timeout

from shixun.autograder.engine import (
    cluster,
    differences,
    former_marks,
    intake,
    isolation,
    settings,
    storage_errors,
    worker_pool,
)
from shixun.autograder.engine.courses import Course, make_plan, require_gradebook
from shixun.autograder.engine.differences import ScoreDifference
from shixun.autograder.engine.gradebook import GradebookWriter
from shixun.autograder.engine.grader import Grader, start_fork_server
from shixun.autograder.engine.records import AssignmentPlan, GradingResult, IsolationMode
from shixun.autograder.engine.result_store import ResultStore, remove_folder
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer, SandboxUnavailable

BATCH_SIZE = 50  # submissions in one transaction
FLUSH_SECONDS = 1.0  # and no longer than that before what is done is written
LOCK_SECONDS = 120  # to wait for another grader of the same course
INLINE_LIMIT = 3  # so many are graded here, without other processes


@dataclass
class RunSummary:
    """What a run did, collected while it runs.

    `graded` holds (student, points, whether a person has to review) for each graded submission;
    `unreadable` the students whose submission could not be graded; `waiting` the number of submissions
    of the whole assignment that wait for a manual grade.
    """

    plan: AssignmentPlan
    graded: list[tuple[str, float, bool]] = field(default_factory=list)  # student, points, review
    unchanged: int = 0
    notices: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    differences: list[ScoreDifference] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)  # students with a mark for an earlier answer
    dry: bool = False  # nothing was written
    seconds: float = 0
    waiting: int = 0  # submissions that a person has to mark, of the whole assignment

    @property
    def rate(self) -> float:
        """Submissions graded per second of wall time; 0 before the run has ended."""
        return len(self.graded) / self.seconds if self.seconds else 0.0


class Interrupted(KeyboardInterrupt):
    """Raised instead of KeyboardInterrupt: the summary so far, and `total`, how many were to be graded."""

    def __init__(self, summary: RunSummary, total: int):
        super().__init__()
        self.summary, self.total = summary, total


ProgressCallback = Callable[[int, int], None]  # done, of how many


def grade(
    course: Course,
    assignment: str,
    students: Iterable[str] | None = None,
    *,
    workers: int = 0,
    again: bool = False,
    scheduler: str | None = None,
    dry: bool = False,
    reason: str = "",
    progress: ProgressCallback = lambda done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> RunSummary:
    """Grade an assignment, for all students or for the given ones.

    Args:
        course: an opened course.
        assignment: its name in the gradebook.
        students: ids; None for everybody who has submitted.
        workers: number of processes; 0 takes `c.Grading.workers`, else the number of cores.
        again: also grade submissions that have not changed since they were graded.
        scheduler: address of a Dask scheduler; the work is then done by its workers.
        dry: grade everybody, write nothing, and report what would change.
        reason: why everybody is graded again; it is put into the feedback of each student whose points
            change although the submitted files are the same.
        progress: called with (done, total) after each submission.
        on_wait: called once if another grader holds the course's lock.

    Returns:
        The summary of the run.

    Raises:
        GradingError: nothing could be graded; the text says why and what to do.
        Interrupted: Ctrl-C; what was finished by then is in the gradebook.
    """
    begin = time.monotonic()
    settings.apply_language(course.config)
    settings.read(course.config)
    require_gradebook(course)  # before a file of ours is made: not every folder is a course
    with storage_errors.translate_errors(course), course_lock(course, on_wait):
        plan = make_plan(course, assignment)
        store = ResultStore(course, assignment)
        with GradebookWriter(course, plan) as writer:
            store.recover(writer.is_written)
            there = course.students(assignment)
            wanted = there if students is None else _check_submitted(there, students, assignment)
            if not wanted:
                raise GradingError(
                    gettext(
                        "{assignment}: nobody has submitted anything yet (nothing in submitted/). "
                        "Collect the submissions first."
                    ).format(assignment=assignment)
                )
            todo = wanted if again or dry else _outdated(course, plan, store, writer, wanted)
            with _explain_missing_sandbox(assignment), _LazyForkServer(course, plan) as lazy_server:
                plan = isolation.decide(course, plan, lazy_server.get)
                summary = RunSummary(
                    plan,
                    unchanged=len(wanted) - len(todo),
                    unreadable=course.undecodable_students(assignment),
                    dry=dry,
                )
                results = _results(course, plan, todo, workers, lazy_server, scheduler)
                committer = _Committer(writer, store, summary, " ".join(reason.split()))
                try:
                    _grade_all(results, len(todo), committer, progress)
                except KeyboardInterrupt as stop:
                    summary.waiting = writer.count_pending()
                    raise Interrupted(summary, len(todo)) from stop
                summary.waiting = writer.count_pending()
    summary.seconds = time.monotonic() - begin
    return summary


@contextmanager
def _explain_missing_sandbox(assignment: str) -> Iterator[None]:
    """Turns SandboxUnavailable into a GradingError that names what an instructor may do."""
    try:
        yield
    except SandboxUnavailable as reason:
        raise GradingError(
            gettext(
                "{assignment} needs to run submitted code, but this machine cannot make a sandbox, "
                "so nothing was graded. {reason} If you do trust this code, write "
                "c.Grading.unsealed = True in nbgrader_config.py."
            ).format(assignment=assignment, reason=reason)
        ) from reason


@contextmanager
def course_lock(course: Course, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the course's lock, so that only one grader writes at a time.

    Calls `on_wait` once if another one holds it.

    Raises:
        GradingError: it was still held after LOCK_SECONDS.
    """
    course.state_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(course.state_dir / "lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait()
        try:
            lock.acquire(timeout=LOCK_SECONDS, poll_interval=0.2)
        except Timeout:
            raise GradingError(
                gettext("Another grader is at work. Run this again once it has ended.")
            ) from None
    try:
        yield
    finally:
        lock.release()


class _LazyForkServer:
    """The fork server of this process, started when it is first asked for."""

    def __init__(self, course: Course, plan: AssignmentPlan):
        self.course, self.plan = course, plan
        self.fork_server: ForkServer | None = None

    def get(self) -> ForkServer:
        self.fork_server = self.fork_server or start_fork_server(self.course, self.plan)
        return self.fork_server

    def __enter__(self) -> "_LazyForkServer":
        return self

    def __exit__(self, *_) -> None:
        if self.fork_server:
            self.fork_server.close()


def _check_submitted(there: list[str], students: Iterable[str], assignment: str) -> list[str]:
    wanted = list(dict.fromkeys(students))
    missing = sorted(set(wanted) - set(there))
    if missing:
        raise GradingError(
            gettext("No submission of {assignment} by: {students}. Check the names.").format(
                assignment=assignment, students=gettext(", ").join(missing)
            )
        )
    return wanted


def _outdated(
    course: Course, plan: AssignmentPlan, store: ResultStore, writer: GradebookWriter, students
) -> list[str]:
    known, records = writer.graded_students(), store.records()
    return [
        s
        for s in students
        if s not in known
        or not store.has_result(s)
        or (last := records.get(s)) is None
        or last.fingerprint != intake.fingerprint(course, plan, s)
    ]


@dataclass
class _Committer:
    """Commits finished batches to gradebook and result store; in a dry run only compares them."""

    writer: GradebookWriter
    store: ResultStore
    summary: RunSummary
    reason: str

    def commit(self, batch: list[GradingResult]) -> None:
        for graded in filter(self._keeps_earlier_result, batch):
            remove_folder(self.store.staged / graded.student)
            _add_to_summary(
                self.summary,
                replace(
                    graded,
                    notices=(*graded.notices, gettext("the earlier grade was left as it is")),
                ),
            )
        batch = [g for g in batch if not self._keeps_earlier_result(g)]
        batch = list(former_marks.reopen(self.summary.plan, self.writer, self.store, batch))
        found = differences.compare(self.writer, self.store, batch)
        self.summary.differences += found
        if self.summary.dry:
            for graded in batch:
                remove_folder(self.store.staged / graded.student)
        else:
            day = date.today().isoformat()
            batch = list(differences.with_notices(batch, found, self.store, self.reason, day))
            former_marks.show(self.summary.plan, self.writer, self.store, batch)
            self.store.commit(batch, self.writer.write)
        for graded in batch:
            _add_to_summary(self.summary, graded)

    def _keeps_earlier_result(self, graded: GradingResult) -> bool:
        """A result that is to be retried does not replace an earlier one."""
        return graded.retry and self.store.has_result(graded.student)


def _grade_all(results, total: int, committer: _Committer, progress: ProgressCallback) -> None:
    """Take results and commit them in batches; what is finished is committed even after an exception."""
    waiting: list[GradingResult] = []
    since = time.monotonic()

    def flush() -> None:
        nonlocal since
        if waiting:
            # Taken off first: what is stopped in the middle is finished by the next start, from its
            # journal; committed once more it would be compared with itself and lose its notices.
            finished = list(waiting)
            waiting.clear()
            committer.commit(finished)
        since = time.monotonic()

    progress(0, total)
    try:
        for graded in results:
            waiting.append(graded)
            if len(waiting) >= BATCH_SIZE or time.monotonic() - since > FLUSH_SECONDS:
                flush()
            progress(len(committer.summary.graded) + len(waiting), total)
    finally:
        flush()


def _add_to_summary(summary: RunSummary, graded: GradingResult) -> None:
    summary.graded.append((graded.student, graded.points, graded.needs_review))
    if graded.notices:
        summary.notices.append((graded.student, graded.notices))
    if graded.unreadable:
        summary.unreadable.append(graded.student)
    if graded.reopened:
        summary.reopened.append(graded.student)


def _results(course, plan, todo, workers, lazy_server, scheduler) -> Iterator[GradingResult]:
    if scheduler:
        yield from cluster.results(course, plan, todo, scheduler)
        return
    workers = workers or settings.read(course.config).workers or os.cpu_count() or 1
    needs = any(n.isolation is not IsolationMode.DATA for n in plan.notebooks)
    if len(todo) <= INLINE_LIMIT or workers == 1:
        with Grader(course, plan, lazy_server.get() if needs and todo else None) as grader:
            for student in todo:
                yield worker_pool.grade_safely(grader, student)
        return
    clones = worker_pool.make_clones(lazy_server.get, workers) if needs else []
    try:
        yield from worker_pool.grade_in_pool(course, plan, todo, workers, clones)
    finally:
        for clone in clones:
            clone.close()
