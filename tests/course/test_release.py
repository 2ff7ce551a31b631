"""Releases and canonical notebooks: what makes "before and after" a join."""

import json
from itertools import pairwise

import pytest

from shixun import content, notebooks, release
from shixun import syllabus as course
from shixun.paths import Paths, current
from shixun.rules import records


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def markdown(id, source):
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": source}


@pytest.fixture
def paths(tmp_path):
    """A checkout of one lesson with two cells."""
    lesson = tmp_path / "notebooks/M1/L01.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(json.dumps(notebook(markdown("a", "甲"), markdown("b", "乙"))))
    return Paths(tmp_path, tmp_path / "var")


def test_a_release_is_current_until_a_cell_changes(paths):
    """A changed cell turns the checkout into a draft with a name of its own."""
    release.make(paths, "2026.11", "2026-11-24")
    assert release.current(paths) == "2026.11"
    lesson = paths.notebooks / "M1/L01.ipynb"
    lesson.write_text(json.dumps(notebook(markdown("a", "甲"), markdown("b", "丙"))))
    assert release.current(paths).startswith("2026.11+")


def test_two_releases_tell_which_cell_changed(paths):
    """The difference of two locks names exactly the cells that were changed and added."""
    first = release.make(paths, "2026.11", "2026-11-24")
    cells = (markdown("a", "甲"), markdown("b", "丙"), markdown("c", "丁"))
    (paths.notebooks / "M1/L01.ipynb").write_text(json.dumps(notebook(*cells)))
    second = release.make(paths, "2026.12", "2026-12-01")
    assert [c for c in second.changed(first) if c[0].startswith("notebooks/")] == [
        ("notebooks/M1/L01.ipynb", "修改"),  # the order of its cells
        ("notebooks/M1/L01.ipynb#b", "修改"),
        ("notebooks/M1/L01.ipynb#c", "新增"),
    ]


@pytest.mark.parametrize("id", ["2026.11", "2026.10", "next", "2026.11\n"])
def test_a_release_id_must_come_after_the_newest(paths, id):
    """An id that is taken, older or of another shape is refused in words, and nothing is written."""
    release.make(paths, "2026.11", "2026-11-24")
    with pytest.raises(release.ReleaseError, match="版本号"):
        release.make(paths, id, "2026-11-25")
    assert len(list(paths.releases.iterdir())) == 1


def test_outputs_and_saving_programs_leave_no_trace():
    """A notebook that was run and saved has the canonical form of the one that was not."""
    code = {
        "cell_type": "code",
        "id": "x",
        "metadata": {},
        "source": "1",
        "outputs": [],
        "execution_count": None,
    }
    run = {
        **code,
        "outputs": [{"output_type": "stream"}],
        "execution_count": 3,
        "metadata": {"execution": {"iopub": "…"}},
    }
    assert notebooks.canonical(notebook(run), "n") == notebooks.canonical(notebook(code), "n")


def test_a_picture_that_was_pasted_in_stays():
    """Tidying keeps what belongs to a cell's text."""
    cell = markdown("a", "![](attachment:a.png)") | {
        "attachments": {"a.png": {"image/png": "iVBO"}}
    }
    [tidy] = notebooks.canonical(notebook(cell), "n")["cells"]
    assert tidy["attachments"] == cell["attachments"]


@pytest.mark.parametrize("id", ["", "1f3a9c0e", "9b2d41aa-6c1e-4f7f-9d3e-0a1b2c3d4e5f"])
def test_a_cell_needs_a_name_that_a_person_gave(id):
    """Missing and random ids are refused with the place; they could not stay the same."""
    with pytest.raises(notebooks.NotebookError, match="第 1 格"):
        notebooks.canonical(notebook(markdown(id, "甲")), "L01.ipynb")


@pytest.mark.parametrize("path", notebooks.all_notebooks(current().root), ids=lambda p: p.name)
def test_committed_notebooks_are_canonical(path):
    """What is committed is what `shixun tidy` writes."""
    assert notebooks.is_canonical(path), f"{path.name}：请运行 shixun tidy"


def test_the_syllabus_names_files_that_exist():
    """Every lesson and chapter of course.toml has its notebook, every exercise its declaration."""
    where = current()
    syllabus = course.load(where.root / "course.toml")
    files = [where.notebooks / r.file for r in syllabus.lessons]
    files += [where.exercises / r.id / "exercise.toml" for r in syllabus.exercises]
    files += [where.guides / r.file for r in syllabus.chapters]
    assert [f for f in files if not f.is_file()] == []


def first_format(paths, id, hashes):
    """A lock file as the first format wrote it."""
    paths.releases.mkdir(exist_ok=True)
    text = json.dumps({"id": id, "date": "2026-11-24", "hashes": hashes})
    (paths.releases / f"{id}.json").write_text(text)


def test_locks_of_the_first_format_are_read_and_compared(paths):
    """What both formats know is compared; what only one could know is no change."""
    first = content.hashes(paths.root)
    kept = {k: v for k, v in first.items() if "#" in k}
    old = {
        **kept,
        "notebooks/M1/L01.ipynb#b": "0" * 16,
        "notebooks/M1/L01.toml": "0" * 16,
        "exercises/E04/key/key.json": "0" * 16,
        "src/shixun/rules/timetable.toml": content.file_hash(records.HERE / "timetable.toml"),
        "src/shixun/rules/privacy.toml": "0" * 16,
    }
    for rule in records.HERE.glob("*.toml"):
        old.setdefault(f"src/shixun/rules/{rule.name}", content.file_hash(rule))
    first_format(paths, "2026.11", old)
    (was,) = release.all_locks(paths.releases)
    assert release.current(paths).startswith("2026.11+")
    assert release.make(paths, "2026.12", "2026-12-01").changed(was) == (
        ("notebooks/M1/L01.ipynb#b", "修改"),
        ("notebooks/M1/L01.toml", "删除"),
        ("shixun/rules/privacy.toml", "修改"),
    )


def test_releases_that_were_made_are_still_read():
    """Every lock file of the course says what it holds, and differs from the next one by a part."""
    locks = release.all_locks(current().releases)
    assert all(lock.hashes and lock.date for lock in locks)
    for before, after in pairwise(locks):
        assert 0 < len(after.changed(before)) < len(before.hashes)


def test_a_lock_of_a_later_format_is_not_guessed_at(paths):
    """It asks for a newer kit, with the file's name."""
    release.make(paths, "2026.11", "2026-11-24")
    path = paths.releases / "2026.11.json"
    path.write_text(path.read_text().replace(f'"format": {release.FORMAT}', '"format": 99'))
    with pytest.raises(release.ReleaseError, match=r"2026\.11\.json.*升级"):
        release.load(path)


def test_the_newest_release_is_what_is_committed():
    """Whoever changes a cell makes a release, so that no cohort works on an unnamed version."""
    where = current()
    assert release.current(where) == release.all_locks(where.releases)[-1].id


def test_a_reference_that_leads_nowhere_is_refused(tmp_path):
    """A lesson of a unit that isn't there stops the course with the id and what there is."""
    text = (current().root / "course.toml").read_text().replace('unit = "M1"', 'unit = "M9"')
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(course.SyllabusError, match="M9"):
        course.load(tmp_path / "course.toml")
