"""A teacher's desk: saving, paced checks, handing in with a receipt, and what comes back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from conftest import case_values

from shixun import answers
from shixun.answers import checks
from shixun.classroom import config, course, handin
from shixun.classroom.attempt import Attempt

MODEL = case_values("model")


class Clock:
    """A clock that goes when told."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def desk(paths):
    """Ann's desk with a freshly fetched X01."""
    home = paths.teachers / "ann"
    home.mkdir(parents=True)
    course.fetch(paths, "X01", home, "ann")
    return Attempt(paths, "X01", home / "X01", "ann", "2026.11", Clock())


def test_a_fresh_form_starts_with_the_exercises_data(desk):
    """Before the first answer the form holds what the exercise gives."""
    assert desk.opening().values == {"colours": ["grey"]}
    assert desk.opening().saved_at == 0


def test_what_was_entered_is_there_after_a_restart(desk):
    """A saved answer opens again, with the time of the course's people."""
    desk.save(MODEL)
    assert desk.opening().values == MODEL
    assert desk.opening().saved_at == desk.clock.now.timestamp()
    assert answers.read(desk.folder, "X01", desk.form).saved_at == "2026-11-24T09:30:00+08:00"


def test_a_damaged_answer_is_announced_and_kept(desk):
    """The page opens with a word on what is wrong; saving keeps the old bytes beside."""
    (desk.folder / "answers").mkdir()
    (desk.folder / "answers/X01.json").write_bytes(b"wreck")
    opening = desk.opening()
    assert opening.values == {"colours": ["grey"]}
    assert "损坏" in opening.problem and "不会丢" in opening.problem
    desk.save(MODEL)
    assert (desk.folder / "answers/X01.json.无法读取-1").read_bytes() == b"wreck"


def test_each_check_is_logged_with_what_was_checked(desk):
    """The first line is the diagnosis: values, release and each open item; hidden items are not in it."""
    desk.act("check", {"colours": ["red"]})
    (check,) = checks.read(desk.folder, "X01")
    assert check.values == {"colours": ["red"]} and check.release == "2026.11"
    assert check.items == {"X01-colours": 0.5, "X01-plan": 0.0, "X01-why": 0.0}


def test_guessing_is_slowed_and_nothing_is_lost(desk):
    """After tries without progress the page asks to wait, and still saves; later it checks again."""
    for n in range(4):
        reply = desk.act("check", {"why": "", "date": f"2020-02-1{n}"})
    assert reply.wait == 10
    refused = desk.act("check", MODEL)
    assert refused.wait == 10 and "进展" in refused.headline
    assert desk.opening().values == MODEL
    assert len(checks.read(desk.folder, "X01")) == 4
    desk.clock.now += timedelta(seconds=11)
    assert desk.act("check", MODEL).wait == 0


def test_a_hand_in_gives_a_receipt_of_what_the_grader_reads(desk):
    """Labelled values, time and digest, read back from the copy in the exchange."""
    reply = desk.act("handin", MODEL)
    facts = dict(reply.facts)
    assert reply.state == "pass"
    assert facts["地点"] == "操场" and facts["计划"] == "1. 做操 · 老师 · 10"
    assert facts["交的时间"].endswith("（北京时间）")
    (inbox,) = (desk.paths.exchange / "shixun/inbound").iterdir()
    assert inbox.name.startswith("ann+X01+")
    handed_in = answers.read(inbox, "X01", desk.form)
    assert handed_in.values == MODEL and answers.digest(handed_in) == facts["回执摘要"]


def test_the_page_knows_whether_the_answer_changed_since(desk):
    """After a hand-in the latest receipt stays visible; a later change is pointed out."""
    assert desk.handed_in() is None
    desk.act("handin", MODEL)
    receipt, changed = desk.handed_in()
    assert receipt.answer.values == MODEL and changed is False
    desk.save({"why": "新"})
    assert desk.handed_in()[1] is True


def test_a_hand_in_that_fails_says_so_in_chinese(desk):
    """With the inbox gone, the reply is no receipt, names who can help, and the answer is saved."""
    (desk.paths.exchange / "shixun/inbound").rename(desk.paths.exchange / "elsewhere")
    reply = desk.act("handin", MODEL)
    assert reply.state == "fail" and "培训者" in reply.headline and not reply.facts
    assert desk.opening().values == MODEL


def test_nothing_unreadable_is_handed_in(desk):
    """The exchange gets nothing that the grader could not read."""
    (desk.folder / "answers").mkdir()
    (desk.folder / "answers/X01.json").write_bytes(b"wreck")
    with pytest.raises(handin.HandinError, match="损坏"):
        handin.submit(desk.paths, "X01", desk.folder.parent, "ann", desk.form)
    assert not list((desk.paths.exchange / "shixun/inbound").iterdir())


def test_values_that_do_not_fit_are_named(desk):
    """A page that sends a field of its own making is told which."""
    reply = desk.act("handin", {"score": 100})
    assert reply.state == "fail" and "score" in reply.headline


def test_kept_wrecks_and_drafts_stay_home(desk):
    """What is only hers, unreadable files and half-written ones, is not handed in."""
    desk.save(MODEL)
    for name in (".X01-1.tmp", "X01.json.无法读取-1"):
        (desk.folder / "answers" / name).write_text("x")
    desk.act("handin", MODEL)
    (inbox,) = (desk.paths.exchange / "shixun/inbound").iterdir()
    assert [p.name for p in (inbox / "answers").iterdir()] == ["X01.json"]


def test_before_any_feedback_there_is_none(desk):
    """Asking for feedback early is no error."""
    desk.act("handin", MODEL)
    assert desk.feedback() is None


def test_releasing_again_does_nothing_without_a_change(desk):
    """Only a changed source is released again; a changed key is no change of the release."""
    assert course.release_all(desk.paths) == ()
    source = desk.paths.exercises / "X01"
    key = source / "key/key.json"
    key.write_text(key.read_text() + "\n")
    assert course.release_all(desk.paths) == ()
    (source / "words.csv").write_text("词\n新\n")
    assert course.release_all(desk.paths) == ("X01",)


def test_fetching_again_keeps_her_work(desk):
    """A second fetch replaces nothing that is there."""
    desk.save(MODEL)
    course.fetch(desk.paths, "X01", desk.folder.parent, "ann")
    assert desk.opening().values == MODEL


def test_a_teachers_settings_know_nothing_of_the_trainers(desk, tmp_path):
    """Neither gradebook nor sources nor keys are in what a teacher's server is given."""
    file = config.write_teacher(tmp_path / "settings", desk.paths, desk.folder.parent, "ann")
    settings = json.loads(file.read_text())
    assert str(desk.paths.exercises) not in file.read_text()
    assert str(desk.paths.source) not in file.read_text()
    assert str(desk.paths.grading) not in file.read_text()
    assert settings["CourseDirectory"]["course_id"] == "shixun"
