"""A lesson's questions explain every answer, and its outline gives 反馈 a place to point to."""

import pytest

from shixun import paths, syllabus
from shixun.lessons import data, quiz
from shixun.lessons.outline import outline
from shixun.records import RecordError

PLACES = paths.current()
LESSONS = syllabus.load(PLACES.root / "course.toml").lessons
ONE = """
[recall]
id = "L99-recall"
question = "?"
options = [{text = "甲", why = "对", right = true}, {text = "乙", why = "错在这里"}]
[[selftest]]
id = "L99-t1"
question = "?"
options = [{text = "甲", why = "对", right = true}, {text = "乙", why = "错在那里"}]
[practice]
title = "?"
[[practice.parts]]
kind = "pick"
id = "one"
label = "?"
options = [{id = "a", text = "甲", why = "对", right = true}]
"""


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_lesson_asks_one_and_three_and_explains_each_option(lesson):
    """One question looks back, three test; each has one right option and a reason for all."""
    questions = data.load((PLACES.notebooks / lesson.file).with_suffix(".toml"))
    assert len(questions.selftest) == 3
    for question in (questions.recall, *questions.selftest):
        reasons = [o.why for o in question.options]
        assert len(reasons) >= 3 and len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_lesson_has_its_eight_blocks(lesson):
    """The outline has the seven parts before 反馈, each with its own cell."""
    parts = outline(PLACES.notebooks / lesson.file)
    ids = [id for id, _ in parts]
    blocks = ("case", "goal", "recall", "explain", "practice", "selftest", "tomorrow")
    assert all(any(id == f"{lesson.id}-{block}" for id in ids) for block in blocks)


def test_the_page_does_not_hold_the_right_answer():
    """A form of questions carries no reason and no mark of the right option to the browser."""
    lesson = LESSONS[1]
    questions = data.load((PLACES.notebooks / lesson.file).with_suffix(".toml")).selftest
    sent = str(quiz.form("x", questions))
    assert not any(o.why in sent for q in questions for o in q.options)
    assert "right" not in sent


def test_a_wrong_choice_is_explained_and_may_be_mended(tmp_path):
    """The reason of the chosen option comes back, and the count follows the second try."""
    file = tmp_path / "L99.toml"
    file.write_text(ONE, encoding="utf-8")
    questions = data.load(file).selftest
    wrong, right = (quiz.answer((*questions, *questions), {"L99-t1": v}) for v in ("1", "0"))
    assert (wrong.messages[0].state, wrong.messages[0].text) == ("fail", "错在那里")
    assert right.messages[0].state == "pass" and "答对 2 题" in right.headline


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (", right = true", "", "只有一个"),
        ('why = "错在这里"', 'why = ""', "why"),
        ('{text = "甲"', '{txt = "甲"', "txt"),
    ],
)
def test_incomplete_questions_are_named(tmp_path, old, new, says):
    """Whoever writes a lesson is told the file, the question and what is missing."""
    file = tmp_path / "L99.toml"
    file.write_text(ONE.replace(old, new), encoding="utf-8")
    with pytest.raises(RecordError, match=rf"L99\.toml 的 .*L99-recall.*{says}"):
        data.load(file)


def test_a_mark_says_what_a_teacher_would():
    """对 and 再想想, where a rule's check says 通过 and 要改; no reason begins by saying 对 again."""
    for lesson in LESSONS:
        found = data.load((PLACES.notebooks / lesson.file).with_suffix(".toml"))
        questions = (found.recall, *found.selftest)
        assert quiz.form("q", questions)["words"] == {"pass": "对", "fail": "再想想"}
        assert not [o.why for q in questions for o in q.options if o.why.startswith("对。")]
