"""Generated hand-ins: of an exercise whose answers are data, and of one that asks for code."""

import json
from pathlib import Path
from random import Random
from typing import Any

REPOSITORY = Path(__file__).parents[1]
SEED = 2026


def data_cases(exercise: str) -> list[dict[str, Any]]:
    """The values of the exercise's model answer and of its wrong ones."""
    files = sorted((REPOSITORY / "exercises" / exercise / "key").glob("*.json"))
    kept = [json.loads(f.read_text(encoding="utf-8")) for f in files if f.stem != "key"]
    return [k["values"] for k in kept]


def data_values(cases: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The answer of student `number`: the cases as they are first, then mixtures of two of them."""
    if number < len(cases):
        return cases[number]
    random = Random(f"{SEED}-{number}")
    one, other = random.choice(cases), random.choice(cases)
    return {name: _mixed(value, other.get(name), random) for name, value in one.items()}


def _mixed(one: Any, other: Any, random: Random) -> Any:
    """One of two values of a field; of two lists of records, some records of each."""
    if type(one) is not type(other):
        return one
    if isinstance(one, list) and one and isinstance(one[0], dict) and len(one) == len(other):
        return [random.choice(pair) for pair in zip(one, other, strict=True)]
    return random.choice((one, other))


LESSONS = "school,subject,minutes\n" + "".join(
    f"{random.choice(('east', 'west', 'north'))},"
    f"{random.choice(('math', 'words', 'music'))},{random.randint(5, 45)}\n"
    for random in [Random(SEED)]
    for _ in range(200)
)
SETUP = "import pandas as pd\nlessons = pd.read_csv('lessons.csv')"
SOLUTIONS = {
    "long": "long = lessons[lessons['minutes'] > 20]",
    "mean": "mean = lessons.groupby('school')['minutes'].mean()",
    "share": "def share(frame, limit):\n    return float((frame['minutes'] > limit).mean())",
}
# name → (test, points, hidden)
TESTS = {
    "long-open": ("assert set(long.columns) >= {'school', 'minutes'}", 1, False),
    "long-hidden": (
        "assert len(long) == (lessons['minutes'] > 20).sum()\nassert long['minutes'].min() > 20",
        3,
        True,
    ),
    "mean-open": (
        "wanted = lessons.groupby('school')['minutes'].mean()\n"
        "for school, minutes in wanted.items():\n    assert abs(mean[school] - minutes) < 1e-6",
        2,
        False,
    ),
    "share-hidden": (
        "assert share(lessons, 1000) == 0\nassert share(lessons, 0) == 1\n"
        "assert abs(share(lessons, 20) - (lessons['minutes'] > 20).mean()) < 1e-9",
        4,
        True,
    ),
}
# What teachers write: right in two ways, wrong in several, and with an exception.
WRITTEN = {
    "long": (
        SOLUTIONS["long"],
        "long = lessons.query('minutes > 20').reset_index(drop=True)",
        "long = lessons[lessons['minutes'] > 25]",
        "long = lessons['minutes']",
        "long = lessons[lessons['minuts'] > 20]",
    ),
    "mean": (
        SOLUTIONS["mean"],
        "mean = {s: f['minutes'].mean() for s, f in lessons.groupby('school')}",
        "mean = lessons.groupby('school')['minutes'].sum()",
        "mean = lessons['minutes'].mean()",
        "",
    ),
    "share": (
        SOLUTIONS["share"],
        "def share(frame, limit):\n    long = 0\n    for m in frame['minutes']:\n"
        "        long += m > limit\n    return float(long / len(frame))",
        "def share(frame, limit):\n    return float((frame['minutes'] >= limit).sum())",
        "def share(frame, limit):\n    return frame['minutes'] / 0 and limit",
        "def share(frame):\n    return 0",
    ),
}


def code_values(number: int) -> dict[str, str]:
    """What student `number` wrote: name of the cell → source; right and wrong about half and half.

    Everybody's is different text, so that nothing can be graded by remembering it.
    """
    random = Random(f"{SEED}-{number}")
    chosen = {name: random.choice((*ways[:2], *ways)) for name, ways in WRITTEN.items()}
    return {name: f"{source}\n# {number}" for name, source in chosen.items()}
