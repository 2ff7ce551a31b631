"""The home pages: a fresh teacher's, and the trainer's steps."""

import re

from shixun import paths, syllabus
from shixun.classroom import home as logic
from shixun.classroom.home import Facts
from shixun.classroom.progress import ClassProgress
from shixun.widgets import home, trainer

COURSE = syllabus.load(paths.current().root / "course.toml")


def test_every_lesson_and_released_exercise_can_be_opened():
    """By a link that works in JupyterLab without a new window."""
    progress = tuple(logic.progress(e.id, Facts(True)) for e in COURSE.exercises)
    links = re.findall(r'data-shixun-open="([^"]+)"', home.body(COURSE, progress, "", ()))
    assert {x.file for x in (*COURSE.lessons, *COURSE.exercises)} <= set(links)


def test_an_exercise_that_is_not_released_is_no_link():
    """It says so instead."""
    progress = tuple(logic.progress(e.id, Facts(False)) for e in COURSE.exercises)
    text = home.body(COURSE, progress, "", ())
    assert "还没发布" in text and 'data-shixun-open="E04/E04.ipynb"' not in text


def test_a_hand_in_shows_time_digest_and_feedback():
    """The receipt's digest again, and the page that came back."""
    at = "2026-11-24 01:30:00.000000 UTC"
    facts = Facts(True, True, at, "0123abcd", "0123abcd", at, f"E04/feedback/{at}/E04.html")
    text = home.body(COURSE, (logic.progress("E04", facts),), "http://h:1", {"changes.ipynb"})
    assert "2026-11-24 09:30（北京时间）交，回执摘要 0123abcd" in text
    assert "读反馈" in text
    assert "http://h:1/voila/render/changes.ipynb" in text and "G6.ipynb" not in text


def test_the_trainer_is_told_the_next_step():
    """Publish, wait, grade, mark, return: one after the other."""
    steps = [
        ClassProgress("E04", False, 0, 0, 0, 0, 0),
        ClassProgress("E04", True, 0, 0, 0, 0, 0),
        ClassProgress("E04", True, 2, 1, 1, 0, 0),
        ClassProgress("E04", True, 2, 0, 2, 1, 0),
        ClassProgress("E04", True, 2, 0, 2, 0, 1),
        ClassProgress("E04", True, 2, 0, 2, 0, 2),
    ]
    assert [trainer.next_step(p) for p in steps] == [
        "运行 make setup 发布",
        "等老师交",
        "收作业并自动评分",
        "去批改页批主观题",
        "发回反馈",
        "都办完了",
    ]


def test_a_button_without_an_exercise_says_what_to_do():
    """Nothing is run."""
    assert "先选一个练习" in trainer.run(paths.current(), "grade", "").headline


def test_opened_in_the_checkout_nothing_is_fetched_into_it(tmp_path, monkeypatch):
    """An author who runs the page where it is written gets no exercise among the sources."""
    places = paths.Paths(paths.current().root, tmp_path)
    seen = []
    monkeypatch.setattr(home.paths, "current", lambda: places)
    monkeypatch.setattr(home, "facts", lambda p, e, folder, s: seen.append(folder) or Facts(False))
    monkeypatch.chdir(places.notebooks)
    home.show()
    assert set(seen) == {places.teachers / paths.teacher_id()}
