"""The numbers on the trainer's home follow an exercise from release to feedback."""

import json

import pytest
from conftest import FIXTURE, case_values, make_course, put_answer
from nbgrader.api import Gradebook

from shixun.classroom import course, handin
from shixun.classroom.progress import ClassProgress, item_shares, progress


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    paths = make_course(tmp_path_factory.mktemp("numbers"))
    course.prepare(paths)
    return paths


def hand_in(paths, student, case):
    home = paths.teachers / student
    home.mkdir(parents=True, exist_ok=True)
    course.fetch(paths, "X01", home, student)
    folder = home / "X01"
    put_answer(folder, case_values(case))
    form = json.loads((folder / "form.json").read_text())
    handin.submit(paths, "X01", home, student, form)


def numbers(paths):
    p = progress(paths, "X01")
    return (p.handed_in, p.waiting, p.graded, p.to_mark, p.returned)


def test_the_numbers_follow_the_exercise(paths, monkeypatch):
    """Each step is counted, and marks given after an early return ask for another one."""
    monkeypatch.setenv("PYTHONPATH", str(FIXTURE))
    assert progress(paths, "X01") == ClassProgress("X01", False, 0, 0, 0, 0, 0)
    course.release(paths, "X01")
    assert progress(paths, "X01").released
    hand_in(paths, "ann", "model")
    hand_in(paths, "bob", "wrong_blank")
    assert numbers(paths) == (2, 2, 0, 0, 0)
    course.collect(paths, "X01")
    assert numbers(paths) == (2, 0, 0, 0, 0)
    course.autograde(paths, "X01")
    assert numbers(paths) == (2, 0, 2, 2, 0)
    course.give_feedback(paths, "X01")
    assert numbers(paths) == (2, 0, 2, 2, 2)
    mark(paths, "ann", 0)
    assert numbers(paths) == (2, 0, 2, 1, 1)
    course.give_feedback(paths, "X01")
    assert numbers(paths) == (2, 0, 2, 1, 2)
    hand_in(paths, "ann", "model")
    assert numbers(paths)[:2] == (2, 1)
    assert all(s.graded == 2 and s.full <= 1 for s in item_shares(paths, "X01"))


def mark(paths, student, points):
    """As formgrader does when a trainer types points into the rubric."""
    with Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", "shixun") as book:
        submission = book.find_submission("X01", student)
        for grade in (g for n in submission.notebooks for g in n.grades if g.needs_manual_grade):
            grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
