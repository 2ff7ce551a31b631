"""Releases: a lock file says of which parts, with which content, a version of the course consists.

An answer, a check, a score and a response carry the id of the release they were made under, and the
lock file turns that id into cells; so "before and after this change" is one join.
"""

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from shixun import content
from shixun.paths import Paths

ID = re.compile(r"\d{4}\.\d{2}(\.\d+)?")
FIRST_FORMAT, FORMAT = 1, 2  # of a lock file; the first knew cells and some data files only
FIRST_RULES = "src/shixun/rules/"  # as the first format named our rule records


class ReleaseError(Exception):
    """A release that cannot be made or read; the message says what to do."""


@dataclass(frozen=True)
class Lock:
    """One release: the key of each part of the course → hash of its content; see `content.hashes`."""

    id: str
    date: str
    hashes: dict[str, str]
    format: int = FORMAT

    def knows(self, key: str) -> bool:
        """Whether a part of this key would stand in this lock, if the course had it."""
        in_first = _in_first_format(key)
        return in_first if self.format < FORMAT else not (in_first and _is_key(key))

    def changed(self, earlier: "Lock") -> tuple[tuple[str, str], ...]:
        """What this release changed: (key, 新增 | 修改 | 删除), in the order of the keys.

        Between locks of two formats, what one of them could not know is left out.
        """
        kinds = {}
        for key in self.hashes.keys() | earlier.hashes.keys():
            if not (self.knows(key) and earlier.knows(key)):
                continue
            old, new = earlier.hashes.get(key), self.hashes.get(key)
            if old != new:
                kinds[key] = "新增" if old is None else "删除" if new is None else "修改"
        return tuple(sorted(kinds.items()))


def _is_key(key: str) -> bool:
    """Whether it is one file of a folder of keys, as the first format held them."""
    return key.startswith("exercises/") and f"/{content.KEY}/" in key


def _in_first_format(key: str) -> bool:
    folder, _, rest = key.partition("/")
    if key.endswith(content.MARKS):
        return False
    return (
        "#" in key
        or (folder == "notebooks" and key.endswith(".toml"))
        or (folder == "exercises" and key.endswith((".json", ".csv")))
        or (key.startswith(content.PACKAGE) and rest.startswith("rules/") and key.endswith(".toml"))
    )


def load(path: Path) -> Lock:
    """Read a lock file.

    Raises:
        ReleaseError: it is no lock file, or one of a later format.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        hashes = {
            f"{content.PACKAGE}rules/{key.removeprefix(FIRST_RULES)}"
            if key.startswith(FIRST_RULES)
            else key: value
            for key, value in data["hashes"].items()
        }
        lock = Lock(data["id"], data["date"], hashes, data.get("format", FIRST_FORMAT))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{path}：读不出版本文件（{error}）；请从 git 里恢复它。") from error
    if lock.format > FORMAT:
        raise ReleaseError(f"{path}：是更新的师训写的版本文件；请先升级师训。")
    return lock


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
    hashes = content.hashes(paths.root)
    locks = all_locks(paths.releases)
    if locks and locks[-1].hashes == hashes:
        return locks[-1].id
    whole = content.digest(json.dumps(hashes, sort_keys=True).encode())
    return f"{locks[-1].id if locks else '0'}+{whole[:8]}"


@dataclass(frozen=True)
class Changes:
    """What came after a release: by the next one, or by edits that are no release yet.

    `since` is "" where nothing can be compared; `made` is "" for such edits.
    """

    since: str
    made: str
    parts: tuple[tuple[str, str], ...]


def changes(paths: Paths) -> Changes:
    """What was edited since the newest release; if nothing was, what that release changed."""
    locks = all_locks(paths.releases)
    if not locks:
        return Changes("", "", ())
    now = Lock("", "", content.hashes(paths.root))
    if now.hashes != locks[-1].hashes:
        return Changes(locks[-1].id, "", now.changed(locks[-1]))
    if len(locks) == 1:
        return Changes("", locks[-1].id, ())
    return Changes(locks[-2].id, locks[-1].id, locks[-1].changed(locks[-2]))


def make(paths: Paths, id: str, date: str) -> Lock:
    """Write the lock file of a new release.

    Every folder of keys gets a file of random digits if it has none, so that nobody who reads the
    lock can guess a short key from its hash.

    Raises:
        ReleaseError: the id has another shape, is taken, or does not come after the newest.
    """
    if not ID.fullmatch(id):
        raise ReleaseError(f"版本号 {id} 不合格式；请写成 2026.11 或 2026.11.1。")
    locks = all_locks(paths.releases)
    order = [[int(n) for n in lock.id.split(".")] for lock in locks]
    if order and [int(n) for n in id.split(".")] <= order[-1]:
        raise ReleaseError(f"版本号 {id} 没有排在 {locks[-1].id} 之后；请用更大的号。")
    for folder in sorted(paths.exercises.glob(f"*/{content.KEY}/")):
        salt = folder / content.SALT
        if not salt.exists():
            salt.write_text(secrets.token_hex(16) + "\n", encoding="utf-8")
    lock = Lock(id, date, content.hashes(paths.root))
    paths.releases.mkdir(exist_ok=True)
    body = {"format": FORMAT, "id": lock.id, "date": lock.date, "hashes": lock.hashes}
    target = paths.releases / f"{id}.json"
    target.write_text(
        json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return lock
