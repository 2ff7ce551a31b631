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
from shixun.autograder.engine.records import Kind, Plan, Screened
from shixun.autograder.engine.settings import Grading

MIB = 2**20
FILES = 500  # a submission with more has a cache in it, or worse
FILE = 100 * MIB
TOTAL = 200 * MIB
SHARE = 0.8  # of a room's disk that may be taken up before anything runs
NOTEBOOK = 60 * MIB  # a notebook with outputs that were never cleared
STAMP = 200  # bytes of timestamp.txt
DEEP = 12  # folders within folders
SHOWN = 3  # names of refused files in a notice


class Unscreened(Exception):
    """The submission as a whole cannot be taken in; the text says why."""


@dataclass
class _Found:
    first: set[str]  # what is taken before all else, so that nothing can crowd it out
    ours: set[str]  # the trainer's files, which go over whatever was handed in as theirs
    most: int  # bytes of all files
    folders: int = 0
    files: dict[str, Path] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)  # why → names
    notices: list[str] = field(default_factory=list)
    size: int = 0
    too_many: bool = False


def screen(course: Course, plan: Plan, student: str) -> Screened:
    """What of a submission may be looked at.

    Raises:
        Unscreened: the folder is a link, or cannot be entered.
    """
    folder = course.folder("submitted", student, plan.assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Unscreened("交来的文件夹是一个链接，没有打开")
    first = {*(f"{n.name}.ipynb" for n in plan.notebooks), "timestamp.txt"}
    ours = set(plan.files) - course.left_alone(plan.assignment)
    found = _Found(first, ours, _most(course, plan))
    _walk(course, plan, folder, found)
    for why, names in found.refused.items():
        more = f" 等 {len(names)} 个" if len(names) > SHOWN else ""
        found.notices.append(f"文件 {'、'.join(names[:SHOWN])}{more} {why}，没有收")
    notebooks = {}
    for name in (n.name for n in plan.notebooks):
        path = found.files.pop(f"{name}.ipynb", None)
        if path is not None:
            notebooks[name] = read_plain(path, NOTEBOOK)
    stamp, notice = _timestamp(found.files.pop("timestamp.txt", None), plan)
    if notice:
        found.notices.append(notice)
    spare = {k: p for k, p in found.files.items() if _is_notebook(k)}
    files = {k: p for k, p in found.files.items() if k not in spare}
    _renamed(plan, spare, notebooks, found.notices)
    return Screened(files, notebooks, stamp, tuple(found.notices))


def _most(course: Course, plan: Plan) -> int:
    """Bytes that are taken in: beside the trainer's own files they have to go into a room."""
    if all(n.kind is Kind.DATA for n in plan.notebooks):
        return TOTAL
    disk = Grading(config=course.config).limits().disk
    ours = sum(path.stat().st_size for path in plan.files.values())
    return max(0, min(TOTAL, int(disk * SHARE) - ours))


def _is_notebook(name: str) -> bool:
    """By its name, as browsers and other systems change it: .IPYNB, .ipynb.txt, .ipynb.json."""
    return name.lower().removesuffix(".txt").removesuffix(".json").endswith(".ipynb")


def _renamed(plan: Plan, spare: dict[str, Path], notebooks: dict, notices: list[str]) -> None:
    """A single notebook under another name, where one is missing, is the one that was meant."""
    if len(plan.notebooks) == 1 and not notebooks and len(spare) == 1:
        ((name, path),) = spare.items()
        wanted = plan.notebooks[0].name
        notebooks[wanted] = read_plain(path, NOTEBOOK)
        notices.append(f"没有 {wanted}.ipynb，按改了名的 {shown(name)} 评")
    elif spare:
        notices.append(f"另有 {len(spare)} 个不在题目里的笔记本，没有评")


def read_plain(path: Path, most: int) -> bytes:
    """Bytes of a plain file, at most `most` of them, never through a link and never waiting."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        return stream.read(most)


def _walk(course: Course, plan: Plan, folder: Path, found: _Found, inside: str = "") -> None:
    try:
        entries = sorted(
            os.scandir(folder),
            key=lambda e: (e.is_dir(follow_symlinks=False), e.name not in found.first, e.name),
        )
    except OSError as error:
        if not inside:
            raise Unscreened(f"交来的文件夹打不开（{error.strerror}）") from error
        found.notices.append(f"文件夹 {shown(inside)} 打不开，没有收")
        return
    for entry in entries:
        name = f"{inside}{entry.name}"
        if len(found.files) >= FILES or found.folders > FILES:
            if not found.too_many:
                found.too_many = True
                found.notices.append(f"文件或文件夹超过 {FILES} 个，多出来的没有收")
            return
        if course.ignored(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            found.folders += 1
            if name.count("/") < DEEP:
                _walk(course, plan, Path(entry.path), found, f"{name}/")
            continue
        if name in found.ours:
            continue
        why = _refusal(entry, name, plan, found)
        if why:
            found.refused.setdefault(why, []).append(shown(name))
        else:
            found.files[name] = Path(entry.path)


def _refusal(entry: os.DirEntry, name: str, plan: Plan, found: _Found) -> str:
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
    if facts.st_nlink > 1 and name in found.first:
        found.notices.append(f"{shown(name)} 和别处的文件是同一个（硬链接），请看它是不是自己的")
    elif facts.st_nlink > 1:
        return "和别处的文件是同一个（硬链接）"
    if facts.st_size > FILE:
        return f"超过 {FILE // MIB} MB"
    if name not in found.first and found.size + facts.st_size > found.most:
        return f"使总量超过 {found.most // MIB} MB"
    if not os.access(entry.path, os.R_OK):
        return "没有读的权限"
    found.size += facts.st_size
    return ""


def _timestamp(path: Path | None, plan: Plan) -> tuple[str | None, str]:
    """The time in timestamp.txt in nbgrader's own form, if it can be true; and what to say if not."""
    if path is None:
        return None, ""
    try:
        content = read_plain(path, STAMP + 1)
        text = content.decode("utf-8-sig").strip()
        if not text:
            return None, ""
        if len(content) > STAMP:
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


def shown(name: str) -> str:
    """A file's name on one line, cut, without signs that turn the text around."""
    plain = "".join(c if c.isprintable() else "?" for c in name)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"


def fingerprint(course: Course, plan: Plan, student: str) -> str:
    """Changes whenever the plan (before the dash), or a file of the submission (after it), has.

    Reads no content.

    Looks at no more folders and files than could be taken in, however deep and many they are.
    """
    found = hashlib.sha256()
    todo, seen = [os.fspath(course.folder("submitted", student, plan.assignment))], 0
    while todo and seen < 4 * FILES:
        try:
            entries = sorted(os.scandir(todo.pop()), key=lambda e: e.name)
        except OSError:
            continue
        for entry in entries[: 4 * FILES]:
            seen += 1
            try:
                facts = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(facts.st_mode):
                todo.append(entry.path)
            else:
                line = (entry.path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
                found.update(repr(line).encode(errors="surrogateescape"))
    return f"{plan.fingerprint}-{found.hexdigest()}"
