"""What an instructor reads: what was done, what is left, and for each mistake where it is and what helps."""

import errno
import json
import subprocess
import sys

import pytest
from sqlalchemy.exc import OperationalError

from shixun import cli
from shixun.autograder.engine import batch as run
from shixun.autograder.engine import gradebook, grader
from shixun.classroom.config import in_environment, trainer_environment

from .sample_course import RIGHT, WRONG

ENGINE = "from shixun.classroom import config\nc = get_config()\nconfig.engine(c)\n"
CLASS = ("ann", "bob", "eve")


@pytest.fixture
def full(course):
    for student in CLASS:
        course.submit(student, RIGHT)
    return course


def shixun(course, *words, assignment="ps1") -> int:
    where = ["--course", str(course.root), "--workers", "1"]
    return cli.main(["grade", assignment, *where, *words])


def autograde(course) -> str:
    """What `nbgrader autograde ps1` prints where it fails."""
    (course.root / "nbgrader_config.py").write_text(ENGINE)
    command = [sys.executable, "-m", "nbgrader", "autograde", "ps1"]
    with in_environment(trainer_environment()):
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 1
    return done.stdout + done.stderr


def test_nbgraders_command_says_why_nothing_was_graded(full):
    """The reason and the remedy are printed; the command alone would end without a word."""
    (full.root / "source/ps1/ps1.ipynb").write_text("{")
    said = autograde(full)
    assert "ERROR" in said and "ps1.ipynb 读不了" in said and "改好再评分" in said


def test_nbgraders_command_says_what_is_left(full):
    """As our own: who could not be graded and why, and how many wait for a person."""
    (full.root / "submitted/bob/ps1/ps1.ipynb").write_text("{")
    said = autograde(full)
    assert "评了 3 份" in said and "警告 bob：无法评分：笔记本不是完整的 JSON" in said
    assert "等人批的一共 " in said and "ERROR" in said


def test_a_folder_that_is_no_course_is_left_as_it_was(full, tmp_path, capsys):
    """One sentence, and no file of ours in it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert cli.main(["grade", "ps1", "--course", str(folder)]) == 2
    assert "请在课程根文件夹里运行" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "cellseconds = 3",
            "c.Grading.cellseconds 没有这个设置。您要写的是不是 c.Grading.cell_seconds",
        ),
        ("speed = 3", "c.Grading.speed 没有这个设置"),
        ("workers = 'many'", "c.Grading.workers 应该是整数，现在是 'many'"),
        ("unsealed = 'no'", "c.Grading.unsealed 应该是True 或 False"),
    ],
)
def test_a_setting_that_would_not_hold_is_refused(full, capsys, line, said):
    """Nobody grades under a limit that she only believes to have set."""
    (full.root / "nbgrader_config.py").write_text(f"c.Grading.{line}\n")
    assert shixun(full) == 2
    assert said in capsys.readouterr().err
    assert full.scores("ann") == {}


def test_a_broken_gradebook_is_one_sentence(full, capsys):
    """Its place and what helps; no traceback."""
    (full.root / "gradebook.db").write_bytes(b"x" * 5000)
    assert shixun(full) == 2
    said = capsys.readouterr().err
    assert "gradebook.db 用不了" in said and "备份" in said


REFUSALS = {
    "a file that may not be written": (
        PermissionError(errno.EACCES, "x", "/a/b"),
        "/a/b：没有权限",
    ),
    "a full disk": (OSError(errno.ENOSPC, "x"), "磁盘满了"),
    "a gradebook that may not be written": (
        OperationalError("", {}, Exception("attempt to write a readonly database")),
        "只读",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_the_disk_refuses_is_one_sentence(full, monkeypatch, capsys, what):
    """Also in the middle of grading; what was written before stays."""
    error, said = REFUSALS[what]

    def refuses(self, batch):
        raise error

    monkeypatch.setattr(gradebook.GradebookWriter, "write", refuses)
    assert shixun(full) == 2
    assert said in capsys.readouterr().err


def test_a_mistyped_name_gets_the_names_there_are(full, capsys):
    """Generating it would not help; where it has a source, it would."""
    assert shixun(full, assignment="PS1") == 2
    assert "成绩库里的作业：ps1" in capsys.readouterr().err
    (full.root / "source/ps2").mkdir()
    assert shixun(full, assignment="ps2") == 2
    assert "nbgrader generate_assignment ps2" in capsys.readouterr().err


def test_a_run_with_nothing_to_do_says_so_and_what_still_waits(full, capsys):
    """No rate of nothing; whose answers a person has to mark is counted on every run."""
    full.submit("bob", RIGHT | {"why": "因为东校多。"})
    for said in ("评了 3 份", "没有变化，3 份都不用再评"):
        assert shixun(full) == 0
        text = capsys.readouterr().out
        assert said in text and "等人批的一共 1 份" in text
    assert "每秒" not in text


def test_what_is_said_of_several_is_said_once(full, capsys):
    """One line with their names."""
    for student in ("eve", "ann"):
        full.submit(student, RIGHT | {"double-open": "pass"})
    assert shixun(full) == 0
    assert capsys.readouterr().out.count("被改过") == 1
    assert shixun(full, "--again") == 0
    assert "警告 ann、eve：格子 double-open 被改过" in capsys.readouterr().out


def test_changed_points_are_listed(full, capsys):
    """Afterwards nothing could tell them any more: the old ones are gone."""
    shixun(full)
    full.submit("bob", WRONG)
    capsys.readouterr()
    assert shixun(full) == 0
    assert "bob：总分 6 分 → 0 分" in capsys.readouterr().out


def test_ctrl_c_says_what_is_safe_and_what_is_left(full, monkeypatch, capsys):
    """What was found by then is told as well: the next run would not tell it again."""
    real = grader.Grader.grade

    def stops(self, student):
        if student == "eve":
            raise KeyboardInterrupt
        return real(self, student)

    (full.root / "submitted/bob/ps1/ps1.ipynb").write_text("{")
    monkeypatch.setattr(grader.Grader, "grade", stops)
    assert shixun(full) == 130
    said = capsys.readouterr().err
    assert "评完的 2 份都存好了，还有 1 份没评" in said and "警告 bob：无法评分" in said
    assert (full.points("ann"), full.scores("eve")) == (6, {})


def test_progress_counts_what_is_done(full, grade, monkeypatch):
    """Also while it waits to be written with others: nobody looks at a bar that stands still."""
    monkeypatch.setattr(run, "FLUSH_SECONDS", 60)
    seen = []
    grade(full, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_grader_that_waits_for_another_says_so(full, grade, monkeypatch):
    """Once, and at once."""
    from shixun.autograder.engine.courses import open_course
    from shixun.autograder.errors import GradingError

    monkeypatch.setattr(run, "LOCK_SECONDS", 0.5)
    told = []
    with run.course_lock(open_course(full.root)), pytest.raises(GradingError):
        grade(full, on_wait=lambda: told.append(1))
    assert told == [1]


def test_json_counts_who_waits(full, capsys):
    """Programs read the same number."""
    full.submit("bob", RIGHT | {"why": "因为东校多。"})
    assert shixun(full, "--json") == 0
    assert json.loads(capsys.readouterr().out)["waiting"] == 1
