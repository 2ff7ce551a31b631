"""The log of checks before hand-in: what was tried, in order, and how long to wait for the next.

One JSON object per line in answers/E04.checks.jsonl, only ever appended to. The first line is the
diagnosis: what the teacher thought before the page said anything.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shixun.answers.errors import AnswerError
from shixun.answers.file import FOLDER, MAX_BYTES, read_bytes
from shixun.files import append_line

FREE_TRIES = 3  # without progress, before the page asks for patience
FIRST_WAIT = 10  # seconds after that, doubled by each further try without progress
LONGEST_WAIT = 120


@dataclass(frozen=True)
class Check:
    """One press of 检查: when, under which release, the values, and each open item's points."""

    at: str
    release: str
    values: dict[str, Any]
    items: dict[str, float]  # item id → share of its points, 0 … 1


def path_of(folder: Path, exercise: str) -> Path:
    return folder / FOLDER / f"{exercise}.checks.jsonl"


def append(folder: Path, exercise: str, check: Check) -> None:
    """Add one line; after a torn line, on a line of its own."""
    path = path_of(folder, exercise)
    path.parent.mkdir(parents=True, exist_ok=True)
    append_line(path, json.dumps(asdict(check), ensure_ascii=False))


def read(folder: Path, exercise: str) -> tuple[Check, ...]:
    """Every readable line, oldest first; what a crash or a hand has broken is passed over."""
    try:
        content = read_bytes(path_of(folder, exercise), limit=8 * MAX_BYTES)
    except AnswerError:
        return ()
    return tuple(c for line in content.split(b"\n") if (c := _check(line)))


def _check(line: bytes) -> Check | None:
    try:
        check = Check(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    kinds = (check.at, str), (check.release, str), (check.values, dict), (check.items, dict)
    shares = check.items.values() if isinstance(check.items, dict) else ()
    sound = all(isinstance(v, k) for v, k in kinds) and all(type(s) in (int, float) for s in shares)
    return check if sound else None


def tries_without_progress(history: tuple[Check, ...]) -> int:
    """How many checks at the end of the log changed something and gained nothing.

    Pressing again without a change tells nothing new and counts for nothing; a check that reaches
    more points than any before starts the count again.
    """
    best, tries, last = -1.0, 0, None
    for check in history:
        points = sum(check.items.values())
        if points > best:
            best, tries = points, 0
        elif check.values != last:
            tries += 1
        last = check.values
    return tries


def wait(history: tuple[Check, ...], now: datetime) -> int:
    """Seconds until the next check may be asked for.

    Checking is how one learns here, so the first tries are free and progress always is. Whoever
    changes values at random and gains nothing waits 10, 20, 40, 80, then 120 seconds: a guess costs
    more time than a thought.
    """
    tries = tries_without_progress(history)
    if tries < FREE_TRIES:
        return 0
    pause = min(FIRST_WAIT * 2 ** min(tries - FREE_TRIES, 10), LONGEST_WAIT)
    try:
        passed = (now - datetime.fromisoformat(history[-1].at)).total_seconds()
    except (ValueError, TypeError):  # a time written by hand
        return pause
    # A clock set back must not lock anybody out for longer than one pause.
    return min(pause, max(0, round(pause - passed)))
