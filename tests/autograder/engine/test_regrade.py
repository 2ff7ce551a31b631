"""A wrong rule corrected once: shown before it counts, and told to everybody whose points change."""

import json

import pytest
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from shixun import cli
from shixun.autograder.engine.courses import open_course
from shixun.autograder.engine.result_store import ResultStore
from shixun.classroom import config

from .sample_course import CELLS, LESSONS, RIGHT, WRONG, check

LENIENT = [
    check("total-hidden", "assert total in (75, 7.5)", 2, hidden=True)
    if c.id == "total-hidden"
    else c
    for c in CELLS
]
REASON = "题目没说清单位，7.5 也算对"
FILES = ("autograded", "gradebook.db")


@pytest.fixture
def corrected(course, grade):
    """ann is right, bob is wrong by the first rule and half right by the corrected one."""
    course.submit("ann", RIGHT)
    course.submit("bob", WRONG)
    grade(course)
    assert [course.points(s) for s in ("ann", "bob")] == [6, 0]
    course.write(LENIENT, {"lessons.csv": LESSONS})
    return course


def kept(course) -> dict:
    """Results, gradebook, and what is remembered of each submission."""
    roots = (course.root / name for name in FILES)
    paths = (p for root in roots for p in (root, *root.rglob("*")) if p.is_file())
    records = ResultStore(open_course(course.root), "ps1").records()
    return records | {p: p.read_bytes() for p in paths}


def feedback(course, student: str) -> str:
    c = Config()
    config.engine(c)
    c.CourseDirectory.root = str(course.root)
    result = NbGraderAPI(config=c).generate_feedback("ps1", student)
    assert result["success"], result
    assert "not recognized" not in result["log"], "a warning for each page, that helps nobody"
    return (course.root / "feedback" / student / "ps1/ps1.html").read_text(encoding="utf-8")


def shixun(course, *words) -> int:
    return cli.main(["grade", "ps1", "--course", str(course.root), "--workers", "1", *words])


def test_a_dry_run_shows_both_scores_and_writes_nothing(corrected, capsys):
    """Only those touched are listed, with old and new points; no kept byte changes."""
    before = kept(corrected)
    assert shixun(corrected, "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["written"]
    (one,) = found["differences"]
    assert (one["student"], one["before"], one["after"]) == ("bob", 0, 2)
    assert [(c["cell"], c["before"], c["after"]) for c in one["changes"]] == [
        ("total-hidden", 0, 2)
    ]
    assert kept(corrected) == before
    assert not any((corrected.root / ".shixun/staged").glob("*/*"))
    assert shixun(corrected, "--dry-run") == 0
    text = capsys.readouterr().out
    assert "bob：总分 0 分 → 2 分" in text
    assert "ann" not in text


def test_a_correction_waits_for_a_yes(corrected, capsys, monkeypatch):
    """Without a yes nothing changes; with one, all are graded and the feedback says why."""
    before = kept(corrected)
    assert shixun(corrected, "--reason", REASON) == 2  # nobody there to ask
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "不")
    assert shixun(corrected, "--reason", REASON) == 1
    assert "0 分 → 2 分" in capsys.readouterr().out
    assert kept(corrected) == before
    monkeypatch.setattr("builtins.input", lambda _: "是")
    assert shixun(corrected, "--reason", REASON) == 0
    assert corrected.points("bob") == 2


def test_feedback_says_what_changed_and_why(corrected):
    """Only in the feedback of those touched, and still there after grading again."""
    assert shixun(corrected, "--reason", f"  {REASON}\n", "--yes") == 0
    assert shixun(corrected, "--again") == 0
    page = feedback(corrected, "bob")
    assert "重评说明" in page
    assert REASON in page
    assert "0 分 → 2 分" in page
    assert "重评说明" not in feedback(corrected, "ann")


def test_a_new_hand_in_is_no_correction(corrected):
    """Points that come with other files are not put down to the rule; earlier accounts end there."""
    corrected.submit("ann", WRONG)
    assert shixun(corrected, "--reason", REASON, "--yes") == 0
    assert corrected.points("ann") == 2
    assert "重评说明" not in feedback(corrected, "ann")
    corrected.submit("bob", RIGHT)
    assert shixun(corrected) == 0
    assert "重评说明" not in feedback(corrected, "bob")


def test_points_by_hand_stand(corrected, capsys):
    """An instructor's own points are shown as such, stay, and nothing is told about them."""
    with corrected.book() as book:
        grade = book.find_grade("total-hidden", "ps1", "ps1", "bob")
        grade.manual_score = 1
        book.db.commit()
    assert shixun(corrected, "--reason", REASON, "--yes", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["differences"]
    assert (one["before"], one["after"], one["changes"][0]["by_hand"]) == (1, 1, 1)
    assert "重评说明" not in feedback(corrected, "bob")


@pytest.mark.parametrize("seconds", [0, 600])
def test_a_correction_survives_a_stop_between_gradebook_and_files(
    corrected, grade, monkeypatch, seconds
):
    """Stopped right after the gradebook was written, in a batch of one or in the last one of all,
    the next start still tells the reason."""
    from shixun.autograder.engine import batch

    monkeypatch.setattr(batch, "FLUSH_SECONDS", seconds)

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ResultStore, "_promote", stop)
        with pytest.raises(KeyboardInterrupt):
            grade(corrected, "bob", again=True, reason=REASON)
    assert corrected.points("bob") == 2
    grade(corrected)
    assert REASON in feedback(corrected, "bob")
