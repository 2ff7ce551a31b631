"""Taking in what was handed in: plain files of a sane number and size, nothing else is opened."""

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
    """The submission as a whole cannot be taken in; the text says why."""


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
    """What of a submission may be looked at.

    Raises:
        Unscreened: the folder is a link, or cannot be entered.
    """
    folder = course.folder("submitted", student, plan.assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise RejectedSubmission("交来的文件夹是一个链接，没有打开")
    priority = {*(f"{n.name}.ipynb" for n in plan.notebooks), "timestamp.txt"}
    instructor_files = set(plan.files) - course.not_overwritten(plan.assignment)
    scan = _Scan(priority, instructor_files, _byte_limit(course, plan))
    _scan_folder(course, plan, folder, scan)
    for reason, names in scan.refused.items():
        more = f" 等 {len(names)} 个" if len(names) > MAX_NAMES else ""
        scan.notices.append(f"文件 {'、'.join(names[:MAX_NAMES])}{more} {reason}，没有收")
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


def _byte_limit(course: Course, plan: AssignmentPlan) -> int:
    """Bytes that are taken in: beside the instructor's own files they have to go into a sandbox."""
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
    """A single notebook under another name, where one is missing, is the one that was meant."""
    if len(plan.notebooks) == 1 and not notebooks and len(spare) == 1:
        ((name, path),) = spare.items()
        wanted = plan.notebooks[0].name
        notebooks[wanted] = read_regular_file(path, MAX_NOTEBOOK)
        notices.append(f"没有 {wanted}.ipynb，按改了名的 {quote_name(name)} 评")
    elif spare:
        notices.append(f"另有 {len(spare)} 个不在题目里的笔记本，没有评")


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """Bytes of a plain file, at most `most` of them, never through a link and never waiting."""
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
            raise RejectedSubmission(f"交来的文件夹打不开（{error.strerror}）") from error
        scan.notices.append(f"文件夹 {quote_name(inside)} 打不开，没有收")
        return
    for entry in entries:
        name = f"{inside}{entry.name}"
        if len(scan.files) >= MAX_FILES or scan.folders > MAX_FILES:
            if not scan.too_many:
                scan.too_many = True
                scan.notices.append(f"文件或文件夹超过 {MAX_FILES} 个，多出来的没有收")
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
    """Why a file is not taken, "" if it is."""
    try:
        name.encode()
        facts = entry.stat(follow_symlinks=False)
    except UnicodeEncodeError:
        return "的名字读不出来"
    except OSError as error:
        return f"看不了（{error.strerror}）"
    if stat.S_ISLNK(facts.st_mode):
        return "是一个链接"
    if not stat.S_ISREG(facts.st_mode):
        return "不是普通文件"
    if facts.st_nlink > 1 and name in scan.priority:
        scan.notices.append(
            f"{quote_name(name)} 和别处的文件是同一个（硬链接），请看它是不是自己的"
        )
    elif facts.st_nlink > 1:
        return "和别处的文件是同一个（硬链接）"
    if facts.st_size > MAX_FILE:
        return f"超过 {MAX_FILE // MIB} MB"
    if name not in scan.priority and scan.size + facts.st_size > scan.max_bytes:
        return f"使总量超过 {scan.max_bytes // MIB} MB"
    if not os.access(entry.path, os.R_OK):
        return "没有读的权限"
    scan.size += facts.st_size
    return ""


def _read_timestamp(path: Path | None, plan: AssignmentPlan) -> tuple[str | None, str]:
    """The time in timestamp.txt in nbgrader's own form, if it can be true; and what to say if not."""
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
        return None, "交作业的时间（timestamp.txt）读不懂，按没有时间处理"
    now = datetime.now(UTC).replace(tzinfo=None)
    earliest = datetime.fromtimestamp(plan.released, UTC).replace(tzinfo=None) - timedelta(days=366)
    if not max(earliest, datetime(2015, 1, 1)) < moment < now + timedelta(days=1):
        return None, f"交作业的时间 {moment:%Y-%m-%d} 不可能，按没有时间处理"
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC", ""


def quote_name(name: str) -> str:
    """A file's name on one line, cut, without signs that turn the text around."""
    plain = "".join(c if c.isprintable() else "?" for c in name)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


def fingerprint(course: Course, plan: AssignmentPlan, student: str) -> str:
    """Changes whenever the plan (before the dash), or a file of the submission (after it), has.

    Reads no content.

    Looks at no more folders and files than could be taken in, however deep and many they are.
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
