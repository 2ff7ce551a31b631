"""Every exercise of the course: each case gets its stated score, and a release gives nothing away."""

import json
import shutil

import pytest
from conftest import REPOSITORY, put_answer

from shixun import syllabus
from shixun.classroom import config, course
from shixun.exercises import build, task
from shixun.exercises.task import Submission
from shixun.paths import Paths

EXERCISES = course.exercises(Paths(REPOSITORY, REPOSITORY / "var"))
CASES = [
    (exercise, path.stem)
    for exercise in EXERCISES
    for path in sorted((REPOSITORY / "exercises" / exercise / "key").glob("*.json"))
    if path.stem != "key"
]


def key_file(exercise: str, name: str) -> dict:
    path = REPOSITORY / "exercises" / exercise / f"key/{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def source_cells(exercise: str) -> list[dict]:
    made = build.files(REPOSITORY / "exercises" / exercise, Paths(REPOSITORY, REPOSITORY / "var"))
    return json.loads(made[f"{exercise}.ipynb"])["cells"]


def parts(data) -> list:
    """Every object and list inside, with more than two entries: what a leak would look like."""
    if not isinstance(data, dict | list):
        return []
    inner = data.values() if isinstance(data, dict) else data
    return [p for v in inner for p in parts(v)] + ([data] if len(data) > 2 else [])


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """All exercises released, and all their cases handed in as teachers and autograded."""
    state = tmp_path_factory.mktemp("matrix")
    paths = Paths(REPOSITORY, state)
    course.prepare(paths)
    course.release_all(paths)
    for exercise, case in CASES:
        folder = paths.grading / "submitted" / case / exercise
        shutil.copytree(paths.grading / "release" / exercise, folder)
        put_answer(folder, key_file(exercise, case)["values"], exercise)
    for exercise in EXERCISES:
        course.autograde(paths, exercise)
    return paths


def test_every_exercise_of_the_syllabus_is_there():
    """Each exercise in course.toml has a source, a model answer and wrong ones."""
    assert set(EXERCISES) == {e.id for e in syllabus.load(REPOSITORY / "course.toml").exercises}
    for exercise in EXERCISES:
        names = [case for e, case in CASES if e == exercise]
        assert "model" in names and len([n for n in names if n.startswith("wrong_")]) >= 3


@pytest.mark.parametrize("exercise", EXERCISES)
def test_items_and_test_cells_agree(exercise):
    """Same ids, same points, hidden where hidden; with the rubric the sum is 100."""
    cells = {c["id"]: c for c in source_cells(exercise)}
    marks = {c["metadata"]["nbgrader"]["grade_id"]: c for c in cells.values()}
    graded = {g: c for g, c in marks.items() if c["metadata"]["nbgrader"]["grade"]}
    items = {i.id: i for i in task.load(exercise).items}
    assert graded.keys() == items.keys()
    for id, cell in graded.items():
        assert cell["id"] == id
        assert cell["metadata"]["nbgrader"]["points"] == items[id].points
        assert ("HIDDEN TESTS" in "".join(cell["source"])) is items[id].hidden
        assert f'grade("{exercise}", "{id}")' in "".join(cell["source"])
    tasks = [c for c in marks.values() if c["metadata"]["nbgrader"]["task"]]
    by_hand = sum(c["metadata"]["nbgrader"]["points"] for c in tasks)
    assert sum(i.points for i in items.values()) + by_hand == 100


@pytest.mark.parametrize(("exercise", "case"), CASES)
def test_each_case_scores_as_stated(exercise, case):
    """The items alone, without nbgrader: model = full marks, blank = 0, each wrong one its score."""
    stated, folder = key_file(exercise, case), REPOSITORY / "exercises" / exercise
    submission = Submission(stated["values"], folder, key_file(exercise, "key"))
    scores = {i.id: i.score(submission) for i in task.load(exercise).items}
    assert {id: s.points for id, s in scores.items()} == stated["expect"]
    assert all(s.text for s in scores.values())
    if case == "model":
        assert all(s.points == s.out_of for s in scores.values())
    if "blank" in case:
        assert not any(s.points for s in scores.values())


@pytest.mark.parametrize(("exercise", "case"), CASES)
def test_each_case_scores_the_same_through_nbgrader(graded, exercise, case):
    """What the gradebook holds after autograde is what the case states."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        notebook = book.find_submission_notebook(exercise, exercise, case)
        stated = key_file(exercise, case)["expect"]
        assert {g.name: g.auto_score for g in notebook.grades if g.name in stated} == stated


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_release_gives_nothing_away(graded, exercise):
    """No key file, no part of a key or a case, no hidden call, no marking guide."""
    secrets = [p for name in ("key", *(c for e, c in CASES if e == exercise))
               for p in parts(key_file(exercise, name))]  # fmt: skip
    declared = task.load(exercise).declared
    public = [*parts(declared.start), *parts(declared.form_data)]
    secrets = [s for s in secrets if s not in public]
    hidden = [f'grade("{exercise}", "{i.id}")' for i in task.load(exercise).items if i.hidden]
    for root in (graded.grading / "release", graded.exchange / "shixun/outbound"):
        for path in (root / exercise).rglob("*"):
            assert "key" not in path.relative_to(root).parts
            if path.is_dir():
                continue
            text = path.read_text(encoding="utf-8")
            assert not [s for s in ("MARK SCHEME", "HIDDEN TESTS", *hidden) if s in text], path
            if path.suffix in (".json", ".ipynb"):
                assert not [p for p in parts(json.loads(text)) if p in secrets], path


def test_a_key_changed_by_itself_would_be_found():
    """The search for leaks finds a key inside another file."""
    key = {"tags": {"f1": "T-01", "f2": "T-02", "f3": "T-03"}}
    assert [p for p in parts({"form": [key]}) if p in parts(key)]
