"""The benchmark command works, and finds it out when two graders do not agree."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import beside, commands, courses, results, scores

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_command_measures_compares_and_writes(tmp_path):
    """Two hand-ins, one of them graded by plain nbgrader too: figures in the file and the table."""
    words = ["data", "--classes", "2", "--plain", "1", "--rounds", "1", "--out", tmp_path / "new"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    kept = json.loads((tmp_path / "new/results.json").read_text("utf-8"))["data"]
    (found,) = (beside.Beside(**f) for f in kept["figures"])
    assert (found.students, found.plain_students, found.scores) == (2, 1, 13)
    assert found.left_out == ["E04-tags"]
    assert 0 < found.plain_start < found.plain_seconds < found.plain_class
    assert found.importing > 0 and min(found.engine_seconds) > 0
    assert kept["machine"]["packages"]["nbgrader"]
    table = (tmp_path / "new/README.md").read_text("utf-8")
    assert f"| **{found.ratio:.0f}** |" in table and "E04-tags" in table


@pytest.mark.slow
def test_one_other_score_stops_it(tmp_path, monkeypatch):
    """A single point more in plain nbgrader's gradebook, and there is no figure."""

    def with_a_mistake(course, *words, fine=(0,)):
        timed = commands.engine(course, 1)
        with sqlite3.connect(course.root / "gradebook.db") as book:
            book.execute(
                "update grade set auto_score = auto_score + 1 where cell_id in "
                "(select id from base_cell where name = 'E04-T-01')"
            )
        return timed

    monkeypatch.setattr(commands, "nbgrader", with_a_mistake)
    with pytest.raises(scores.Different, match="s00000 E04-T-01"):
        beside.measure(courses.data_exercise(), (1,), 1, 1, 1, tmp_path)


POINTS = {("ann", "one"): 2.0, ("ann", "two"): None, ("bob", "one"): 0.0}


@pytest.mark.parametrize(
    "changed",
    [
        {("ann", "one"): 1.5},
        {("ann", "one"): None},
        {("ann", "two"): 0.0},
        {("ann", "three"): 1.0},
    ],
    ids=["points", "lost points", "points where none were", "one more item"],
)
def test_what_counts_as_another_score(changed):
    """Points, no points and items; but not the items that are left out, nor other students."""
    assert scores.compare(POINTS, POINTS | {("eve", "one"): 1.0}).scores == 3
    with pytest.raises(scores.Different):
        scores.compare(POINTS, POINTS | changed)
    with pytest.raises(scores.Different):
        scores.compare({k: v for k, v in POINTS.items() if k[1] != "two"}, POINTS)
    left_out = frozenset(item for _, item in changed)
    assert scores.compare(POINTS, POINTS | changed, left_out).left_out == tuple(left_out)


def test_without_any_score_there_is_nothing_to_say():
    """Two empty gradebooks are no agreement."""
    with pytest.raises(scores.Different):
        scores.compare({}, {})


def test_the_page_keeps_what_was_written_around_the_figures(tmp_path):
    """Only what stands between the marks is renewed."""
    page = tmp_path / "README.md"
    page.write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n", "utf-8")
    results.renew(page, ["new"])
    assert page.read_text("utf-8") == f"before\n{results.BEGIN}\nnew\n{results.END}\nafter\n"
