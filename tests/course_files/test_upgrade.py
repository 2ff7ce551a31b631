"""A course folder through versions and hands: nothing edited is ever lost, and a kill costs nothing."""

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shixun.course_files import differences, manifest, told
from shixun.course_files import upgrade as upgrading
from shixun.course_files.compare import Action
from shixun.course_files.packaged import Packaged
from shixun.course_files.upgrade import BESIDE, CourseFilesError, open_course, upgrade

NAMES = ("course.toml", "notebooks/M1/L01.txt", "notebooks/M1/L02.txt", "grading/README.md")


def package(folder, version, contents):
    """A packaged course with these files: path → text."""
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Packaged(folder, version)


def notebook(*cells, outputs=()):
    full = [
        {"cell_type": "code", "id": id, "metadata": {}, "source": source, "outputs": [*outputs],
         "execution_count": 1 if outputs else None}
        for id, source in cells
    ]  # fmt: skip
    return {
        "cells": full,
        "metadata": {"shixun": {"kind": "lesson"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def contents(root):
    """Path → text of everything but our own record."""
    files = (p for p in root.rglob("*") if p.is_file() and ".shixun" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in files}


@pytest.fixture(autouse=True)
def no_setting(monkeypatch):
    monkeypatch.delenv("SHIXUN_ROOT", raising=False)
    monkeypatch.delenv("SHIXUN_STATE", raising=False)


@pytest.fixture
def first(tmp_path):
    return package(tmp_path / "1", "1.0", {name: f"{name} of 1\n" for name in NAMES})


@pytest.fixture
def second(tmp_path):
    return package(tmp_path / "2", "2.0", {name: f"{name} of 2\n" for name in NAMES})


@pytest.fixture
def course(tmp_path, first):
    """The first version, unpacked."""
    root = tmp_path / "course"
    root.mkdir()
    open_course(root, first)
    return root


def test_an_empty_folder_becomes_the_course(tmp_path, first):
    """All files, said in one line; the second time nothing is done or said."""
    root = tmp_path / "new"
    root.mkdir()
    where, done = open_course(root, first)
    assert where.root == root and contents(root) == {n: f"{n} of 1\n" for n in NAMES}
    (line,) = told.done(done)
    assert str(root) in line and f"{len(NAMES)} 个文件" in line
    assert open_course(root, first)[1] is None
    assert open_course(root / "notebooks/M1", first)[0].root == root  # found again from below


@pytest.mark.parametrize("name", [".git", ".venv", ".DS_Store"])
def test_what_a_person_does_not_see_is_not_in_the_way(tmp_path, first, name):
    """A repository or a virtual environment in the folder leaves it empty to a person."""
    (tmp_path / "new" / name).mkdir(parents=True)
    (tmp_path / "new" / ".venv/pyvenv.cfg").parent.mkdir(exist_ok=True)
    (tmp_path / "new" / ".venv/pyvenv.cfg").touch()
    assert open_course(tmp_path / "new", first)[1]


def test_a_foreign_folder_is_refused_and_left_as_it_was(tmp_path, first):
    """The sentence names the folder, some of what is in it, and what to do instead."""
    root = tmp_path / "theirs"
    root.mkdir()
    for n in range(5):
        (root / f"{n}.docx").touch()
    with pytest.raises(CourseFilesError, match=r"theirs.*0\.docx.*等 5 个.*空文件夹"):
        open_course(root, first)
    assert len([*root.iterdir()]) == 5


def test_a_course_that_was_not_unpacked_is_nobodys_to_upgrade(tmp_path, first):
    """A checkout with an installed wheel beside it stays as its git has it."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/course.toml").write_text("mine")
    assert open_course(tmp_path / "own", first)[1] is None
    with pytest.raises(CourseFilesError, match="没有动它"):
        upgrading.upgrade_here(tmp_path / "own", first)
    assert contents(tmp_path / "own") == {"course.toml": "mine"}


def test_the_setting_comes_before_the_folder(tmp_path, course, first, monkeypatch):
    """SHIXUN_ROOT names the course, wherever the command was given; an empty one is filled."""
    monkeypatch.setenv("SHIXUN_ROOT", str(tmp_path / "named"))
    assert open_course(course, first)[0].root == tmp_path / "named"
    assert (tmp_path / "named/course.toml").is_file()


def test_an_edit_is_kept_and_the_new_version_laid_beside(course, second):
    """What nobody touched is new; what somebody did stays, and the difference is shown."""
    lesson, mine = "notebooks/M1/L01.txt", "本校改过的\n"
    (course / lesson).write_text(mine, encoding="utf-8")
    _, done = open_course(course, second)
    assert contents(course) == {n: f"{n} of 2\n" for n in NAMES} | {
        lesson: mine, f"{BESIDE}/{lesson}": f"{lesson} of 2\n",
    }  # fmt: skip
    assert done.names(Action.SET_BESIDE) == (lesson,)
    assert f"  {lesson}" in told.done(done)
    shown = "\n".join(told.waiting(course))
    assert "- 本校改过的" in shown and f"+ {lesson} of 2" in shown
    assert open_course(course, second)[1] is None
    (course / BESIDE / lesson).replace(course / lesson)  # taken over after all
    assert told.waiting(course) == []
    upgrade(course, second)
    assert not (course / BESIDE / lesson).exists()


def test_deleting_is_an_edit(course, first, second):
    """A file that a person deleted does not come back by itself."""
    (course / NAMES[1]).unlink()
    upgrade(course, first)
    assert NAMES[1] not in contents(course)
    upgrade(course, second)
    assert NAMES[1] not in contents(course) and (course / BESIDE / NAMES[1]).is_file()
    assert "已经删掉" in "\n".join(told.waiting(course))


def test_what_the_new_version_has_no_more_goes_unless_it_was_edited(tmp_path, course):
    """Removed with its folder; an edited one stays and is named. One's own files are nobody's."""
    (course / NAMES[2]).write_text("本校改过的", encoding="utf-8")
    (course / "notebooks/M1/own.txt").write_text("自己的", encoding="utf-8")
    done = upgrade(course, package(tmp_path / "3", "3.0", {"course.toml": "3"}))
    assert contents(course) == {
        "course.toml": "3", NAMES[2]: "本校改过的", "notebooks/M1/own.txt": "自己的",
    }  # fmt: skip
    assert not (course / "grading").exists()
    assert f"  {NAMES[2]}" in told.done(done)


def test_a_file_of_ones_own_where_the_new_version_has_one_is_kept(tmp_path, course):
    """It was there before the package knew the name, so it is an edit."""
    (course / "own.txt").write_text("自己的", encoding="utf-8")
    upgrade(course, package(tmp_path / "3", "3.0", {"course.toml": "3", "own.txt": "新的"}))
    assert (course / "own.txt").read_text(encoding="utf-8") == "自己的"
    assert (course / BESIDE / "own.txt").read_text(encoding="utf-8") == "新的"


def test_a_link_is_not_written_through(tmp_path, course, second):
    """A file that a person replaced by a link elsewhere stays a link, and its target as it was."""
    target = tmp_path / "shared.txt"
    target.write_text((course / NAMES[1]).read_text())
    (course / NAMES[1]).unlink()
    (course / NAMES[1]).symlink_to(target)
    upgrade(course, second)
    assert (course / NAMES[1]).is_symlink() and target.read_text() == f"{NAMES[1]} of 1\n"


def test_running_a_notebook_is_no_edit(tmp_path):
    """Outputs and counts do not count; a changed cell does, and is shown by its number and source."""
    from shixun import notebooks

    def text(*cells):
        return notebooks.text(notebooks.canonical(notebook(*cells), "L"))

    old, new = (("L01-a", "1 + 1"), ("L01-b", "2 + 2")), (("L01-a", "1 + 1"), ("L01-b", "2 + 3"))
    names = ("notebooks/ran.ipynb", "notebooks/edited.ipynb")
    root = tmp_path / "course"
    one = package(tmp_path / "1", "1", {"course.toml": "1"} | dict.fromkeys(names, text(*old)))
    two = package(tmp_path / "2", "2", {"course.toml": "2"} | dict.fromkeys(names, text(*new)))
    upgrade(root, one)
    out = {"output_type": "stream", "name": "stdout", "text": "2"}
    (root / names[0]).write_text(json.dumps(notebook(*old, outputs=[out])))
    (root / names[1]).write_text(json.dumps(notebook(("L01-a", "1 + 9"), ("L01-c", "own"))))
    done = upgrade(root, two)
    assert done.names(Action.SET_BESIDE) == (names[1],)
    assert (root / names[0]).read_text() == text(*new)
    shown = dict(differences.differences(root))[names[1]]
    assert shown == (
        "第 1 格（代码）：两边不同", "  - 1 + 9", "  + 1 + 1",
        "第 2 格（代码）：只在这里有", "  - own",
        "新版第 2 格（代码）：这里没有", "  + 2 + 3",
    )  # fmt: skip


def test_an_unreadable_record_loses_no_edit(course, second):
    """Without knowing what was unpacked, whatever differs counts as edited; that is said."""
    (course / manifest.PLACE).write_text("{")
    (course / NAMES[1]).write_text("本校改过的", encoding="utf-8")
    _, done = open_course(course, second)
    assert (course / NAMES[1]).read_text(encoding="utf-8") == "本校改过的"
    assert any("读不出" in line for line in told.done(done))


def test_a_dry_run_writes_nothing(course, second):
    """It lists what would be done to which file."""
    before = contents(course)
    planned = told.planned(upgrade(course, second, dry=True))
    assert contents(course) == before and manifest.load(course).version == "1.0"
    assert f"  换新 {NAMES[1]}" in planned


def test_a_full_disk_is_said_and_going_on_later_works(course, second, monkeypatch):
    """One sentence names the file; run again, the rest is done."""
    real = upgrading.write_atomically

    def full(path, content):
        if path.name == "L02.txt":
            raise OSError(28, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(upgrading, "write_atomically", full)
    with pytest.raises(CourseFilesError, match=r"L02\.txt"):
        open_course(course, second)
    monkeypatch.undo()
    open_course(course, second)
    assert contents(course) == {n: f"{n} of 2\n" for n in NAMES}


class Killed(BaseException):
    """The process ends here, without a chance to clean up."""


def stop_after(monkeypatch, steps):
    """Let so many changes of the disk happen, then none."""
    left = [steps]

    def counted(real):
        def change(*args, **more):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(*args, **more)

        return change

    monkeypatch.setattr(upgrading, "write_atomically", counted(upgrading.write_atomically))
    monkeypatch.setattr(manifest, "write_atomically", counted(manifest.write_atomically))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))


EDIT = st.one_of(st.none(), st.just("deleted"), st.sampled_from(["mine\n", "a\n", "b\n"]))
VERSION = st.fixed_dictionaries(
    {"course.toml": st.sampled_from("ab")},
    optional={name: st.sampled_from(["a\n", "b\n", "c\n"]) for name in NAMES[1:]},
)


@settings(max_examples=40)  # each writes to the disk, in order
@given(
    VERSION,
    st.lists(
        st.tuples(VERSION, st.lists(EDIT, min_size=4, max_size=4), st.integers(0, 12)), max_size=3
    ),
)
def test_whatever_happens_no_edit_is_lost_and_a_kill_changes_nothing(start, story):
    """Versions, edits and kills in any order: what a person wrote is there afterwards.

    An edit is a text other than the package's, or the deletion of one of its files; and a killed
    upgrade, run again, ends where an unbroken one does.
    """
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        base = Path(place)
        roots = [base / "killed", base / "whole"]
        for root in roots:
            root.mkdir()
        now = package(base / "p0", "0", start)
        for root in roots:
            upgrade(root, now)
        for number, (version, edits, steps) in enumerate(story, 1):
            mine = {}
            for name, edit in zip(NAMES, edits, strict=True):
                if edit is None or not (roots[0] / name).is_file():
                    continue
                for root in roots:
                    (root / name).unlink() if edit == "deleted" else (root / name).write_text(edit)
                given = now.files.get(name)  # what the package has no more, it may bring anew
                deleted = edit == "deleted"
                if given not in upgrading.digests(roots[0] / name) and (given or not deleted):
                    mine[name] = edit
            now = package(base / f"p{number}", str(number), version)
            with patch.context() as killing:
                stop_after(killing, steps)
                with contextlib.suppress(Killed):
                    upgrade(roots[0], now)
            for root in roots:
                upgrade(root, now)
            assert contents(roots[0]) == contents(roots[1])
            for name, edit in mine.items():
                left = contents(roots[0]).get(name)
                assert left is None if edit == "deleted" else left == edit
