"""Feedback that has come back to a teacher's home."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeFetchFeedback

from shixun.classroom.handin import tool
from shixun.paths import Paths

MARK = "shixun-feedback"


@dataclass(frozen=True)
class Feedback:
    """One feedback page and what it says."""

    page: Path
    at: str  # the hand-in it is about, as nbgrader stamps it
    content: dict[str, Any]


class _Data(HTMLParser):
    """Takes the JSON block out of a feedback page."""

    def __init__(self):
        super().__init__()
        self.inside, self.text = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script" and ("id", MARK) in attrs

    def handle_data(self, data):
        self.text += data if self.inside else ""

    def handle_endtag(self, tag):
        self.inside = False


def fetch(paths: Paths, exercise: str, home: Path, student: str) -> None:
    """Bring home what has been released; quietly nothing where there is nothing yet."""
    try:
        tool(ExchangeFetchFeedback, paths, home, student, exercise).start()
    except (ExchangeError, OSError):
        return


def newest(exercise: str, home: Path) -> Feedback | None:
    """The feedback on the latest hand-in that has any."""
    pages = sorted((home / exercise / "feedback").glob(f"*/{exercise}.html"))
    for page in reversed(pages):
        if content := read(page):
            return Feedback(page, page.parent.name, content)
    return None


def read(page: Path) -> dict[str, Any] | None:
    """What a feedback page says, as data; None for a page of another kind."""
    reader = _Data()
    reader.feed(page.read_text(encoding="utf-8"))
    try:
        return json.loads(reader.text)
    except ValueError:
        return None
