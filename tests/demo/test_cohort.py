"""The demonstration: two synthetic cohorts that have really been through the loop."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shixun import release, syllabus
from shixun.analytics import board as findings
from shixun.analytics import changes
from shixun.classroom.progress import progress
from shixun.demo import cohort
from shixun.paths import Paths
from shixun.responses.store import open_store
from shixun.server import guide
from shixun.widgets import board, home, trainer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PARTS = ("notebooks", "guides", "exercises", "releases", "src/shixun/rules")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A checkout of its own, with the demonstration in it."""
    root = tmp_path_factory.mktemp("demo") / "checkout"
    for part in PARTS:
        shutil.copytree(
            ROOT / part, root / part, ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
    shutil.copytree(ROOT / "grading/templates", root / "grading/templates")
    for file in ("course.toml", "grading/nbgrader_config.py"):
        shutil.copy(ROOT / file, root / file)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SHIXUN_STATE", "SHIXUN_STORE", "SHIXUN_ROOT", "SHIXUN_RELEASE"):
            patch.delenv(name, raising=False)
        patch.setenv("SHIXUN_ROOT", str(root))
        patch.setattr(cohort, "TEACHERS", 10)  # the fewest whose numbers are shown as shares
        paths = cohort.prepare(Paths(root, root / "var"), say=lambda _: None)
        yield paths


@pytest.fixture(scope="module")
def course(demo):
    return syllabus.load(demo.root / "course.toml")


@pytest.fixture(scope="module")
def story(demo, course):
    """What this course has to show: a lesson, the releases before and after its change."""
    return cohort.story(demo, course)


def test_everybody_has_been_through_the_loop(demo, course, story):
    """Each synthetic teacher has an answer, a score and feedback for each exercise, and responses."""
    people = {p.name for p in demo.teachers.iterdir() if p.name.startswith("合成数据")}
    assert len(people) == 20
    for exercise in (e.id for e in course.exercises):
        assert {p.parent.name for p in demo.grading.glob(f"autograded/*/{exercise}")} == people
        assert {p.parent.name for p in demo.grading.glob(f"feedback/*/{exercise}")} == people
        releases = [
            json.loads(p.read_text())["release"]
            for p in demo.grading.glob(f"submitted/*/{exercise}/answers/{exercise}.json")
        ]
        assert Counter(releases) == {story.before: 10, release.current(demo): 10}
    assert len(open_store(demo.store_url).all_responses()) == 20 * len(course.lessons)


def test_something_is_left_to_mark_by_hand(demo, course):
    """The first cohort is marked, of the second every other; the rest waits in formgrader."""
    for exercise in course.exercises:
        now = progress(demo, exercise.id)
        assert (now.graded, now.to_mark) == (20, 5)


def test_the_board_shows_the_change_and_its_effect(demo, story):
    """The finding went through its steps, and its shares before and after stand beside it."""
    rows = [r for r in findings.collect(demo) if r.finding.id == story.finding]
    assert {r.finding.release for r in rows} == {story.before, release.current(demo)}
    for row in rows:
        assert (row.state, row.changed_in) == (changes.TOLD, story.after)
        assert "%" in row.effect and "合成数据" in row.note


def test_the_public_page_tells_what_was_said_before_and_what_was_changed(demo, story):
    """Beside each other: the numbers of the first cohort, the change itself, and its effect."""
    (told,) = findings.public(demo)
    rows = {r.finding.release: r for r in findings.collect(demo) if r.finding.id == story.finding}
    before, after = rows[story.before], rows[release.current(demo)]
    assert before.finding.evidence in told.said != after.finding.evidence
    (changed,) = [note for state, _, note in story.steps() if state == changes.CHANGED]
    assert told.done == f"{changed}（版本 {story.after}）"
    assert told.helped == before.effect


def test_what_is_dealt_with_comes_last(demo, story):
    """Of the release before the change nothing is urgent any more; of the release since, it may be."""
    rows = findings.collect(demo)
    handled = [r for r in rows if r.handled]
    assert [(r.finding.id, r.finding.release) for r in handled] == [(story.finding, story.before)]
    assert rows[-1] == handled[0]
    assert findings.to_text(rows)[-4].startswith("[已经处理]")
    page = board.page(rows)
    assert page.index("已经处理（1 处）") > page.index("继续观察（")


def test_every_entry_says_that_the_data_are_synthetic(demo, course):
    """Teacher's home, trainer's home, board and published guide name them 合成数据, on this state only."""
    entries = (
        home.body(course, (), "", ()),
        trainer.overview(demo, course),
        board.page(findings.collect(demo)),
        guide.if_synthetic("合成数据：演示"),
    )
    assert all("合成数据：" in html for html in entries)
    demo.synthetic.rename(demo.state / "elsewhere")
    try:
        assert "合成数据：" not in home.body(course, (), "", ()) + guide.if_synthetic(
            "合成数据：演示"
        )
    finally:
        (demo.state / "elsewhere").rename(demo.synthetic)


def test_a_reader_may_have_had_enough(demo):
    """`shixun findings | head` ends quietly."""
    words = [str(Path(sys.executable).parent / "shixun"), "findings"]
    environment = os.environ | {"SHIXUN_STATE": str(demo.state)}
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


def test_again_it_changes_nothing_and_another_seed_is_refused(demo):
    """Starting the demonstration once more keeps its data; a mix of two seeds never comes about."""
    said = []
    before = demo.grading.joinpath("gradebook.db").read_bytes()
    base = Paths(demo.root, demo.root / "var")
    assert cohort.prepare(base, say=said.append) == demo
    assert "已经有了" in said[0]
    with pytest.raises(ValueError, match="种子 2026"):
        cohort.prepare(base, seed=7)
    assert demo.grading.joinpath("gradebook.db").read_bytes() == before
