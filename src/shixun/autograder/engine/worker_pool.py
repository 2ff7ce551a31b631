"""Grades with several worker processes; one that dies costs one submission its result at most."""

import ctypes
import errno
import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.grader import Grader
from shixun.autograder.engine.records import AssignmentPlan, GradingResult
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer, SandboxClosed, SandboxUnavailable

PR_SET_PDEATHSIG = 1
# Of the machine, not of a submission: the run stops and says so, and none is given up for it.
HOST_ERRNOS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}


def make_clones(fork_server: Callable[[], ForkServer], number: int) -> list[ForkServer]:
    """A clone of the fork server for each worker; empty if cloning fails, then workers start their own."""
    try:
        return [fork_server().clone() for _ in range(number)]
    except (SandboxClosed, OSError, ValueError):
        return []


def grade_in_pool(
    course: Course, plan: AssignmentPlan, todo: list[str], workers: int, clones: list[ForkServer]
) -> Iterator[GradingResult]:
    """Results from a pool of processes; after a worker died, the rest is graded one by one."""
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
    """Set up a worker process: it dies with the grader, ignores Ctrl-C, and holds a Grader."""
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
    if _worker_grader is None:
        raise RuntimeError("this process was not set up by _init_worker")
    return grade_safely(_worker_grader, student)


def grade_safely(grader: Grader, student: str) -> GradingResult:
    """Grade one submission; an unexpected exception becomes that submission's result."""
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
    """A result with no points that asks for review; the submitted files stay as they are."""
    with Grader(course, plan) as grader:
        return grader.give_up(student, reason)
