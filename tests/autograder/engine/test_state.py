"""What the autograder remembers: one database, made and mended by Alembic, wherever a setting says."""

import json
import shutil
import sqlite3

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shixun.autograder.engine import isolation
from shixun.autograder.engine.courses import open_course
from shixun.autograder.engine.result_store import ResultStore
from shixun.autograder.engine.state import database, open_state
from shixun.autograder.engine.state.models import Base, GradedSubmission, JournalRow
from shixun.autograder.errors import GradingError

from .sample_course import CELLS, LESSONS, RIGHT, WRONG


def setting(course, **values):
    lines = [f"c.{name.replace('__', '.')} = {value!r}\n" for name, value in values.items()]
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n" + "".join(lines))


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(course, request, tmp_path):
    """The course with its state, and its gradebook, in another place by setting alone."""
    if request.param == "sqlite":
        setting(course, Grading__state_url=f"sqlite:///{tmp_path / 'elsewhere.db'}")
        return course
    server = request.getfixturevalue("postgres")
    # PostgreSQL checks foreign keys, so nbgrader's own commands want a course that has a name there.
    setting(
        course,
        Grading__state_url=server.database(),
        CourseDirectory__db_url=server.database(),
        CourseDirectory__course_id="plain",
    )
    (course.root / "gradebook.db").unlink()
    course.write(CELLS, {"lessons.csv": LESSONS}, open_course(course.root).config)
    return course


def test_it_is_where_the_setting_says(anywhere, grade):
    """Graded, not graded again, handed in anew, corrected: all from that place, nothing beside it."""
    anywhere.submit("ann", RIGHT)
    anywhere.submit("bob", WRONG)
    assert len(grade(anywhere).graded) == 2
    assert grade(anywhere).unchanged == 2
    anywhere.submit("bob", RIGHT)
    assert [s for s, _, _ in grade(anywhere).graded] == ["bob"]
    assert ResultStore(open_course(anywhere.root), "ps1").records().keys() == {"ann", "bob"}
    assert not (anywhere.root / ".shixun/state.db").exists()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_steps_make_what_the_models_say(tmp_path, request, kind):
    """No table or column of one is missing in the other, and HEAD names the last step."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'state.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    with database.StateDatabase(tmp_path / ".shixun", url).writing():
        pass
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        how = {"version_table": database.VERSION_TABLE, "compare_type": True}
        found = MigrationContext.configure(connection, opts=how)
        assert compare_metadata(found, Base.metadata) == []
        assert found.get_current_revision() == database.HEAD
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_a_write_lasts_when_it_returns(course):
    """SQLite runs with a write-ahead log and waits for the disk: a killed machine loses nothing."""
    with open_state(open_course(course.root)).writing() as session:
        assert session.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(sa.text("PRAGMA synchronous")) == 2  # FULL


def test_looking_makes_nothing(course):
    """Who only reads leaves no folder and no file behind."""
    assert ResultStore(open_course(course.root), "ps1").record("ann") is None
    assert not (course.root / ".shixun").exists()


def as_files(course):
    """Write the state as the version before the database did, and take the database away."""
    with sqlite3.connect(course.root / ".shixun/state.db") as db:
        graded = db.execute("select student, record from graded_submission").fetchall()
        decisions = db.execute(
            "select notebook, fingerprint, mode, reason from isolation_decision"
        ).fetchall()
    shutil.rmtree(course.root / ".shixun")
    kept = course.root / ".shixun"
    for folder in ("graded/ps1", "promises", "lost-cells/ps1"):
        (kept / folder).mkdir(parents=True)
    for student, record in graded:
        (kept / f"graded/ps1/{student}.json").write_text(record)
    (kept / "graded/ps1/cut.json").write_text('{"finger')
    content = {
        "fingerprint": decisions[0][1],
        "notebooks": {name: (mode, reason) for name, _, mode, reason in decisions},
    }
    (kept / "promises/ps1.json").write_text(json.dumps(content))
    grade = {"student": "ann", "cell": "old", "kind": "grade", "auto_score": 1.0, "lost_at": "2026"}
    grade |= {"manual_score": 4.0, "extra_credit": None, "manual_comment": None}
    (kept / "lost-cells/ps1/ps1.jsonl").write_text(json.dumps(grade) + "\n")
    return kept


@pytest.fixture
def earlier(course, grade):
    """A course that the version before the database has graded."""
    course.submit("ann", RIGHT)
    course.submit("bob", WRONG)
    grade(course)
    as_files(course)
    return course


def test_files_of_an_earlier_version_are_taken_over_once(earlier, grade, monkeypatch):
    """Nobody is graded again, nothing is decided again, a lost grade is known, files are kept aside."""
    from shixun.autograder.nbgrader.lost_grades import LostGrades

    before = {
        p.relative_to(earlier.root / ".shixun"): p.read_bytes()
        for p in (earlier.root / ".shixun").rglob("*")
        if p.is_file()
    }
    monkeypatch.setattr(isolation, "_run_trial", None)
    assert grade(earlier).unchanged == 2
    (lost,) = LostGrades(open_course(earlier.root), "ps1", "ps1").latest().values()
    assert (lost.cell, lost.manual_score) == ("old", 4.0)
    aside = earlier.root / ".shixun/before-state-db/.shixun"
    assert {p.relative_to(aside): p.read_bytes() for p in aside.rglob("*") if p.is_file()} == before
    assert grade(earlier).unchanged == 2


def test_a_stop_while_they_are_taken_over_repeats_nothing(earlier, grade, monkeypatch):
    """Killed before they are set aside: the next start sets them aside, and adds no row twice."""
    from shixun.autograder.engine.state import earlier as files
    from shixun.autograder.nbgrader.lost_grades import LostGrades

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files.shutil, "move", stop)
        with pytest.raises(KeyboardInterrupt):
            grade(earlier)
    assert grade(earlier).unchanged == 2
    with sqlite3.connect(earlier.root / ".shixun/state.db") as db:
        assert db.execute("select count(*) from lost_grade").fetchone() == (1,)
    assert len(LostGrades(open_course(earlier.root), "ps1", "ps1").latest()) == 1


def test_a_broken_state_is_one_sentence(course, grade):
    """It names the file and what helps; nothing is graded meanwhile, and moving it away heals."""
    course.submit("ann", RIGHT)
    grade(course)
    path = course.root / ".shixun/state.db"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(GradingError, match=r"state\.db") as said:
        grade(course)
    assert "备份" in str(said.value)
    for left in path.parent.glob("state.db*"):
        left.unlink()
    assert len(grade(course).graded) == 1


URLS = {"no address": "state_url", "mysql://me:secret@127.0.0.1/x": "没有安装"}


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_is_none_is_one_sentence(course, grade, url):
    """No password, no traceback."""
    setting(course, Grading__state_url=url)
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match=URLS[url]) as said:
        grade(course)
    assert "secret" not in str(said.value)


def test_no_journal_is_left_of_a_run(course, grade):
    """What is being written is noted only while it is."""
    course.submit("ann", RIGHT)
    grade(course)
    with open_state(open_course(course.root)).reading() as session:
        assert session.scalars(sa.select(JournalRow)).all() == []
        assert session.scalars(sa.select(GradedSubmission.student)).all() == ["ann"]
