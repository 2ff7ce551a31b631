"""Two exercises of one course: what touches one grades no answer of the other again."""

import json
import shutil

import pytest
from conftest import FIXTURE, case_values, make_course, put_answer

from shixun import content
from shixun.classroom import course, handin
from shixun.paths import Paths

pytestmark = pytest.mark.slow
FIRST, SECOND = "X01", "X02"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course with X01 and the same exercise as X02, one hand-in of each graded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(FIXTURE))
        places = make_course(tmp_path_factory.mktemp("two"))
        twin(places)
        course.prepare(places)
        course.release_all(places)
        for exercise in (FIRST, SECOND):
            hand_in(places, exercise)
            course.collect(places, exercise)
            assert len(course.autograde(places, exercise).graded) == 1
        yield places.root


@pytest.fixture
def places(graded, tmp_path):
    """A copy that the test may touch; files keep their times, as grading looks at them."""
    root = tmp_path / "checkout"
    shutil.copytree(graded, root)
    return Paths(root, root / "var")


def twin(places):
    source = places.exercises / FIRST
    shutil.copytree(source, places.exercises / SECOND)
    for path in (places.exercises / SECOND).rglob("*"):
        if path.is_file():
            path.write_text(path.read_text().replace(FIRST, SECOND))
    syllabus = places.root / "course.toml"
    _, entry = syllabus.read_text().split("[[exercises]]")
    with syllabus.open("a") as added:
        added.write(f"\n[[exercises]]{entry.replace(FIRST, SECOND)}")


def hand_in(places, exercise):
    home = places.teachers / "ann"
    home.mkdir(parents=True, exist_ok=True)
    course.fetch(places, exercise, home, "ann")
    put_answer(home / exercise, case_values("model") | {}, exercise)
    form = json.loads((home / exercise / "form.json").read_text())
    handin.submit(places, exercise, home, "ann", form)


def edit(path, was, now):
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now, 1))


def hint(folder):
    edit(folder / "exercise.toml", "想想谁要去。", "想想谁去得了。")


def key(folder):
    edit(folder / "key/key.json", "{", '{"unused": 1, ')


def data(folder):
    (folder / "words.csv").write_text("又一行\n")


def runs(places):
    """How many of X01's and X02's answers the next run grades."""
    course.release_all(places)
    return [len(course.autograde(places, exercise).graded) for exercise in (FIRST, SECOND)]


def test_untouched_nothing_is_graded_again(places):
    """A copy of the course, with other times at its files, is the same; so are new random digits."""
    assert baseline(places) == [0, 0]
    (places.exercises / FIRST / "key" / content.SALT).write_text("0123")
    (places.source / FIRST / "key" / content.SALT).write_text("0123")
    assert runs(places) == [0, 0]


def baseline(places):
    """Copied hand-ins have other places and times, for which they are graded once more."""
    runs(places)
    return runs(places)


@pytest.mark.parametrize("touch", [hint, key, data], ids=lambda t: t.__name__)
def test_touching_one_exercise_grades_no_other_again(places, touch):
    """Its declaration, its key, its data: its own answers are graded again, those of X02 are not."""
    assert baseline(places) == [0, 0]
    touch(places.exercises / FIRST)
    assert runs(places) == [1, 0]


def test_another_exercise_is_no_touch_either(places):
    """A new exercise in the course, and a word of the syllabus, leave both alone."""
    assert baseline(places) == [0, 0]
    (places.exercises / "X03").mkdir()
    (places.exercises / "X03/notes.json").write_text("{}")
    edit(places.root / "course.toml", 'title = "一"', 'title = "二"')
    assert runs(places) == [0, 0]


def test_what_judges_both_grades_both_again(places, monkeypatch):
    """A scorer's code is shared: whoever changes it may have changed every score."""
    assert baseline(places) == [0, 0]
    code = content.code_hashes(content.JUDGES) | {"shixun/exercises/scorers/choice.py": "0" * 16}
    monkeypatch.setattr(content, "code_hashes", lambda rooms: code)
    assert runs(places) == [1, 1]
