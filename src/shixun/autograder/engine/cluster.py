"""Grades on a Dask cluster: submissions are sent to workers, results come back to one writer.

A worker needs this package and nothing else: no course folder, no gradebook, no shared disk. Dask
sends the work of a lost worker to another one. Workers receive hidden tests and keys, so the cluster
must belong to the instructor.
"""

import io
import logging
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from shixun.autograder.engine import intake
from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.grader import Grader
from shixun.autograder.engine.records import AssignmentPlan, GradingResult
from shixun.autograder.engine.result_store import remove_folder
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import current_language, gettext, use_language

CONNECT_SECONDS = 20
AHEAD = 4  # submissions on their way for each thread of the cluster
SENT_SECTIONS = ("Grading", "Autograde")  # sections of the settings that a worker needs


@dataclass(frozen=True)
class AssignmentBundle:
    """What every worker gets once.

    `source` is a tar archive of the instructor's folder, `settings` holds sections of nbgrader_config,
    `language` is the tag of the language that messages are made in.
    """

    plan: AssignmentPlan
    source: bytes
    settings: dict
    language: str  # of what the worker says


@dataclass(frozen=True)
class SubmissionBundle:
    """One accepted submission on its way to a worker; `files` is a tar archive."""

    student: str
    files: bytes
    notices: tuple[str, ...]


def results(
    course: Course, plan: AssignmentPlan, todo: list[str], address: str
) -> Iterator[GradingResult]:
    """Grade these students on the cluster; each result's files lie staged here when it is yielded.

    Args:
        todo: ids of students.
        address: of the scheduler, e.g. tcp://127.0.0.1:8786.

    Raises:
        GradingError: no scheduler or no worker answers, or they were lost, or distributed is missing.
    """
    with _connect(address) as client, Grader(course, plan) as local:
        _wait_for_workers(client, address)
        # Sent as work, not scattered: the scheduler can make it again if its holder is lost.
        bundle = client.submit(_identity, _bundle_assignment(course, plan), pure=False)
        workers = sum(w["nthreads"] for w in client.scheduler_info()["workers"].values())
        names, students = iter(todo), {}

        def send(number: int) -> Iterator[GradingResult]:
            """Only a few are under way at a time, so that memory does not grow with the class."""
            while number and (student := next(names, None)) is not None:
                try:
                    submission = _bundle_submission(local, student)
                except intake.RejectedSubmission:
                    yield local.grade(student)  # which says so
                    continue
                future = client.submit(_grade, bundle, submission, pure=False)
                students[future] = submission
                number -= 1

        yield from send(AHEAD * max(1, workers))
        while students:
            done = _done(client, list(students), address)
            for future in done:
                yield _unbundle(local, students.pop(future), future, address)
            yield from send(len(done))


def _connect(address: str):
    try:
        from distributed import Client
    except ImportError as error:
        raise GradingError(
            gettext("distributed is not installed. Run: pip install 'shixun[cluster]'")
        ) from error
    # It tells of a lost scheduler in pages of traceback; we do in a sentence.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise GradingError(
            gettext(
                "No Dask scheduler answers at {address}. Check the address, or start it first."
            ).format(address=address)
        ) from error


def _wait_for_workers(client, address: str) -> None:
    """A scheduler without workers would accept the work and never do it."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise GradingError(
            gettext(
                "There is only a scheduler at {address}, and no worker. "
                "Run this first: dask worker {address}"
            ).format(address=address)
        ) from error


def _done(client, futures: list, address: str) -> set:
    """Futures that are done, as soon as there are any; raises GradingError if the cluster is lost."""
    from distributed import wait

    with client.as_current():
        while True:
            try:
                return wait(futures, CONNECT_SECONDS, return_when="FIRST_COMPLETED").done
            except CancelledError as error:
                raise _scheduler_lost(address) from error
            except TimeoutError as error:
                if not client.scheduler_info()["workers"]:
                    raise GradingError(
                        gettext(
                            "All workers at {address} are gone. What was graded is kept; "
                            "once they are back, run the same command again."
                        ).format(address=address)
                    ) from error


def _scheduler_lost(address: str) -> GradingError:
    return GradingError(
        gettext(
            "The connection to the Dask scheduler at {address} was lost. What was "
            "graded is kept; once it is back, run the same command again."
        ).format(address=address)
    )


def _bundle_assignment(course: Course, plan: AssignmentPlan) -> AssignmentBundle:
    settings = {name: dict(course.config.get(name, {})) for name in SENT_SECTIONS}
    settings["Grading"].pop(
        "state_url", None
    )  # it may hold a password, and workers keep no records
    settings["Autograde"] = {
        k: v for k, v in settings["Autograde"].items() if k == "exclude_overwriting"
    }
    files = {
        p.relative_to(plan.source).as_posix(): p for p in plan.source.rglob("*") if p.is_file()
    }
    packed = _pack({name: path.read_bytes() for name, path in files.items()})
    return AssignmentBundle(plan, packed, settings, current_language())


def _bundle_submission(local: Grader, student: str) -> SubmissionBundle:
    accepted = intake.accept(local.course, local.plan, student)
    files = {
        name: intake.read_regular_file(path, intake.MAX_FILE)
        for name, path in accepted.files.items()
    }
    files |= {f"{name}.ipynb": content for name, content in accepted.notebooks.items()}
    if accepted.timestamp:
        files["timestamp.txt"] = accepted.timestamp.encode()
    return SubmissionBundle(student, _pack(files), accepted.notices)


def _unbundle(local: Grader, submission: SubmissionBundle, future, address: str) -> GradingResult:
    """A worker's result with its files staged here, as if it had been graded here."""
    try:
        graded, files = future.result()
    except CancelledError as error:  # done, but the scheduler went before it could be fetched
        raise _scheduler_lost(address) from error
    except Exception as error:  # the worker's own, or it was lost too often
        if future.client.status != "running":
            raise _scheduler_lost(address) from error
        return local.give_up(submission.student, f"{type(error).__name__}: {error}")
    _unpack(files, local.store.stage(submission.student))
    fingerprint = intake.fingerprint(local.course, local.plan, submission.student)
    notices = tuple(dict.fromkeys((*submission.notices, *graded.notices)))
    return replace(graded, fingerprint=fingerprint, notices=notices)


def _identity(bundle: AssignmentBundle) -> AssignmentBundle:
    return bundle


def _grade(bundle: AssignmentBundle, submission: SubmissionBundle) -> tuple[GradingResult, bytes]:
    """Runs on a worker: grade one submission in a temporary course; the result and a tar of its files."""
    with _serial:  # one fork server serves one sandbox at a time
        use_language(bundle.language)
        grader = _grader(bundle)
        submitted = grader.course.folder("submitted", submission.student, bundle.plan.assignment)
        try:
            _unpack(submission.files, submitted)
            graded = grader.grade(submission.student)
            stage = grader.store.staged / submission.student
            paths = (p for p in stage.rglob("*") if p.is_file())
            return graded, _pack({p.relative_to(stage).as_posix(): p.read_bytes() for p in paths})
        finally:
            remove_folder(submitted)
            remove_folder(grader.store.staged / submission.student)


_serial = threading.Lock()
_graders: dict[str, Grader] = {}


def _grader(bundle: AssignmentBundle) -> Grader:
    """This worker's Grader of an assignment; those of other assignments are closed."""
    fingerprint = bundle.plan.fingerprint
    if fingerprint not in _graders:
        while _graders:
            _graders.popitem()[1].close()
        root = Path(tempfile.mkdtemp(prefix="grading-"))
        source = root / "source" / bundle.plan.assignment
        _unpack(bundle.source, source)
        config = Config(bundle.settings)
        config.CourseDirectory.root = str(root)
        files = {name: source / name for name in bundle.plan.files}
        plan = replace(bundle.plan, source=source, files=files)
        _graders[fingerprint] = Grader(Course(CourseDirectory(config=config), config), plan)
    return _graders[fingerprint]


def _pack(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _unpack(packed: bytes, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
