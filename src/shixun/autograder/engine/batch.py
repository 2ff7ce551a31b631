"""Grading many: several workers, one writer, in batches; it can be stopped and goes on later."""

import ctypes
import errno
import fcntl
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from shixun.autograder.engine import (
    cluster,
    differences,
    intake,
    isolation,
    settings,
    storage_errors,
)
from shixun.autograder.engine.courses import Course, make_plan, require_gradebook
from shixun.autograder.engine.differences import ScoreDifference
from shixun.autograder.engine.gradebook import GradebookWriter
from shixun.autograder.engine.grader import Grader, start_fork_server
from shixun.autograder.engine.records import AssignmentPlan, GradingResult, IsolationMode
from shixun.autograder.engine.result_store import ResultStore, remove_folder
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer, SandboxClosed, SandboxUnavailable

BATCH_SIZE = 50  # submissions in one transaction
FLUSH_SECONDS = 1.0  # and no longer than that before what is done is written
LOCK_SECONDS = 120  # to wait for another grader of the same course
INLINE_LIMIT = 3  # so many are graded here, without other processes
PR_SET_PDEATHSIG = 1
# Of the machine, not of a submission: the run stops and says so, and none is given up for it.
HOST_ERRNOS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}


@dataclass
class RunSummary:
    """What a run did."""

    plan: AssignmentPlan
    graded: list[tuple[str, float, bool]] = field(default_factory=list)  # student, points, review
    unchanged: int = 0
    notices: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    differences: list[ScoreDifference] = field(default_factory=list)
    dry: bool = False  # nothing was written
    seconds: float = 0
    waiting: int = 0  # submissions that a person has to mark, of the whole assignment

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return len(self.graded) / self.seconds if self.seconds else 0.0


class Interrupted(KeyboardInterrupt):
    """Stopped in the middle: what was finished by then, and how many there were to do."""

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
    """Grade an assignment: everybody's, or of these students.

    What has not changed since it was graded is left alone, unless `again`. With a `scheduler`, the
    address of a Dask cluster, the work is done there. A `dry` run grades all of them, writes
    nothing, and tells what would change. A `reason` goes into the feedback of everybody whose
    points change although the files are the same. `on_wait` is called if another grader is at work.

    Raises:
        GradingError: nothing could be graded; the text says why and what to do.
        Interrupted: by Ctrl-C; what was finished is in the gradebook.
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
    """Without walls code is not run: one sentence, with what an instructor may do."""
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
    """One grader at a time for a course; another waits, and is refused after a while."""
    course.state_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(course.state_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline, announced = time.monotonic() + LOCK_SECONDS, False
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise GradingError(
                        gettext("Another grader is at work. Run this again once it has ended.")
                    ) from None
                if not announced:
                    on_wait()
                    announced = True
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)


class _LazyForkServer:
    """The fork server of this process, started when it is first needed."""

    def __init__(self, course: Course, plan: AssignmentPlan):
        self.course, self.plan, self.fork_server = course, plan, None

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
    known = writer.graded_students()
    return [
        s
        for s in students
        if s not in known
        or not store.has_result(s)
        or (last := store.record(s)) is None
        or last.fingerprint != intake.fingerprint(course, plan, s)
    ]


@dataclass
class _Committer:
    """Where finished batches go: into the gradebook and in their place, or, dry, nowhere."""

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
        found = differences.compare(self.writer, self.store, batch)
        self.summary.differences += found
        if self.summary.dry:
            for graded in batch:
                remove_folder(self.store.staged / graded.student)
        else:
            day = date.today().isoformat()
            batch = list(differences.with_notices(batch, found, self.store, self.reason, day))
            self.store.commit(batch, self.writer.write)
        for graded in batch:
            _add_to_summary(self.summary, graded)

    def _keeps_earlier_result(self, graded: GradingResult) -> bool:
        """An earlier result gives way to a finished one only."""
        return graded.retry and self.store.has_result(graded.student)


def _grade_all(results, total: int, committer: _Committer, progress: ProgressCallback) -> None:
    """Grade and write; what is finished is written even if something stops the rest."""
    waiting: list[GradingResult] = []
    since = time.monotonic()

    def flush() -> None:
        nonlocal since
        if waiting:
            committer.commit(waiting)
            waiting.clear()
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


def _results(course, plan, todo, workers, lazy_server, scheduler) -> Iterator[GradingResult]:
    if scheduler:
        yield from cluster.results(course, plan, todo, scheduler)
        return
    workers = workers or settings.read(course.config).workers or os.cpu_count() or 1
    needs = any(n.isolation is not IsolationMode.DATA for n in plan.notebooks)
    if len(todo) <= INLINE_LIMIT or workers == 1:
        with Grader(course, plan, lazy_server.get() if needs and todo else None) as grader:
            for student in todo:
                yield _grade_safely(grader, student)
        return
    clones = _clones(lazy_server, workers) if needs else []
    try:
        yield from _grade_in_pool(course, plan, todo, workers, clones)
    finally:
        for clone in clones:
            clone.close()


def _clones(lazy_server: _LazyForkServer, number: int) -> list[ForkServer]:
    """A fork server for each worker; where that does not work, workers start their own."""
    try:
        return [lazy_server.get().clone() for _ in range(number)]
    except (SandboxClosed, OSError, ValueError):
        return []


def _grade_in_pool(
    course: Course, plan: AssignmentPlan, todo: list[str], workers: int, clones: list[ForkServer]
) -> Iterator[GradingResult]:
    """From several processes. One that dies takes nothing with it: its submissions go one by one."""
    names, broken = iter(todo), False
    pending: dict[Future, str] = {}
    lost: list[str] = []
    before = set(multiprocessing.active_children())
    gc.freeze()  # collecting would write to what workers share with us, and so copy all of it
    pool = _make_pool(course, plan, workers, clones)
    try:
        while not broken:
            # Only a few are under way at a time, so that memory does not grow with the class.
            for student in islice(names, 4 * workers - len(pending)):
                pending[pool.submit(_job, student)] = student
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                student = pending.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(student)
                    broken = True
    except BaseException:  # stopped: what is under way is not worth waiting for
        for child in set(multiprocessing.active_children()) - before:
            child.kill()
        raise
    finally:
        pool.shutdown(wait=not broken, cancel_futures=True)
        gc.unfreeze()
    for student in [*lost, *pending.values(), *names]:
        yield _grade_alone(course, plan, student)


def _grade_alone(course: Course, plan: AssignmentPlan, student: str) -> GradingResult:
    with _make_pool(course, plan, 1) as pool:
        try:
            return pool.submit(_job, student).result()
        except BrokenProcessPool:
            return _give_up(course, plan, student, gettext("the system ended the grading process"))


def _make_pool(
    course: Course, plan: AssignmentPlan, workers: int, clones: Sequence[ForkServer] = ()
) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    arguments = (course, plan, clones, fork.Value("i", 0))
    return ProcessPoolExecutor(workers, fork, initializer=_init_worker, initargs=arguments)


_worker_grader: Grader | None = None


def _init_worker(course: Course, plan: AssignmentPlan, clones: Sequence[ForkServer], turn) -> None:
    """In a worker: end with the grader, leave Ctrl-C to it, and be ready."""
    global _worker_grader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the grader's own handler would come along
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with turn.get_lock():
        mine = turn.value
        turn.value += 1
    _worker_grader = Grader(course, plan, clones[mine] if mine < len(clones) else None)
    multiprocessing.util.Finalize(_worker_grader, _worker_grader.close, exitpriority=10)


def _job(student: str) -> GradingResult:
    return _grade_safely(_worker_grader, student)


def _grade_safely(grader: Grader, student: str) -> GradingResult:
    """A mistake of ours costs one submission its result, is told, and stops nobody else."""
    try:
        return grader.grade(student)
    except (SandboxUnavailable, GradingError):
        raise
    except SandboxClosed as reason:
        return _give_up(grader.course, grader.plan, student, str(reason))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in HOST_ERRNOS:
            raise
        return _give_up(grader.course, grader.plan, student, f"{type(error).__name__}: {error}")


def _give_up(course: Course, plan: AssignmentPlan, student: str, reason: str) -> GradingResult:
    """Nothing earned, everything to be looked at; the submission stays as it is."""
    with Grader(course, plan) as grader:
        return grader.give_up(student, reason)
