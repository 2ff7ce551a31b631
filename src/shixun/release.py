"""Releases: a lock file says of which parts, with which content, a version of the course consists.

An answer, a check, a score and a response carry the id of the release they were made under, and the
lock file turns that id into cells; so "before and after this change" is one join.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from shixun import content
from shixun.paths import Paths

ID = re.compile(r"\d{4}\.\d{2}(\.\d+)?")
FORMAT = 2  # of a lock file; the first one knew cells and some data files only
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
        return self.format >= FORMAT or _in_first_format(key)

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


def _in_first_format(key: str) -> bool:
    folder, _, rest = key.partition("/")
    return (
        "#" in key
        or (folder == "notebooks" and key.endswith(".toml"))
        or (folder == "exercises" and key.endswith((".json", ".csv")))
        or (key.startswith(content.PACKAGE) and rest.startswith("rules/") and key.endswith(".toml"))
    )


def load(path: Path) -> Lock:
    """Read a lock file.

    Raises:
        ReleaseError: it is no lock file.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        hashes = {
            f"{content.PACKAGE}rules/{key.removeprefix(FIRST_RULES)}"
            if key.startswith(FIRST_RULES)
            else key: value
            for key, value in data["hashes"].items()
        }
        return Lock(data["id"], data["date"], hashes, data.get("format", 1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
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
    hashes = content.hashes(paths.root)
    locks = all_locks(paths.releases)
    if locks and locks[-1].hashes == hashes:
        return locks[-1].id
    whole = content.digest(json.dumps(hashes, sort_keys=True).encode())
    return f"{locks[-1].id if locks else '0'}+{whole[:8]}"


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
    lock = Lock(id, date, content.hashes(paths.root))
    paths.releases.mkdir(exist_ok=True)
    body = {"format": FORMAT, "id": lock.id, "date": lock.date, "hashes": lock.hashes}
    target = paths.releases / f"{id}.json"
    target.write_text(
        json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return lock
