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

from shixun.autograder.engine import cluster, intake, isolation, settings, storage_errors
from shixun.autograder.engine import differences as changes
from shixun.autograder.engine.courses import Course, make_plan, must_have_gradebook
from shixun.autograder.engine.differences import Difference
from shixun.autograder.engine.gradebook import Writer
from shixun.autograder.engine.grader import Grader, start_warm
from shixun.autograder.engine.records import Graded, Kind, Plan
from shixun.autograder.engine.result_store import Shelf, remove
from shixun.autograder.errors import GradingError
from shixun.autograder.sandbox import NoWalls, RoomClosed, Warm

BATCH = 50  # submissions in one transaction
SECONDS = 1.0  # and no longer than that before what is done is written
LOCK_SECONDS = 120  # to wait for another grader of the same course
FEW = 3  # so many are graded here, without other processes
PR_SET_PDEATHSIG = 1
# Of the machine, not of a submission: the run stops and says so, and none is given up for it.
MACHINE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}


@dataclass
class Summary:
    """What a run did."""

    plan: Plan
    graded: list[tuple[str, float, bool]] = field(default_factory=list)  # student, points, review
    unchanged: int = 0
    notices: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    dry: bool = False  # nothing was written
    seconds: float = 0
    waiting: int = 0  # submissions that a person has to mark, of the whole assignment

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return len(self.graded) / self.seconds if self.seconds else 0.0


class Stopped(KeyboardInterrupt):
    """Stopped in the middle: what was finished by then, and how many there were to do."""

    def __init__(self, summary: Summary, total: int):
        super().__init__()
        self.summary, self.total = summary, total


Progress = Callable[[int, int], None]  # done, of how many


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
    progress: Progress = lambda done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Summary:
    """Grade an assignment: everybody's, or of these students.

    What has not changed since it was graded is left alone, unless `again`. With a `scheduler`, the
    address of a Dask cluster, the work is done there. A `dry` run grades all of them, writes
    nothing, and tells what would change. A `reason` goes into the feedback of everybody whose
    points change although the files are the same. `on_wait` is called if another grader is at work.

    Raises:
        GradingError: nothing could be graded; the text says why and what to do.
        Stopped: by Ctrl-C; what was finished is in the gradebook.
    """
    begin = time.monotonic()
    settings.read(course.config)
    must_have_gradebook(course)  # before a file of ours is made: not every folder is a course
    with storage_errors.told(course), lock(course, on_wait):
        plan = make_plan(course, assignment)
        shelf = Shelf(course, assignment)
        with Writer(course, plan) as writer:
            shelf.recover(writer.is_written)
            there = course.students(assignment)
            wanted = there if students is None else _known(there, students, assignment)
            if not wanted:
                raise GradingError(f"{assignment} 还没有人交作业（submitted 里没有）。请先收作业。")
            todo = wanted if again or dry else _changed(course, plan, shelf, writer, wanted)
            with _refusing(assignment), _Warmth(course, plan) as warmth:
                plan = isolation.decide(course, plan, warmth.get)
                summary = Summary(
                    plan,
                    unchanged=len(wanted) - len(todo),
                    unreadable=course.unnamed(assignment),
                    dry=dry,
                )
                results = _results(course, plan, todo, workers, warmth, scheduler)
                sink = _Sink(writer, shelf, summary, " ".join(reason.split()))
                try:
                    _all(results, len(todo), sink, progress)
                except KeyboardInterrupt as stop:
                    summary.waiting = writer.waiting()
                    raise Stopped(summary, len(todo)) from stop
                summary.waiting = writer.waiting()
    summary.seconds = time.monotonic() - begin
    return summary


@contextmanager
def _refusing(assignment: str) -> Iterator[None]:
    """Without walls code is not run: one sentence, with what a trainer may do."""
    try:
        yield
    except NoWalls as why:
        raise GradingError(
            f"{assignment} 要运行交来的代码，但这台机器做不出隔离间，没有评。{why}"
            "确实信任这些代码时，可以在 nbgrader_config.py 里写 c.Grading.unsealed = True。"
        ) from why


@contextmanager
def lock(course: Course, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """One grader at a time for a course; another waits, and is refused after a while."""
    course.kept.mkdir(parents=True, exist_ok=True)
    handle = os.open(course.kept / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until, told = time.monotonic() + LOCK_SECONDS, False
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > until:
                    raise GradingError("另一个评分正在进行。等它结束以后，请再运行一次。") from None
                if not told:
                    on_wait()
                    told = True
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)


class _Warmth:
    """The warm process of this process, started when it is first needed."""

    def __init__(self, course: Course, plan: Plan):
        self.course, self.plan, self.warm = course, plan, None

    def get(self) -> Warm:
        self.warm = self.warm or start_warm(self.course, self.plan)
        return self.warm

    def __enter__(self) -> "_Warmth":
        return self

    def __exit__(self, *_) -> None:
        if self.warm:
            self.warm.close()


def _known(there: list[str], students: Iterable[str], assignment: str) -> list[str]:
    wanted = list(dict.fromkeys(students))
    missing = sorted(set(wanted) - set(there))
    if missing:
        raise GradingError(f"没有找到这些人交的 {assignment}：{'、'.join(missing)}。请检查名字。")
    return wanted


def _changed(course: Course, plan: Plan, shelf: Shelf, writer: Writer, students) -> list[str]:
    known = writer.graded()
    return [
        s
        for s in students
        if s not in known
        or not shelf.has_result(s)
        or (last := shelf.record(s)) is None
        or last.fingerprint != intake.fingerprint(course, plan, s)
    ]


@dataclass
class _Sink:
    """Where finished batches go: into the gradebook and in their place, or, dry, nowhere."""

    writer: Writer
    shelf: Shelf
    summary: Summary
    reason: str

    def take(self, batch: list[Graded]) -> None:
        for graded in filter(self._is_spared, batch):
            remove(self.shelf.staged / graded.student)
            _count(self.summary, replace(graded, notices=(*graded.notices, "上次的成绩没有动")))
        batch = [g for g in batch if not self._is_spared(g)]
        found = changes.differences(self.writer, self.shelf, batch)
        self.summary.differences += found
        if self.summary.dry:
            for graded in batch:
                remove(self.shelf.staged / graded.student)
        else:
            day = date.today().isoformat()
            batch = list(changes.explained(batch, found, self.shelf, self.reason, day))
            self.shelf.settle(batch, self.writer.write)
        for graded in batch:
            _count(self.summary, graded)

    def _is_spared(self, graded: Graded) -> bool:
        """An earlier result gives way to a finished one only."""
        return graded.again and self.shelf.has_result(graded.student)


def _all(results, total: int, sink: _Sink, progress: Progress) -> None:
    """Grade and write; what is finished is written even if something stops the rest."""
    waiting: list[Graded] = []
    since = time.monotonic()

    def flush() -> None:
        nonlocal since
        if waiting:
            sink.take(waiting)
            waiting.clear()
        since = time.monotonic()

    progress(0, total)
    try:
        for graded in results:
            waiting.append(graded)
            if len(waiting) >= BATCH or time.monotonic() - since > SECONDS:
                flush()
            progress(len(sink.summary.graded) + len(waiting), total)
    finally:
        flush()


def _count(summary: Summary, graded: Graded) -> None:
    summary.graded.append((graded.student, graded.points, graded.review))
    if graded.notices:
        summary.notices.append((graded.student, graded.notices))
    if graded.unreadable:
        summary.unreadable.append(graded.student)


def _results(course, plan, todo, workers, warmth, scheduler) -> Iterator[Graded]:
    if scheduler:
        yield from cluster.results(course, plan, todo, scheduler)
        return
    workers = workers or settings.read(course.config).workers or os.cpu_count() or 1
    needs = any(n.kind is not Kind.DATA for n in plan.notebooks)
    if len(todo) <= FEW or workers == 1:
        with Grader(course, plan, warmth.get() if needs and todo else None) as grader:
            for student in todo:
                yield _safely(grader, student)
        return
    twins = _twins(warmth, workers) if needs else []
    try:
        yield from _in_pool(course, plan, todo, workers, twins)
    finally:
        for twin in twins:
            twin.close()


def _twins(warmth: _Warmth, number: int) -> list[Warm]:
    """A warm process for each worker; where that does not work, workers start their own."""
    try:
        return [warmth.get().twin() for _ in range(number)]
    except (RoomClosed, OSError, ValueError):
        return []


def _in_pool(
    course: Course, plan: Plan, todo: list[str], workers: int, twins: list[Warm]
) -> Iterator[Graded]:
    """From several processes. One that dies takes nothing with it: its submissions go one by one."""
    names, broken = iter(todo), False
    pending: dict[Future, str] = {}
    lost: list[str] = []
    before = set(multiprocessing.active_children())
    gc.freeze()  # collecting would write to what workers share with us, and so copy all of it
    pool = _pool(course, plan, workers, twins)
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
        yield _alone(course, plan, student)


def _alone(course: Course, plan: Plan, student: str) -> Graded:
    with _pool(course, plan, 1) as pool:
        try:
            return pool.submit(_job, student).result()
        except BrokenProcessPool:
            return _failed(course, plan, student, "评分进程被系统停止了")


def _pool(
    course: Course, plan: Plan, workers: int, twins: Sequence[Warm] = ()
) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    words = (course, plan, twins, fork.Value("i", 0))
    return ProcessPoolExecutor(workers, fork, initializer=_start, initargs=words)


_here: Grader | None = None


def _start(course: Course, plan: Plan, twins: Sequence[Warm], turn) -> None:
    """In a worker: end with the grader, leave Ctrl-C to it, and be ready."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the grader's own handler would come along
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with turn.get_lock():
        mine = turn.value
        turn.value += 1
    _here = Grader(course, plan, twins[mine] if mine < len(twins) else None)
    multiprocessing.util.Finalize(_here, _here.close, exitpriority=10)


def _job(student: str) -> Graded:
    return _safely(_here, student)


def _safely(grader: Grader, student: str) -> Graded:
    """A mistake of ours costs one submission its result, is told, and stops nobody else."""
    try:
        return grader.grade(student)
    except (NoWalls, GradingError):
        raise
    except RoomClosed as why:
        return _failed(grader.course, grader.plan, student, str(why))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in MACHINE:
            raise
        return _failed(grader.course, grader.plan, student, f"{type(error).__name__}: {error}")


def _failed(course: Course, plan: Plan, student: str, why: str) -> Graded:
    """Nothing earned, everything to be looked at; the submission stays as it is."""
    with Grader(course, plan) as grader:
        return grader.give_up(student, why)
