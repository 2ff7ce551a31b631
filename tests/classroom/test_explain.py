"""Each score can be explained: rule, value, version; and a score that no longer follows is said."""

import json
import shutil
from dataclasses import replace

import pytest
from conftest import REPOSITORY, case_values, put_answer
from marked import Teacher, case, grade

from shixun import cli
from shixun.analytics import explain, explained
from shixun.classroom import course
from shixun.classroom.graded_submissions import graded_submissions
from shixun.paths import Paths
from shixun.rules import records

MODEL, HALF = case_values("model"), case_values("wrong_half")


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """E04 and E06 with every stated answer, graded."""
    paths = Paths(REPOSITORY, tmp_path_factory.mktemp("state"))
    course.prepare(paths)
    course.release_all(paths)
    for exercise in ("E04", "E06"):
        names = [p.stem for p in (REPOSITORY / "exercises" / exercise / "key").glob("*.json")]
        stated = {n: case(REPOSITORY, exercise, n) for n in names if n != "key"}
        grade(paths, exercise, [Teacher(n, v) for n, v in stated.items()])
    return paths


@pytest.mark.parametrize("exercise", ["E04", "E06"])
def test_every_automatic_point_of_the_course_is_accounted_for(school, exercise):
    """Each item names what it rests on and looked at, and today's rules give the same points."""
    for paper in graded_submissions(school, exercise):
        found = explain.explain(school, exercise, paper.student)
        assert {a.id: a.points for a in found.accounts} == {
            i: m.points for i, m in paper.marks.items()
        }
        for account in found.accounts:
            assert account.looked
            if account.auto is not None:
                assert (account.grounds or account.basis) and account.said
                assert account.again == account.auto and not account.drifted


def test_a_rule_is_named_with_source_status_and_version_and_the_row_it_failed_on(school):
    """T-05 of the untouched timetable: the record's own words, and row 3 as it was handed in."""
    found = explain.explain(school, "E04", "wrong_untouched")
    account = next(a for a in found.accounts if a.id == "E04-T-05")
    rule, file = records.find("T-05")
    (ground,) = account.grounds
    assert (ground.name, ground.basis, ground.version) == (
        rule.name,
        rule.basis,
        records.version(rule),
    )
    assert (
        rule.source in ground.basis
        and rule.status in ground.basis
        and file.name == "timetable.toml"
    )
    (looked,) = account.looked
    assert 3 in looked.rows and looked.text.startswith("3. 五年级 · 8:40 · 9:20 · 数学")
    assert len(looked.text.split("\n")) == len(looked.rows) < len(looked.value)


def test_another_record_is_another_version(tmp_path):
    """One number, one word of the status: the fingerprint of the rule changes; reading again does not."""
    text = (records.HERE / "timetable.toml").read_text(encoding="utf-8")
    changed = tmp_path / "timetable.toml"
    before = records.load_rules()["T-05"]
    changed.write_text(text.replace(before.status, before.status + "。", 1), encoding="utf-8")
    after = {id: records.version(r) for id, r in records.load_rules(changed).items()}
    same = {id: records.version(r) for id, r in records.load_rules().items()}
    assert after["T-05"] != same["T-05"] and records.version(before) == same["T-05"]


def test_it_says_whether_the_rules_are_those_of_the_answers_release(school, monkeypatch):
    """An answer under the newest release: unchanged; under one that had other rules: changed."""
    from shixun import content, release

    newest = release.all_locks(school.releases)[-1]
    grade(school, "E04", [Teacher("new", case(REPOSITORY, "E04", "model"), release=newest.id),
                          Teacher("unknown", case(REPOSITORY, "E04", "model"), release="2019.01")])  # fmt: skip
    first = explain.explain(school, "E04", "new").accounts[0].grounds[0]
    assert first.as_answered is True
    assert explain.explain(school, "E04", "unknown").accounts[0].grounds[0].as_answered is None
    monkeypatch.setattr(content, "file_hash", lambda path: "other")
    changed = explain.explain(school, "E04", "new")
    assert changed.accounts[0].grounds[0].as_answered is False
    assert any("答题之后改过" in line for line in explained.to_text(changed))


def test_a_score_that_todays_rules_no_longer_give_asks_for_grading(paths):
    """The key changed after grading: the line says both numbers and what to do."""
    grade(paths, "X01", [Teacher("ann", MODEL)])
    key = paths.exercises / "X01/key/key.json"
    key.write_text(json.dumps(json.loads(key.read_text()) | {"place": "room"}))
    course.build(paths)
    found = explain.explain(paths, "X01", "ann")
    assert [a.id for a in found.accounts if a.drifted] == ["X01-place"]
    text = "\n".join(explained.to_text(found))
    assert "现在会得 0 分" in text and "重新评分" in text


def test_what_the_grading_said_is_quoted(paths):
    """The words in the graded notebook stand, not those that an item would say today."""
    grade(paths, "X01", [Teacher("ann", HALF)])
    said = {"application/vnd.shixun.score+json": {"id": "X01-colours", "text": "那时候的话"}}
    cell = {"outputs": [{"output_type": "display_data", "data": said}]}
    place = paths.grading / "autograded/ann/X01/X01.ipynb"
    place.write_text(json.dumps({"cells": [cell]}))
    accounts = {a.id: a for a in explain.explain(paths, "X01", "ann").accounts}
    assert accounts["X01-colours"].said == "那时候的话"
    assert accounts["X01-plan"].said == "有 1 行计划。"
    place.write_text("[wreck")
    assert "选对了 1 种" in explain.explain(paths, "X01", "ann").accounts[0].said


def test_marks_by_hand_and_changes_by_a_trainer_are_told_apart(paths):
    """Automatic points, a trainer's change, a rubric part that waits and one that is marked."""
    grade(
        paths,
        "X01",
        [Teacher("ann", MODEL, changed={"X01-plan": 1.0}), Teacher("bob", MODEL, mark=7)],
    )
    ann = "\n".join(explained.to_text(explain.explain(paths, "X01", "ann")))
    assert (
        "计划：1 / 3 分（自动评 3 分，培训者改成 1 分）" in ann
        and "办法做得到吗：还没评（满分 9）" in ann
    )
    assert "等培训者评" in ann.splitlines()[0]
    bob = explained.to_text(explain.explain(paths, "X01", "bob"))
    assert bob[0] == "X01 · bob：18 / 20 分" and "办法做得到吗：7 / 9 分" in bob


def test_without_a_readable_answer_it_says_why(paths):
    """The reason stands on top; nothing is looked at and nothing is scored again."""
    grade(paths, "X01", [Teacher("ann", None)])
    found = explain.explain(paths, "X01", "ann")
    assert found.problem and all(not a.looked and a.again is None for a in found.accounts)
    assert "没有读到答案" in explained.to_text(found)[1]


def test_what_was_typed_does_not_steer_the_terminal(paths):
    """Escape sequences in an answer are blanks in the text, and stay what they are in the JSON."""
    grade(paths, "X01", [Teacher("ann", MODEL | {"why": "好\x1b[2J\r坏"})])
    found = explain.explain(paths, "X01", "ann")
    assert all(line.isprintable() for line in explained.to_text(found))
    assert "\\u001b" in json.dumps(explained.to_json(found))


def test_the_command_explains_and_refuses_who_is_not_there(school, monkeypatch, capsys):
    """`shixun explain` as text and as JSON; a wrong id or another course's exercise is one sentence."""
    monkeypatch.setenv("SHIXUN_STATE", str(school.state))
    monkeypatch.setenv("SHIXUN_ROOT", str(school.root))
    assert cli.main(["explain", "E06", "wrong_identity", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["accounts"][0]["grounds"][0]["id"] == "V-02" and data["release_now"]
    assert cli.main(["explain", "E06", "wrong_identity"]) == 0
    assert "依据：V-02 不收用不着的" in capsys.readouterr().out
    assert cli.main(["explain", "E06", "nobody"]) == 2
    assert "没有 nobody" in capsys.readouterr().err
    for verb in (["explain", "ps1", "nobody"], ["items", "ps1"]):
        assert cli.main(verb) == 2
        said = capsys.readouterr().err
        assert "没有练习 ps1；现有：" in said and "E06" in said


def test_the_version_that_a_score_was_given_by_is_kept(paths, monkeypatch):
    """Graded by the engine, then the rule is reworded: both versions are named, old one first."""
    folder = paths.grading / "submitted/ann/X01"
    shutil.copytree(paths.grading / "release/X01", folder)
    put_answer(folder, MODEL)
    course.autograde(paths, "X01")
    (ground,) = plan_of(explain.explain(paths, "X01", "ann")).grounds
    rule, file = records.find("T-10")
    assert ground.graded == ground.version == records.version(rule)
    reworded = replace(rule, status=rule.status + "。")
    monkeypatch.setattr(records, "find", lambda id: (reworded, file))
    found = plan_of(explain.explain(paths, "X01", "ann"))
    then, now = records.version(rule), records.version(reworded)
    assert f"评分时的规则版本 {then}，现在是 {now}" in dict(explained.details(found))["依据"]


def plan_of(found):
    return next(a for a in found.accounts if a.id == "X01-plan")
