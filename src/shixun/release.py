"""Releases: a lock file says which cells, with which content, a version of the course consists of.

An answer, a check, a score and a response carry the id of the release they were made under, and the
lock file turns that id into cells; so "before and after this change" is one join.
"""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from shixun import notebooks
from shixun.paths import Paths

ID = re.compile(r"\d{4}\.\d{2}(\.\d+)?")
RULES = "src/shixun/rules"  # below the root; a lock names its files so


class ReleaseError(Exception):
    """A release that cannot be made or read; the message says what to do."""


@dataclass(frozen=True)
class Lock:
    """One release: cell key ("M2/L07.ipynb#L07-case") or data file → hash of its content."""

    id: str
    date: str
    hashes: dict[str, str]

    def changed(self, earlier: "Lock") -> tuple[tuple[str, str], ...]:
        """What this release changed: (key, 新增 | 修改 | 删除), in the order of the keys."""
        kinds = {}
        for key in self.hashes.keys() | earlier.hashes.keys():
            old, new = earlier.hashes.get(key), self.hashes.get(key)
            if old != new:
                kinds[key] = "新增" if old is None else "删除" if new is None else "修改"
        return tuple(sorted(kinds.items()))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Of a data file, as a lock holds it."""
    return _hash(path.read_bytes())


def content_hashes(root: Path) -> dict[str, str]:
    """Hash of every cell of every notebook and of every public data file of the course."""
    hashes = {}
    for path in notebooks.all_notebooks(root):
        name = path.relative_to(root).as_posix()
        for cell in notebooks.read(path)["cells"]:
            mark = f"{cell['cell_type']}\n{notebooks.source(cell)}"
            hashes[f"{name}#{cell['id']}"] = _hash(mark.encode())
    for path in _data_files(root):
        hashes[path.relative_to(root).as_posix()] = file_hash(path)
    return hashes


def _data_files(root: Path) -> list[Path]:
    """Lesson data, rules and the exercises' data; what a teacher sees or is scored by."""
    rules = sorted((root / RULES).glob("*.toml"))
    lessons = sorted((root / "notebooks").rglob("*.toml"))
    exercises = [
        p
        for p in sorted((root / "exercises").rglob("*"))
        if p.is_file()
        and p.suffix in (".json", ".csv", ".toml", ".md")
        and ".ipynb_checkpoints" not in p.parts
    ]
    return [*rules, *lessons, *exercises]


def load(path: Path) -> Lock:
    """Read a lock file.

    Raises:
        ReleaseError: it is no lock file.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Lock(data["id"], data["date"], data["hashes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}：读不出版本文件（{error}）；请从 git 里恢复它。") from error


def all_locks(releases: Path) -> list[Lock]:
    """Every release, oldest first."""
    locks = [load(p) for p in releases.glob("*.json")]
    return sorted(locks, key=lambda lock: [int(n) for n in lock.id.split(".")])


def current(paths: Paths) -> str:
    """The id of the course in use: a release, or a draft named by its content.

    A draft ("2026.11+3f9a…") is never mistaken for the release it grew from. A server pins its
    pages to the version it published, by SHIXUN_RELEASE, while somebody edits the checkout.
    """
    if pinned := os.environ.get("SHIXUN_RELEASE"):
        return pinned
    hashes = content_hashes(paths.root)
    locks = all_locks(paths.releases)
    if locks and locks[-1].hashes == hashes:
        return locks[-1].id
    content = json.dumps(hashes, sort_keys=True).encode()
    return f"{locks[-1].id if locks else '0'}+{_hash(content)[:8]}"


def make(paths: Paths, id: str, date: str) -> Lock:
    """Write the lock file of a new release.

    Raises:
        ReleaseError: the id has another shape, is taken, or does not come after the newest.
    """
    if not ID.fullmatch(id):
        raise ReleaseError(f"版本号 {id} 不合格式；请写成 2026.11 或 2026.11.1。")
    locks = all_locks(paths.releases)
    order = [[int(n) for n in lock.id.split(".")] for lock in locks]
    if order and [int(n) for n in id.split(".")] <= order[-1]:
        raise ReleaseError(f"版本号 {id} 没有排在 {locks[-1].id} 之后；请用更大的号。")
    lock = Lock(id, date, content_hashes(paths.root))
    paths.releases.mkdir(exist_ok=True)
    body = {"id": lock.id, "date": lock.date, "hashes": lock.hashes}
    target = paths.releases / f"{id}.json"
    target.write_text(
        json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return lock
