"""From a finding to a change and the public page: nothing is claimed that the releases do not bear out."""

import json
import shutil
from dataclasses import replace

import pytest

from shixun import paths, release
from shixun import syllabus as course
from shixun.analytics import board, changes
from shixun.classroom.records import ItemResult
from shixun.paths import Paths
from shixun.responses.records import ALL_CLEAR, Response
from shixun.responses.store import open_store
from shixun.widgets import changes as page

OLD, OTHER, NEW, LATER = "2027.01", "2027.02", "2027.03", "2027.04"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course of four releases: the second changes another lesson only, the third the lesson."""
    root, source = tmp_path_factory.mktemp("made") / "course", paths.current().root
    for name in ("notebooks", "guides", "exercises"):
        shutil.copytree(source / name, root / name)
    shutil.copy(source / "course.toml", root)
    places = Paths(root, root / "var")
    mine, other = course.load(root / "course.toml").lessons[:2]
    for id, lesson in ((OLD, None), (OTHER, other), (NEW, mine), (LATER, mine)):
        if lesson:
            notebook = root / "notebooks" / lesson.file
            text = json.loads(notebook.read_text())
            text["cells"][1]["source"].append(f"又一句，{id}。")
            notebook.write_text(json.dumps(text))
        release.make(places, id, "2027-01-01")
    return root


@pytest.fixture
def places(made, tmp_path, monkeypatch):
    """The same course with a state of the test's own."""
    monkeypatch.delenv("SHIXUN_STORE", raising=False)
    return Paths(made, tmp_path)


@pytest.fixture
def lesson(places):
    return course.load(places.root / "course.toml").lessons[0].id


def answers(places, lesson, release, n, clear, cell=ALL_CLEAR):
    store = open_store(places.store_url)
    for k in range(n):
        id = f"{release}-{clear}-{cell}-{k}"
        words = (cell, release, "2027-02-01", 4, clear, "合适", "会", (), "", "")
        store.add(Response(id, lesson, *words), id)


def take(places, finding, *states, version="", about=""):
    for state in states:
        version_of_it = version if state == changes.CHANGED else ""
        board.record(places, finding, state, version_of_it, "写了一句", about)


def to_changed(places, lesson, version, about=""):
    take(places, f"F-{lesson}-clear", changes.RECEIVED, changes.ANALYSED)
    take(places, f"F-{lesson}-clear", changes.CHANGED, version=version, about=about)


@pytest.mark.parametrize(
    ("version", "about", "says"),
    [(OLD, "", "不比它新"), (OTHER, "", "没有动过"), ("2027.09", "", "没有版本"),
     (f"{NEW}+3f9a0b1c", "", "没有版本"), (NEW, LATER, "重新打开"), (NEW, "", None)],
)  # fmt: skip
def test_a_change_is_a_later_release_that_touched_the_lesson(places, lesson, version, about, says):
    """The one complained about, an older one, a draft, one that changed other lessons only: refused."""
    answers(places, lesson, OLD, 12, 2)
    if says is None:
        to_changed(places, lesson, version, about)
        return
    with pytest.raises((changes.ChangeError, release.ReleaseError), match=says):
        to_changed(places, lesson, version, about)
    assert {c.state for c in open_store(places.store_url).changes()} == {"已收到", "已分析"}


def test_by_default_a_change_has_to_be_later_than_the_newest_evidence(places, lesson):
    """Somebody still complained under the release: it is no cure of what was said in it."""
    answers(places, lesson, OLD, 12, 2)
    answers(places, lesson, NEW, 1, 2)
    with pytest.raises(changes.ChangeError, match=rf"{NEW} 不比它新.*shixun release"):
        to_changed(places, lesson, NEW)
    take(places, f"F-{lesson}-clear", changes.CHANGED, version=LATER)


def test_a_change_of_a_finding_that_is_not_there_is_refused(places, lesson):
    """No evidence, no change."""
    answers(places, lesson, OLD, 12, 2)
    take(places, "F-nowhere", changes.RECEIVED, changes.ANALYSED)
    with pytest.raises(changes.ChangeError, match="没有 F-nowhere"):
        take(places, "F-nowhere", changes.CHANGED, version=NEW)


def test_the_public_page_says_no_effect_until_somebody_answered_since(places, lesson):
    """Neither with nobody nor with a few; then the shares, and never the number of a small group."""
    answers(places, lesson, OLD, 20, 2)
    to_changed(places, lesson, NEW)
    for few, clear in ((0, 5), (3, 5), (4, 4)):
        answers(places, lesson, NEW, few, clear)
        (told,) = board.public(places)
        assert told.helped == ""
        assert "下一期再看" in page.page([told]) and "改后" not in page.page([told])
    answers(places, lesson, LATER, 12, 5)
    (told,) = board.public(places)
    assert "从 100% 变到 0%" in told.helped and "20 人里 20 人" in told.said


def test_what_is_said_after_a_change_is_not_what_it_answers(places, lesson):
    """Too few said it before; the many who say it since are told nothing was done about them yet."""
    answers(places, lesson, OLD, 3, 2)
    to_changed(places, lesson, NEW)
    answers(places, lesson, NEW, 20, 2)
    assert board.public(places) == []


def test_what_is_not_changed_has_no_effect(places, lesson):
    """不改 after an earlier change: the earlier change's effect does not stand beside it."""
    answers(places, lesson, OLD, 20, 2)
    to_changed(places, lesson, NEW)
    answers(places, lesson, NEW, 20, 5)
    take(places, f"F-{lesson}-clear", changes.TOLD, changes.ANALYSED, changes.KEPT)
    (told,) = board.public(places)
    assert told.done.startswith("这次不改") and told.helped == ""


def test_a_part_that_is_cured_is_told_as_cured(places, lesson):
    """Nobody points at it any more, and the page says so by number."""
    notebook = json.loads((places.notebooks / course.load(places.root / "course.toml")
                           .lesson(lesson).file).read_text())  # fmt: skip
    cell = next(c["id"] for c in notebook["cells"] if "".join(c["source"]).startswith("## "))
    answers(places, lesson, OLD, 12, 3, cell)
    take(places, f"F-{cell}", changes.RECEIVED, changes.ANALYSED)
    take(places, f"F-{cell}", changes.CHANGED, version=NEW)
    answers(places, lesson, NEW, 15, 5)
    (told,) = [
        t for t in board.public(places) if "讲清" in t.said and "从 100% 变到 0%" in t.helped
    ]
    assert "看得出变少了" in told.helped


def test_a_release_that_was_never_made_is_no_evidence(places, monkeypatch):
    """The release of an answer stands in a file that its author can edit: 9999 blocks no change."""
    exercise = course.load(places.root / "course.toml").exercises[0]
    mine = ItemResult("s", exercise.id, f"{exercise.id}-1", 0, 8, OLD, "fail")
    invented = [
        replace(mine, student=r, release=r) for r in ("9999.99", "9999.99+0", "x", f"{OLD}+1")
    ]
    monkeypatch.setattr(board.grading_course, "gradebook_items", lambda _: [mine, *invented])
    assert {r.finding.release for r in board.collect(places)} == {OLD, f"{OLD}+1"}
