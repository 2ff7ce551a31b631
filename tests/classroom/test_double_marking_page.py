"""The second marker's table: one paper at a time, points kept, and the comparison afterwards."""

import pytest
from conftest import case_values
from marked import Teacher, grade

from shixun import syllabus
from shixun.analytics import double_marking
from shixun.widgets import second as desk
from shixun.widgets.form import FormView

MODEL = case_values("model")


@pytest.fixture
def marking(paths):
    class_ = [
        Teacher(f"t{k:02}", MODEL | {"why": f"办法 {k}"}, mark=float(k % 6)) for k in range(12)
    ]
    grade(paths, "X01", class_)
    return desk.Marking(paths)


def act(marking, action, points=None, exercise="X01"):
    return marking.act(action, {"second_exercise": exercise, "second_points": points})


def test_the_way_through_a_pile(marking):
    """Take, mark, next, until none is left; the field is emptied each time; nothing is asked twice."""
    assert act(marking, "take").values["second_points"] is None
    seen = set()
    for _ in range(12):
        seen.add(marking.now.student)
        assert "办法" in marking.paper() and "有时间 4 分" in marking.paper()
        assert act(marking, "mark", 3).state == "pass"
    assert len(seen) == 12 and marking.paper() == ""
    assert "没有要再评的" in act(marking, "take").headline
    assert len(double_marking.marks(marking.paths)) == 12


def test_nothing_on_the_table_tells_the_first_mark_or_the_name(paths):
    """A first mark like no other number and a name like no other word are not on the page."""
    grade(paths, "X01", [Teacher("wang-xiaoming", MODEL, mark=7.77)])
    marking = desk.Marking(paths)
    reply = act(marking, "take")
    everything = marking.paper() + repr(reply)
    assert "7.77" not in everything and "xiaoming" not in everything


@pytest.mark.parametrize(
    ("action", "points", "exercise", "says"),
    [("mark", 3, "X01", "先按"), ("take", None, "", "先选"), ("back", None, "X01", "上一份")],
)  # fmt: skip
def test_a_step_too_early_is_said(marking, action, points, exercise, says):
    """Points without a paper, no exercise chosen, no earlier paper: one sentence, nothing written."""
    assert says in act(marking, action, points, exercise).headline
    assert double_marking.marks(marking.paths) == ()


def test_points_that_cannot_be_are_said_at_their_field(marking):
    """None and too many: the paper stays on the table."""
    act(marking, "take")
    for points in (None, 10):
        reply = act(marking, "mark", points)
        assert reply.state == "fail" and reply.messages[0].field == "second_points"
    assert marking.now and double_marking.marks(marking.paths) == ()


def test_the_last_paper_can_be_marked_again(marking):
    """A slip is mended at once: the newest points count."""
    act(marking, "take")
    slip = marking.now
    act(marking, "mark", 9)
    act(marking, "back")
    assert marking.now == slip
    act(marking, "mark", 2)
    (mark,) = double_marking.marks(marking.paths)
    assert mark.points == 2


def test_the_comparison_has_kappa_n_and_the_papers_that_differ(marking):
    """Equal marks for ten, others for two: κ with its n, and two lines with names to talk about."""
    assert "还没有人" in act(marking, "compare").headline
    act(marking, "take")
    while marking.now:
        k = int(marking.now.student[1:])
        act(marking, "mark", k % 6 + (2 if k < 2 else 0))
    reply = act(marking, "compare")
    ((title, words),) = reply.facts
    assert title == "办法做得到吗" and "n=12" in words and "加权 κ" in words
    assert [m.text.split("：")[0] for m in reply.messages] == ["t00", "t01"]


def test_the_section_follows_its_buttons(marking):
    """On the page: the form's button puts the paper above it."""
    course = syllabus.load(marking.paths.root / "course.toml")
    box = desk.section(marking.paths, course)
    form = next(w for w in box.children if isinstance(w, FormView))
    assert box.children[1].value == ""
    form._act("take", {"second_exercise": "X01"}, {})
    assert "办法" in box.children[1].value
