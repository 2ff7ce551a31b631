"""Accepts a submission: regular files within limits of number and size; nothing else is opened."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.utils import parse_utc

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import AcceptedSubmission, AssignmentPlan, IsolationMode
from shixun.autograder.engine.settings import Grading
from shixun.autograder.i18n import gettext

MIB = 2**20
MAX_FILES = 500  # a submission with more has a cache in it, or worse
MAX_FILE = 100 * MIB
MAX_TOTAL = 200 * MIB
DISK_SHARE = 0.8  # of a sandbox's disk that may be taken up before anything runs
MAX_NOTEBOOK = 60 * MIB  # a notebook with outputs that were never cleared
MAX_TIMESTAMP = 200  # bytes of timestamp.txt
MAX_DEPTH = 12  # folders within folders
MAX_NAMES = 3  # names of refused files in a notice


class RejectedSubmission(Exception):
    """The submission as a whole cannot be accepted; the text says why."""


@dataclass
class _Scan:
    priority: set[str]  # what is taken before all else, so that nothing can crowd it out
    instructor_files: set[
        str
    ]  # the instructor's files, which go over whatever was handed in as theirs
    max_bytes: int  # bytes of all files
    folders: int = 0
    files: dict[str, Path] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)  # why → names
    notices: list[str] = field(default_factory=list)
    size: int = 0
    too_many: bool = False


def accept(course: Course, plan: AssignmentPlan, student: str) -> AcceptedSubmission:
    """What of a student's submission may be read.

    Raises:
        RejectedSubmission: the folder is a link, or cannot be opened.
    """
    folder = course.folder("submitted", student, plan.assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise RejectedSubmission(gettext("the submitted folder is a link and was not opened"))
    priority = {*(f"{n.name}.ipynb" for n in plan.notebooks), "timestamp.txt"}
    instructor_files = set(plan.files) - course.not_overwritten(plan.assignment)
    scan = _Scan(priority, instructor_files, _byte_limit(course, plan))
    _scan_folder(course, plan, folder, scan)
    for reason, names in scan.refused.items():
        scan.notices.append(_refused(names, reason))
    notebooks = {}
    for name in (n.name for n in plan.notebooks):
        path = scan.files.pop(f"{name}.ipynb", None)
        if path is not None:
            notebooks[name] = read_regular_file(path, MAX_NOTEBOOK)
    stamp, notice = _read_timestamp(scan.files.pop("timestamp.txt", None), plan)
    if notice:
        scan.notices.append(notice)
    spare = {k: p for k, p in scan.files.items() if _is_notebook(k)}
    files = {k: p for k, p in scan.files.items() if k not in spare}
    _adopt_renamed(plan, spare, notebooks, scan.notices)
    return AcceptedSubmission(files, notebooks, stamp, tuple(scan.notices))


def _refused(names: list[str], reason: str) -> str:
    """The notice about files that were not accepted for this reason; a few are named."""
    shown = gettext(", ").join(names[:MAX_NAMES])
    if len(names) > MAX_NAMES:
        message = gettext("not accepted: {files} and others, {number} in all: {reason}")
        return message.format(files=shown, number=len(names), reason=reason)
    return gettext("not accepted: {files}: {reason}").format(files=shown, reason=reason)


def _byte_limit(course: Course, plan: AssignmentPlan) -> int:
    """Total bytes that are accepted: together with the instructor's files they must fit into a sandbox."""
    if all(n.isolation is IsolationMode.DATA for n in plan.notebooks):
        return MAX_TOTAL
    disk = Grading(config=course.config).limits().disk
    instructor_bytes = sum(path.stat().st_size for path in plan.files.values())
    return max(0, min(MAX_TOTAL, int(disk * DISK_SHARE) - instructor_bytes))


def _is_notebook(name: str) -> bool:
    """By its name, as browsers and other systems change it: .IPYNB, .ipynb.txt, .ipynb.json."""
    return name.lower().removesuffix(".txt").removesuffix(".json").endswith(".ipynb")


def _adopt_renamed(
    plan: AssignmentPlan, spare: dict[str, Path], notebooks: dict, notices: list[str]
) -> None:
    """If the only notebook is missing and there is a single other one, take that one."""
    if len(plan.notebooks) == 1 and not notebooks and len(spare) == 1:
        ((name, path),) = spare.items()
        wanted = plan.notebooks[0].name
        notebooks[wanted] = read_regular_file(path, MAX_NOTEBOOK)
        message = gettext("no {file}; the renamed {other} was graded in its place")
        notices.append(message.format(file=f"{wanted}.ipynb", other=quote_name(name)))
    elif spare:
        message = gettext("not graded: notebooks that are not of this assignment ({number})")
        notices.append(message.format(number=len(spare)))


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """At most `max_bytes` bytes of a regular file, b"" if it is none; follows no link and never blocks."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        return stream.read(max_bytes)


def _scan_folder(
    course: Course, plan: AssignmentPlan, folder: Path, scan: _Scan, inside: str = ""
) -> None:
    try:
        entries = sorted(
            os.scandir(folder),
            key=lambda e: (e.is_dir(follow_symlinks=False), e.name not in scan.priority, e.name),
        )
    except OSError as error:
        if not inside:
            message = gettext("the submitted folder cannot be opened ({error})")
            raise RejectedSubmission(message.format(error=error.strerror)) from error
        message = gettext("not accepted: the folder {folder} cannot be opened")
        scan.notices.append(message.format(folder=quote_name(inside)))
        return
    for entry in entries:
        name = f"{inside}{entry.name}"
        if len(scan.files) >= MAX_FILES or scan.folders > MAX_FILES:
            if not scan.too_many:
                scan.too_many = True
                message = gettext("more than {number} files or folders; the rest was not accepted")
                scan.notices.append(message.format(number=MAX_FILES))
            return
        if course.is_ignored(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            scan.folders += 1
            if name.count("/") < MAX_DEPTH:
                _scan_folder(course, plan, Path(entry.path), scan, f"{name}/")
            continue
        if name in scan.instructor_files:
            continue
        reason = _refusal(entry, name, plan, scan)
        if reason:
            scan.refused.setdefault(reason, []).append(quote_name(name))
        else:
            scan.files[name] = Path(entry.path)


def _refusal(entry: os.DirEntry, name: str, plan: AssignmentPlan, scan: _Scan) -> str:
    """Why a file is not accepted, "" if it is."""
    try:
        name.encode()
        facts = entry.stat(follow_symlinks=False)
    except UnicodeEncodeError:
        return gettext("its name cannot be read")
    except OSError as error:
        return gettext("cannot be looked at ({error})").format(error=error.strerror)
    if stat.S_ISLNK(facts.st_mode):
        return gettext("is a link")
    if not stat.S_ISREG(facts.st_mode):
        return gettext("is not a regular file")
    if facts.st_nlink > 1 and name in scan.priority:
        message = gettext(
            "{file} is the same file as one elsewhere (hard link); check that it is the student's own"
        )
        scan.notices.append(message.format(file=quote_name(name)))
    elif facts.st_nlink > 1:
        return gettext("is the same file as one elsewhere (hard link)")
    if facts.st_size > MAX_FILE:
        return gettext("is larger than {size} MB").format(size=MAX_FILE // MIB)
    if name not in scan.priority and scan.size + facts.st_size > scan.max_bytes:
        return gettext("makes the total larger than {size} MB").format(size=scan.max_bytes // MIB)
    if not os.access(entry.path, os.R_OK):
        return gettext("may not be read")
    scan.size += facts.st_size
    return ""


def _read_timestamp(path: Path | None, plan: AssignmentPlan) -> tuple[str | None, str]:
    """timestamp.txt in nbgrader's form, None if it is missing or impossible; and a notice, or an empty text."""
    if path is None:
        return None, ""
    try:
        content = read_regular_file(path, MAX_TIMESTAMP + 1)
        text = content.decode("utf-8-sig").strip()
        if not text:
            return None, ""
        if len(content) > MAX_TIMESTAMP:
            raise ValueError("too long")
        if not re.search(r"\d{4}", text):
            raise ValueError("no year, so it would be this year's, or today")
        moment = parse_utc(text)
    except (OSError, ValueError, OverflowError, TypeError, ArithmeticError):
        return None, gettext(
            "the time of submission (timestamp.txt) cannot be understood and does not count"
        )
    now = datetime.now(UTC).replace(tzinfo=None)
    earliest = datetime.fromtimestamp(plan.released, UTC).replace(tzinfo=None) - timedelta(days=366)
    if not max(earliest, datetime(2015, 1, 1)) < moment < now + timedelta(days=1):
        return None, gettext(
            "the time of submission {day} is impossible and does not count"
        ).format(day=f"{moment:%Y-%m-%d}")
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC", ""


def quote_name(name: str) -> str:
    """A file name in quotes, on one line, at most 60 characters, without control characters."""
    plain = "".join(c if c.isprintable() else "?" for c in name)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


def fingerprint(course: Course, plan: AssignmentPlan, student: str) -> str:
    """A text that changes with the plan (before the dash) and with the submitted files (after it).

    Uses names, sizes and times of the files, reads no content, and stops after a bounded number.
    """
    digest = hashlib.sha256()
    todo, seen = [os.fspath(course.folder("submitted", student, plan.assignment))], 0
    while todo and seen < 4 * MAX_FILES:
        try:
            entries = sorted(os.scandir(todo.pop()), key=lambda e: e.name)
        except OSError:
            continue
        for entry in entries[: 4 * MAX_FILES]:
            seen += 1
            try:
                facts = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(facts.st_mode):
                todo.append(entry.path)
            else:
                line = (entry.path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
                digest.update(repr(line).encode(errors="surrogateescape"))
    return f"{plan.fingerprint}-{digest.hexdigest()}"
