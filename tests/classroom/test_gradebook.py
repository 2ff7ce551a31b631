"""One door to the gradebook: by `db_url` alone it is another database, for every page and command."""

import json

import pytest
from conftest import FIXTURE, Nbgrader, case_values, make_course, put_answer

from shixun.analytics import double_marking
from shixun.analytics.explain import explain
from shixun.autograder.errors import GradingError
from shixun.classroom import course, gradebook, handin
from shixun.classroom.graded_submissions import graded_submissions
from shixun.classroom.progress import item_shares, progress
from shixun.widgets import trainer


def set_address(paths, url):
    settings = paths.grading / "nbgrader_config.py"
    settings.write_text(f"{settings.read_text()}\nget_config().CourseDirectory.db_url = {url!r}\n")


@pytest.fixture
def paths(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(FIXTURE))
    return make_course(tmp_path)


def hand_in(paths, student, case):
    home = paths.teachers / student
    home.mkdir(parents=True)
    course.fetch(paths, "X01", home, student)
    put_answer(home / "X01", case_values(case))
    form = json.loads((home / "X01/form.json").read_text())
    handin.submit(paths, "X01", home, student, form)


def term(paths):
    """Set up, released, handed in by two, graded on the page and by the command, marked, returned."""
    course.prepare(paths)
    course.release_all(paths)
    hand_in(paths, "ann", "model")
    assert trainer.run(paths, "grade", "X01").state == "pass"
    hand_in(paths, "bob", "wrong_half")
    course.collect(paths, "X01")
    Nbgrader(paths)("autograde", "X01", "--student", "bob")
    with gradebook.open_gradebook(paths) as book:
        grade = book.find_grade("X01-rubric", "X01", "X01", "ann")
        grade.manual_score, grade.needs_manual_grade = 7, False
        book.db.commit()
    return trainer.run(paths, "return", "X01")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_reader_goes_where_the_setting_says(paths, tmp_path, request, kind):
    """Pages, statistics and nbgrader's commands meet in that database; none is made anywhere else."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    set_address(paths, url)
    reply = term(paths)
    assert reply.headline.startswith("X01：发回 2 份反馈。其中 1 份主观题还没批"), reply
    now = progress(paths, "X01")
    assert (now.graded, now.to_mark, now.returned) == (2, 1, 2)
    assert all(s.graded == 2 for s in item_shares(paths, "X01"))
    assert {p.student: p.automatic for p in graded_submissions(paths, "X01")}["ann"] == 11
    assert len(course.gradebook_items(paths)) == 9  # 4 items each, and ann's rubric part
    assert [s.student for s in double_marking.waiting(paths, "X01")] == ["ann"]
    assert explain(paths, "X01", "ann").points == 18
    assert not list(paths.root.rglob("gradebook.db"))


def test_a_server_that_is_not_there_is_one_sentence(paths):
    """What cannot be reached is named, without the password, on the page that asked."""
    set_address(paths, "postgresql+psycopg://shixun:secret@127.0.0.1:1/scores")
    with pytest.raises(GradingError, match="成绩库 scores 用不了") as said:
        progress(paths, "X01")
    assert "secret" not in str(said.value)
