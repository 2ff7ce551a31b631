"""A rubric mark belongs to the answer it was given for: our own exercises, as a trainer goes about it."""

import json

import nbformat
import pytest
from conftest import FIXTURE, case_values, put_answer

from shixun.autograder.engine.former_marks import CELL_ID
from shixun.classroom import course, feedback_inbox, gradebook, handin, progress
from shixun.widgets import trainer


@pytest.fixture(autouse=True)
def tasks_of_the_tests(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(FIXTURE))


def hand_in(paths, student, **changed):
    home = paths.teachers / student
    home.mkdir(parents=True, exist_ok=True)
    course.fetch(paths, "X01", home, student)
    put_answer(home / "X01", case_values("model") | changed)
    form = json.loads((home / "X01/form.json").read_text())
    handin.submit(paths, "X01", home, student, form)


def mark(paths, student, cell, points, comment=None):
    """What a trainer does in formgrader."""
    with gradebook.open_gradebook(paths) as book:
        grade = book.find_grade(cell, "X01", "X01", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell, "X01", "X01", student).manual_comment = comment
        book.db.commit()


def page_of(paths, student):
    home = paths.teachers / student
    course.fetch_feedback(paths, "X01", home, student)
    return feedback_inbox.newest("X01", home)


def press(paths, button):
    reply = trainer.run(paths, button, "X01")
    assert reply.state == "pass", reply.headline
    return reply.headline


def test_nobody_gets_an_old_mark_for_a_new_answer(paths):
    """Of two who hand in again, the one whose answer to the rubric part changed waits for a new mark."""
    for student in ("ann", "bob"):
        hand_in(paths, student)
    press(paths, "grade")
    mark(paths, "ann", "X01-rubric", 7, "办法具体。")
    mark(paths, "ann", "X01-colours", 4)
    mark(paths, "bob", "X01-rubric", 6, "还行。")
    assert press(paths, "return") == "X01：发回 2 份反馈。"
    hand_in(paths, "ann", why="换了一个办法")
    hand_in(paths, "bob", colours=["red"])
    said = press(paths, "grade")
    assert "其中 1 份还等您批主观题" in said and "这一部分回到待批：ann" in said
    said = press(paths, "return")
    assert said == (
        "X01：发回 2 份反馈。其中 1 份主观题还没批，这一部分没有发分：ann。批完再发回一次。"
    )
    ann, bob = page_of(paths, "ann"), page_of(paths, "bob")
    assert "还没有评" in ann.content["rubric"][0]["text"]
    assert "办法具体" not in ann.page.read_text() and "上一次" not in ann.page.read_text()
    assert bob.content["rubric"][0]["points"] == 6 and "还行。" in bob.page.read_text()
    marks = gradebook.marks(paths, "X01")
    assert marks["ann"]["X01-rubric"].by_hand is None
    assert marks["ann"]["X01-colours"].by_hand == 4  # nothing that this item looks at has changed
    notebook = nbformat.read(paths.grading / "autograded/ann/X01/X01.ipynb", as_version=4)
    (shown,) = [c.source for c in notebook.cells if c.id.startswith(CELL_ID)]
    assert "上一次交的作业得分：7 / 9 分" in shown and "办法具体。" in shown


def test_a_changed_item_by_hand_goes_back_to_its_automatic_points(paths):
    """Points that a trainer changed in a line go with the answer; she is asked to look again."""
    hand_in(paths, "ann")
    press(paths, "grade")
    mark(paths, "ann", "X01-colours", 1)
    hand_in(paths, "ann", colours=["red"])
    press(paths, "grade")
    now = gradebook.marks(paths, "X01")["ann"]["X01-colours"]
    assert (now.by_hand, now.auto, now.waits) == (None, 2.5, True)


def test_a_mark_that_an_earlier_version_left_on_a_new_answer_is_not_sent(paths):
    """The part waits in the gradebook, points or no points: feedback says that it is not marked."""
    hand_in(paths, "ann")
    press(paths, "grade")
    mark(paths, "ann", "X01-rubric", 7, "办法具体。")
    with gradebook.open_gradebook(paths) as book:
        book.find_grade("X01-rubric", "X01", "X01", "ann").needs_manual_grade = True
        book.db.commit()
    assert "1 份主观题还没批" in press(paths, "return")
    said = page_of(paths, "ann")
    assert said.content["points"] == 11 and "办法具体" not in said.page.read_text()


def test_what_did_not_go_out_is_not_counted(paths, monkeypatch):
    """The count is of pages that lie in the exchange as they were made."""
    for student in ("ann", "bob"):
        hand_in(paths, student)
    press(paths, "grade")
    for student in ("ann", "bob"):
        mark(paths, student, "X01-rubric", 7)
    real = course.api

    def api(paths):
        """nbgrader, with bob's page lost on its way."""
        found = real(paths)
        release = found.release_feedback

        def lose(*words):
            done = release(*words)
            folder = paths.grading / "feedback/bob/X01"
            secret = (folder / "submission_secret.txt").read_text()
            page = progress.outbox(paths, secret, "X01")
            page.unlink()
            return done

        found.release_feedback = lose
        return found

    monkeypatch.setattr(course, "api", api)
    reply = trainer.run(paths, "return", "X01")
    assert reply.state == "fail"
    assert reply.headline == "X01：发回 1 份反馈。有 1 份没有发出去：bob。请再按一次。"
