"""Times of day as people write them."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

LONGEST = 40  # characters; no clock time has as many


def plain(text: Any) -> str:
    """Full-width forms, odd spaces and colons made ordinary."""
    normal = unicodedata.normalize("NFKC", str(text if text is not None else ""))
    return " ".join(normal.split())


def read_clock(text: Any) -> int | None:
    """Minutes since midnight of "8:30", "8：30", "8点半", "下午2:10"; None if it is no clock time."""
    text = plain(text)
    return _minutes(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=1024)  # every rule and item reads the same few times of day again
def _minutes(text: str) -> int | None:
    found = re.fullmatch(
        r"(上午|下午|晚上|中午)?\s*(\d{1,2})\s*(?:([:.时点])\s*(\d{1,2}|半)?)\s*分?(?::\d\d)?",
        text,
    )
    if not found:
        return None
    part, hour, minute = found[1], int(found[2]), found[4]
    if found[3] == "." and minute and len(minute) == 1:
        minute += "0"  # a sheet makes 8.3 of a typed 8.30
    minutes = 30 if minute == "半" else int(minute or 0)
    hour += 12 if part in ("下午", "晚上") and hour < 12 else 0
    return hour * 60 + minutes if hour < 24 and minutes < 60 else None


def clock(minutes: int) -> str:
    """The time of day as a timetable shows it: 510 is "8:30"."""
    return f"{minutes // 60}:{minutes % 60:02}"
