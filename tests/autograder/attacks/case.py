"""The course that odd and hostile work is handed in to, and how a case is built and judged."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.sample_course import SampleCourse, answer, check, essay, given

from shixun.autograder.engine.batch import RunSummary

SALES = "day,stall,units\nMon,a,4\nMon,b,9\nTue,a,7\nTue,b,1\nWed,a,12\n"
CELLS = (
    given("import pandas as pd\nsales = pd.read_csv('sales.csv')", "load"),
    answer("units", "units = int(sales['units'].sum())"),
    check("units-kind", "assert isinstance(units, int)", 1),
    check("units-value", "assert units == 33", 2, hidden=True),
    answer("days", "by_day = {k: int(v) for k, v in sales.groupby('day')['units'].sum().items()}"),
    check(
        "days-each",
        "import csv\n"
        "for row in csv.DictReader(open('sales.csv')):\n"
        "    assert by_day[row['day']] >= int(row['units'])",
        2,
    ),
    check(
        "days-all",
        "assert isinstance(by_day, dict)\n"
        "assert sorted(by_day.items()) == [('Mon', 13), ('Tue', 8), ('Wed', 12)]",
        2,
        hidden=True,
    ),
    answer(
        "label",
        "def label(n):\n    if n < 0:\n        raise ValueError(n)\n    return 'many' if n > 9 else 'few'",
    ),
    check(
        "label-open",
        "assert [label(n) for n in (0, 9, 10)] == ['few', 'few', 'many']\n"
        "try:\n    label(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        3,
    ),
    essay("why", 5),
)
FULL = 10
RIGHT = {
    "units": "units = int(sales['units'].sum())",
    "days": "by_day = sales.groupby('day')['units'].sum().to_dict()",
    "label": "def label(n):\n    if n < 0: raise ValueError(n)\n    return 'few' if n < 10 else 'many'",
    "why": "因为星期三只有一家。",
}
WRONG = {"units": "units = -1.5", "days": "by_day = {}", "label": "label = None", "why": "不知道"}
SECRET = "a-word-that-nobody-was-told"


@dataclass(frozen=True)
class Result:
    """What a run made of one case."""

    points: float | None  # None: no result at all
    review: bool
    notices: tuple[str, ...]
    text: str  # the graded notebook

    @property
    def told(self) -> bool:
        return self.review or bool(self.notices)


@dataclass(frozen=True)
class CaseRun:
    """A run over many cases."""

    course: SampleCourse
    summary: RunSummary
    results: Mapping[str, Result]


Verdict = Callable[[Result], str]  # what is wrong, "" if nothing is
Build = Callable[[SampleCourse, str], None]  # hands something in as this student


@dataclass(frozen=True)
class Case:
    """One odd or hostile submission; `promise` says what is done with it."""

    id: str
    promise: str
    build: Build
    verdict: Verdict


def points(n: float) -> Verdict:
    """Exactly these points, as nbgrader itself gives."""
    return lambda r: "" if r.points == n else f"{r.points} points, not {n}"


full = points(FULL)


def full_or_told(r: Result) -> str:
    return "" if r.points == FULL or r.told else f"{r.points} points, and nobody is told"


def told(r: Result) -> str:
    return "" if not r.points and r.review and r.notices else f"{r.points} points, told: {r.told}"


def nothing(r: Result) -> str:
    return "" if r.points == 0 else f"{r.points} points for wrong answers"


def graded(r: Result) -> str:
    return "" if r.points is not None else "no result"


def no_secret(r: Result) -> str:
    found = [s for s in (SECRET, SECRET[::-1], SECRET.encode().hex()) if s in r.text]
    return f"{found} came out" if found else ""


def both(*verdicts: Verdict) -> Verdict:
    return lambda r: next(filter(None, (v(r) for v in verdicts)), "")


def code(files: Mapping[str, str | bytes] | None = None, **cells: str) -> Build:
    """Right answers with these cells instead, and these files beside them."""
    return _code(RIGHT | cells, files or {})


def wrong(files: Mapping[str, str | bytes] | None = None, **cells: str) -> Build:
    """Wrong answers with these cells instead."""
    return _code(WRONG | cells, files or {})


def _code(cells: Mapping[str, str], files: Mapping[str, str | bytes]) -> Build:
    def build(course: SampleCourse, student: str) -> None:
        folder = course.submit(student, cells)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return build


def folder(do: Callable[[Path], None], cells: Mapping[str, str] = RIGHT) -> Build:
    """Right answers, then something done to the folder."""
    return lambda course, student: do(course.submit(student, cells))


def notebook(change: Callable[[dict], dict | None], cells: Mapping[str, str] = RIGHT) -> Build:
    """Right answers in a notebook whose JSON was changed."""

    def do(where: Path) -> None:
        path = where / "ps1.ipynb"
        data = json.loads(path.read_text())
        data = change(data) or data
        path.write_text(json.dumps(data))

    return folder(do, cells)


def content(change: Callable[[bytes], bytes]) -> Build:
    """Right answers in a notebook whose bytes were changed."""

    def do(where: Path) -> None:
        path = where / "ps1.ipynb"
        path.write_bytes(change(path.read_bytes()))

    return folder(do)


def cell(data: dict, id: str) -> dict:
    return next(c for c in data["cells"] if c.get("id") == id)
