"""Many submissions: several workers, one writer, and a stop at any moment loses nothing."""

import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import processes
import pytest

from shixun.autograder.engine import batch, grader
from shixun.autograder.errors import GradingError

from .sample_course import RIGHT, WRONG

CLASS = {f"s{i:02}": RIGHT if i % 3 else WRONG for i in range(8)}


@pytest.fixture
def full(course):
    """The course with a class of eight."""
    for student, sources in CLASS.items():
        course.submit(student, sources)
    return course


def points(course):
    return {s: course.points(s) for s in CLASS}


RESULT = {s: 6 if sources is RIGHT else 0 for s, sources in CLASS.items()}


def leftovers(course):
    """Files of the engine that should be gone once it has finished."""
    kept = course.root / ".shixun"
    found = [p for n in ("staged", "aside") for p in (kept / n).rglob("*") if p.is_file()]
    return [*found, *kept.glob("journal*"), *kept.glob("own-*"), *kept.glob("trial-*")]


def test_several_workers_score_as_one_does(full, grade):
    """The same class, by two processes, has the same points; what was graded is listed once."""
    summary = grade(full, workers=2)
    assert points(full) == RESULT
    assert sorted(s for s, _, _ in summary.graded) == sorted(CLASS)
    assert leftovers(full) == []


def test_only_what_changed_is_graded_again(full, grade):
    """A second run does nothing; a new hand-in, a lost result and `again` are graded."""
    grade(full)
    assert grade(full).graded == []
    full.submit("s00", RIGHT)
    (full.root / "autograded/s01/ps1").rename(full.root / "moved")
    summary = grade(full)
    assert sorted(s for s, _, _ in summary.graded) == ["s00", "s01"]
    assert full.points("s00") == 6
    assert len(grade(full, again=True).graded) == len(CLASS)


def test_a_changed_source_grades_everybody_again(full, grade):
    """With other tests than before, nobody keeps an outdated score."""
    grade(full)
    path = full.root / "source/ps1/lessons.csv"
    path.write_text(path.read_text() + "north,1\n")
    assert len(grade(full).graded) == len(CLASS)


def test_a_worker_that_dies_costs_one_submission(full, grade, monkeypatch):
    """The rest is graded; the one in whose course it died is told and waits for a person."""
    real = grader.Grader.grade

    def dies(self, student):
        if student == "s04":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, student)

    monkeypatch.setattr(grader.Grader, "grade", dies)
    summary = grade(full, workers=2)
    assert points(full) == RESULT | {"s04": 0}
    assert summary.unreadable == ["s04"]


def test_a_mistake_of_ours_stops_nobody(full, grade, monkeypatch):
    """An exception in one submission is its own notice; the others have their points."""
    real = grader.Grader._run

    def breaks(self, plan, submission, stage):
        if "s04" in str(stage):
            raise ZeroDivisionError("ours")
        return real(self, plan, submission, stage)

    monkeypatch.setattr(grader.Grader, "_run", breaks)
    summary = grade(full)
    assert points(full) == RESULT | {"s04": 0}
    assert "ZeroDivisionError" in str(dict(summary.notices)["s04"])


def test_what_broke_down_is_tried_again_and_costs_no_earlier_result(full, grade, monkeypatch):
    """Whose grading breaks down keeps what she has; who has nothing yet is graded by the next run."""
    grade(full, "s04")

    def breaks(self, plan, submission, stage):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(grader.Grader, "_run", breaks)
        summary = grade(full, again=True)
    assert sorted(summary.unreadable) == sorted(CLASS)
    assert points(full) == dict.fromkeys(CLASS, 0) | {"s04": RESULT["s04"]}
    assert "上次的成绩没有动" in dict(summary.notices)["s04"]
    assert "上次的成绩没有动" not in dict(summary.notices)["s05"]
    assert grade(full).unchanged == 1
    assert points(full) == RESULT


def test_a_second_grader_waits_and_is_refused_in_the_end(full, grade, monkeypatch):
    """While one grades, another changes nothing; it says that one is under way."""
    monkeypatch.setattr(batch, "LOCK_SECONDS", 0.3)
    from shixun.autograder.engine.courses import open_course

    with batch.course_lock(open_course(full.root)), pytest.raises(GradingError, match="正在进行"):
        grade(full)
    assert points(full) == dict.fromkeys(CLASS, 0)
    grade(full)
    assert points(full) == RESULT


BEFORE = """
import os, sys
from pathlib import Path
from shixun.autograder.engine import batch, courses, gradebook, result_store
batch.BATCH_SIZE = 3
"""
AFTER = """
batch.grade(courses.open_course(Path(sys.argv[1])), "ps1", workers=1)
"""
MOMENTS = {
    "before the gradebook": "gradebook.GradebookWriter.write = lambda self, batch: os._exit(9)",
    "after the gradebook": "result_store.ResultStore._promote = lambda self, *_: os._exit(9)",
    "among the files": """
real, count = result_store._move, []
def move(a, b):
    real(a, b)
    count.append(a)
    if len(count) == 2:
        os._exit(9)
result_store._move = move
""",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stop_at_the_worst_moment_leaves_all_or_nothing(full, grade, moment):
    """Killed between gradebook and files, the next run finishes what was begun and grades the rest."""
    grade(full)
    for student in CLASS:
        full.submit(student, WRONG if CLASS[student] is RIGHT else RIGHT)
    words = [sys.executable, "-c", BEFORE + MOMENTS[moment] + AFTER, str(full.root)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 9, done.stderr
    assert all_or_nothing(full)
    grade(full)
    assert points(full) == {s: 6 - p for s, p in RESULT.items()}
    assert all_agree(full)
    assert leftovers(full) == []


def all_or_nothing(course):
    """Whatever the moment, the gradebook is whole and each result on disk is a whole notebook."""
    with sqlite3.connect(course.root / "gradebook.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    for path in course.root.glob("autograded/*/ps1/ps1.ipynb"):
        json.loads(path.read_text())
    return True


def all_agree(course):
    """Gradebook and notebook say the same of each test."""
    for student in CLASS:
        for cell in course.graded(student).cells:
            if cell.id.startswith(("total-", "double-")):
                failed = any(o.output_type == "error" for o in cell.outputs)
                assert (course.scores(student)[cell.id][0] == 0) is failed
    return True


def command(course):
    return [
        str(Path(sys.executable).parent / "shixun"),
        "grade",
        "ps1",
        "--course",
        str(course.root),
    ]


SCRIPT = processes.ignoring_interrupts
STOPS = {
    "ctrl-c": (signal.SIGINT, processes.heeding_interrupts),
    "ctrl-c in a script": (signal.SIGINT, SCRIPT),
    "kill in a script": (signal.SIGTERM, SCRIPT),
    "kill -9": (signal.SIGKILL, processes.heeding_interrupts),
}


@pytest.mark.parametrize(("sign", "surroundings"), STOPS.values(), ids=STOPS)
def test_stopped_in_the_middle_it_goes_on_where_it_was(full, sign, surroundings):
    """What was finished stays, nothing is left running, and the next run does the rest only; at a
    terminal, and in the background of a script, where SIGINT is ignored."""
    process = processes.start(
        [*command(full), "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"SHIXUN_MARK": str(full.root)},
        surroundings=surroundings,
    )
    staged = full.root / ".shixun/staged/ps1"
    processes.wait_until(lambda: list(staged.glob("*")) or process.poll() is not None, "a result")
    # Ctrl-C reaches all that are at the terminal, a kill the grader alone.
    os.killpg(process.pid, sign) if sign == signal.SIGINT else process.send_signal(sign)
    _, said = process.communicate(timeout=processes.PATIENCE)
    if sign != signal.SIGKILL:
        assert process.returncode == 130 and "再运行一次" in said, said
    assert all_or_nothing(full)
    processes.wait_none_has("SHIXUN_MARK", full.root)
    done = subprocess.run([*command(full), "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert points(full) == RESULT
    assert leftovers(full) == []


def test_the_command_tells_promise_rate_and_reasons(full):
    """Its summary names the promise and why it holds; --json has the same as data."""
    (full.root / "submitted/s03/ps1/ps1.ipynb").write_text("")
    done = subprocess.run([*command(full), "--json"], capture_output=True, text=True)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["unreadable"] == ["s03"] and "空" in str(told["notices"]["s03"])
    assert told["promises"][0]["kind"] == "rooms"
    text = subprocess.run(command(full), capture_output=True, text=True).stdout
    assert "没有变化，8 份都不用再评" in text and "两个房间" in text


def test_where_there_is_no_course_the_remedy_is_named(tmp_path):
    """In a folder without a gradebook, nothing is made and the command says where to run it."""
    words = [str(Path(sys.executable).parent / "shixun"), "grade", "ps1"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and "课程根文件夹" in done.stderr
    assert not (tmp_path / "gradebook.db").exists()


URLS = {
    "mysql://someone:secret@nowhere.example/grades": "没有安装",
    "sqlite:///nothing-here.db": "找不到成绩库",
    "no address": "db_url",
}


@pytest.mark.parametrize("url", URLS)
def test_a_gradebook_that_cannot_be_opened_is_one_sentence(course, grade, url):
    """Which one, and why; no password, no traceback."""
    course.submit("ann", RIGHT)
    settings = f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    (course.root / "nbgrader_config.py").write_text(settings)
    with pytest.raises(GradingError, match=URLS[url]) as why:
        grade(course)
    assert "secret" not in str(why.value)


DAMAGE = {
    "文件坏了": lambda path: path.write_bytes(b"x" * 5000),
    "找不到成绩库": lambda path: path.write_bytes(b""),
    "nbgrader db upgrade": lambda path: run_sql(path, "alter table assignment drop column duedate"),
}


def run_sql(path, statement):
    with sqlite3.connect(path) as db:
        db.execute(statement)


@pytest.mark.parametrize("says", DAMAGE)
def test_a_gradebook_that_is_broken_or_old_is_one_sentence(course, grade, says):
    """What is wrong with it, and what to do."""
    course.submit("ann", RIGHT)
    DAMAGE[says](course.root / "gradebook.db")
    with pytest.raises(GradingError, match=says):
        grade(course)


def test_while_another_program_writes_nothing_is_lost(full, grade):
    """formgrader, say: the grader waits, says that the gradebook is in use, and goes on next time."""
    grade(full, "s00")
    with sqlite3.connect(full.root / "gradebook.db") as db:
        db.execute("begin immediate")
        with pytest.raises(GradingError, match="正占着"):
            grade(full)
    assert full.points("s00") == RESULT["s00"] and full.points("s01") == 0
    grade(full)
    assert points(full) == RESULT
    assert leftovers(full) == []


def test_a_full_disk_costs_nobody_points(full, grade, monkeypatch):
    """It is the machine's fault and no submission's: grading stops, and goes on once there is sandbox."""
    real = grader.Grader._stage_files

    def full_disk(self, submission, stage):
        if stage.name == "s04":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(stage))
        real(self, submission, stage)

    monkeypatch.setattr(grader.Grader, "_stage_files", full_disk)
    for workers in (1, 2):
        with pytest.raises(GradingError, match="磁盘满了"):
            grade(full, workers=workers)
        assert full.scores("s04") == {}
    monkeypatch.undo()
    grade(full)
    assert points(full) == RESULT
