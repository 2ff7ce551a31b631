"""nbgrader's source folder follows from the declarations: the same bytes, nothing touched without need."""

import json
import logging
import shutil
import tomllib

import jsonschema
import pytest

from shixun import notebooks
from shixun.exercises import build
from shixun.exercises.declaration import DeclarationError
from shixun.paths import Paths, current

ROOT = current().root


@pytest.fixture
def course(tmp_path):
    """A copy of the exercises that one may change."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "course.toml", tmp_path)
    return Paths(tmp_path, tmp_path / "var")


def declare(course, old, new, exercise="E04", file="exercise.toml"):
    path = course.exercises / exercise / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def stamps(course):
    return {
        p.relative_to(course.source).as_posix(): p.stat().st_mtime_ns
        for p in course.source.rglob("*")
        if p.is_file()
    }


def test_a_second_build_touches_nothing(course):
    """Same bytes, same times: nothing is released or graded again."""
    assert all(b.changed for b in build.build(course))
    before = stamps(course)
    assert not any(b.changed for b in build.build(course))
    assert stamps(course) == before


def test_one_change_touches_one_exercise(course):
    """And in it only the files that differ."""
    build.build(course)
    declare(course, "points = 6\n", "points = 5\n")
    done = {b.exercise: b.changed for b in build.build(course)}
    assert done["E06"] == () and set(done["E04"]) == {"E04.ipynb", "exercise.json"}


def test_points_stand_once(course):
    """One number in the declaration changes the mark of the cell, the table and the sum."""
    declare(
        course, 'scorer = "minutes_between"\npoints = 6', 'scorer = "minutes_between"\npoints = 9'
    )
    build.build(course)
    page = notebooks.read(course.source / "E04/E04.ipynb")
    cells = {c["id"]: c for c in page["cells"]}
    assert cells["E04-minutes"]["metadata"]["nbgrader"]["points"] == 9
    assert "| 全天学习时间 | 9 |" in notebooks.source(cells["E04-scoring"])
    assert "共 103 分" in notebooks.source(cells["E04-task"])


def test_words_on_points_that_no_longer_hold_are_refused(course):
    """“各 8 分” over items that now differ stops the build, and nothing is written."""
    declare(course, 'rule = "T-02"\npoints = 8', 'rule = "T-02"\npoints = 7')
    with pytest.raises(DeclarationError, match=r"不同分.*E04-T-02 7 分"):
        build.build(course)
    assert not course.source.exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points = 6\n", 'points = "六"\n', "E04-T-03.*要写"),
        ("critical = true", "crtical = true", "E04-T-01.*crtical"),
        ('scorer = "sessions_kept"', 'scorer = "sessions"', "E04-core.*sessions.*可用"),
        ('kind = "grid"', 'kind = "gird"', "rows.*gird"),
        ('title = "课表改错"', 'title = "课表"', "course.toml"),
        ('items = ["E04-core"]', 'items = ["E04-cor"]', "E04-core 没有写进评分表"),
        ("{{E04-T-03 E04-T-10}}", "{{E04-T-33}}", "没有 E04-T-33"),
        ("id = \"E04\"\n", "id = \"E04\n", "第 5 行"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_told_with_place_and_remedy(course, old, new, words):
    """The file, the entry and what to do, in Chinese; what was generated before stays."""
    build.build(course)
    before = stamps(course)
    declare(course, old, new)
    with pytest.raises(DeclarationError, match=words):
        build.build(course)
    assert stamps(course) == before


def test_an_edit_by_hand_is_set_aside_and_told(course, caplog):
    """Changed, added: the edit lies beside, its place is said, and what is generated is right again."""
    build.build(course)
    page, extra = course.source / "E04/E04.ipynb", course.source / "E04/photo.png"
    right, edit = page.read_text(), page.read_text().replace("动手改", "动手看")
    page.write_text(edit)
    extra.write_bytes(b"x")
    assert set(build.edited(course)) == {page, extra}
    with caplog.at_level(logging.WARNING, "shixun.build"):
        (done,) = (b for b in build.build(course) if b.exercise == "E04")
    assert page.read_text() == right and not extra.exists()
    kept = {p.name: p for p in done.set_aside}
    assert kept["E04-手改1.ipynb"].read_text() == edit and kept["photo-手改1.png"].is_file()
    assert "exercise.toml" in caplog.text and str(kept["E04-手改1.ipynb"]) in caplog.text
    assert build.edited(course) == ()
    page.write_text(edit)
    (again,) = (b.set_aside for b in build.build(course) if b.exercise == "E04")
    assert again[0].name == "E04-手改2.ipynb"


def test_what_is_no_longer_declared_goes(course):
    """A data file taken away, start values taken out."""
    build.build(course)
    (course.exercises / "E06/forms.json").rename(course.exercises / "E06/other.json")
    build.build(course)
    names = {p.name for p in (course.source / "E06").iterdir()}
    assert "other.json" in names and "forms.json" not in names


def test_answers_stay_behind_and_only_the_key_goes_along(course):
    """Grading needs the key; judged answers are nobody's but the author's."""
    build.build(course)
    for exercise in ("E04", "E06"):
        assert [p.name for p in (course.source / exercise / "key").iterdir()] == ["key.json"]


def test_an_ordinary_assignment_is_copied_as_it_is(course):
    """nbgrader's own kind lives beside ours."""
    folder = course.exercises / "P01"
    folder.mkdir()
    (folder / "P01.ipynb").write_text(json.dumps({"cells": []}))
    build.build(course)
    assert (course.source / "P01/P01.ipynb").read_text() == (folder / "P01.ipynb").read_text()


def test_a_declaration_is_described_for_editors(course):
    """The schema knows every kind of scorer, and refuses what the reader refuses."""
    build.build(course)
    schema = json.loads((course.state / "schema/exercise.json").read_text())
    data = tomllib.loads((course.exercises / "E04/exercise.toml").read_text())
    jsonschema.validate(data, schema)
    data["items"][0]["crtical"] = True
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
