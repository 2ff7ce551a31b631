"""Item statistics from a gradebook: who counts, what is right first, and which values were wrong."""

import json

import pandas
import pytest
from conftest import REPOSITORY, case_values
from marked import Teacher, case, grade
from nbgrader.api import Gradebook

from shixun.analytics import explain, explained, trust
from shixun.analytics.statistics import statistics
from shixun.classroom import config, course
from shixun.paths import Paths

MODEL, HALF, BLANK = (case_values(n) for n in ("model", "wrong_half", "wrong_blank"))


def lines(found):
    return {(x.kind, x.id): x.measures for x in found.lines}


def test_before_the_first_grading_there_is_nothing(paths):
    """No gradebook rows: no people, no lines, and one sentence."""
    found = statistics(paths, "X01")
    assert (found.n, found.lines) == (0, ())
    assert trust.to_text(paths, ("X01",)) == ["X01：还没有评好的作业。"]


def test_an_exercise_that_is_not_there_is_said(paths):
    """A mistyped id gets a sentence that names it."""
    with pytest.raises(FileNotFoundError, match="E99"):
        statistics(paths, "E99")


def test_everybody_counts_once_by_the_last_hand_in(paths):
    """Thirteen people, one of whom hands in again; an unreadable answer is in no number."""
    grade(paths, "X01", [Teacher(f"t{k:02}", HALF if k < 6 else MODEL) for k in range(13)])
    grade(paths, "X01", [Teacher("t00", MODEL, release="2026.12"), Teacher("t99", None)])
    found = statistics(paths, "X01")
    assert (found.n, found.unread) == (13, 1)
    assert found.releases == (("2026.11", 12), ("2026.12", 1))
    place = lines(found)["item", "X01-place"]
    assert (place.n, place.full) == (13, 8)
    assert place.difficulty == pytest.approx(8 / 13)


def test_the_commonest_wrong_values_are_labels_of_the_form(paths):
    """What six chose at the first check and five still have is told in words; free text never is."""
    told = {"why": "张三说的", "place": "room", "colours": ["grey"]}
    class_ = [Teacher(f"t{k:02}", HALF if k < 5 else MODEL, first=told if k < 6 else MODEL)
              for k in range(12)]  # fmt: skip
    grade(paths, "X01", class_)
    found = lines(statistics(paths, "X01"))
    assert found["field", "place"].wrong == (("教室", 5),)
    assert found["field", "colours"].first_wrong == (("灰", 6),)
    assert found["item", "X01-colours"].wrong == (("红", 5),)
    assert "张三" not in json.dumps(trust.collect(paths, ("X01",)), ensure_ascii=False)


def test_the_first_check_is_the_diagnosis(paths):
    """Right at the first check counts the first line of the log; hidden items have none."""
    class_ = [Teacher(f"t{k:02}", MODEL, first=HALF if k < 7 else MODEL) for k in range(12)]
    class_ += [Teacher("u1", MODEL)]
    grade(paths, "X01", class_)
    found = lines(statistics(paths, "X01"))
    colours = found["item", "X01-colours"]
    assert (colours.n, colours.first_n, colours.first_right) == (13, 12, 5)
    assert found["item", "X01-place"].first_n == 0


def test_a_first_check_that_no_longer_fits_the_form_says_nothing(paths):
    """The log is on a teacher's disk: values that the form cannot hold are passed over."""
    grade(paths, "X01", [Teacher(f"t{k:02}", MODEL, first=HALF) for k in range(12)])
    for log in (paths.grading / "autograded").glob("*/X01/answers/X01.checks.jsonl"):
        line = json.loads(log.read_text())
        log.write_text(json.dumps(line | {"values": {"colours": [["deep"]]}}) + "\n")
    assert lines(statistics(paths, "X01"))["item", "X01-colours"].first_n == 0


def test_a_trainers_change_and_the_rubric_count_as_given(paths):
    """Points that a trainer changed are the points; a rubric part counts those who were marked."""
    class_ = [Teacher(f"t{k:02}", MODEL, mark=float(k % 4)) for k in range(11)]
    class_ += [Teacher("u1", MODEL), Teacher("u2", MODEL, mark=9.0, changed={"X01-plan": 0.0})]
    grade(paths, "X01", class_)
    found = lines(statistics(paths, "X01"))
    assert (found["item", "X01-plan"].n, found["item", "X01-plan"].full) == (13, 12)
    assert (found["by_hand", "X01-rubric"].n, found["by_hand", "X01-rubric"].full) == (12, 1)


def test_an_exercise_with_code_in_two_notebooks_has_its_items_apart(paths):
    """Cells of the same name in two notebooks are two lines, and two accounts of one score."""
    (paths.exercises / "P01").mkdir()
    with Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        book.add_assignment("P01")
        for notebook, points in (("one", 2), ("two", 4)):
            book.add_notebook(notebook, "P01")
            book.add_grade_cell("test", notebook, "P01", max_score=points, cell_type="code")
        for k in range(6):
            book.add_student(f"t{k}")
            for notebook in book.add_submission("P01", f"t{k}").notebooks:
                for g in notebook.grades:
                    g.auto_score = 2 if k else 0
                    g.needs_manual_grade = False
        book.db.commit()
    found = lines(statistics(paths, "P01"))
    assert {id: (m.n, m.full) for (_, id), m in found.items()} == {
        "one · test": (6, 5), "two · test": (6, 0)}  # fmt: skip
    explanation = explain.explain(paths, "P01", "t5")
    assert (explanation.points, explanation.out_of) == (4, 6)
    text = explained.to_text(explanation)
    assert "two · test：2 / 4 分" in text and not any("答案" in line for line in text)


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """E04 and E06 with forty teachers: every stated answer in turn."""
    paths = Paths(REPOSITORY, tmp_path_factory.mktemp("state"))
    course.prepare(paths)
    course.release_all(paths)
    for exercise in ("E04", "E06"):
        names = sorted(p.stem for p in (REPOSITORY / "exercises" / exercise / "key").glob("*.json"))
        stated = [case(REPOSITORY, exercise, n) for n in names if n != "key"]
        class_ = [Teacher(f"s{k:02}", stated[k % 3 if k < 20 else k % len(stated)],
                          first=stated[(k * 5) % len(stated)]) for k in range(40)]  # fmt: skip
        grade(paths, exercise, class_)
    return paths


@pytest.mark.parametrize("exercise", ["E04", "E06"])
def test_the_course_exercises_measured_as_pandas_does(school, exercise):
    """Points table out of the gradebook by pandas: the same difficulty and corrected correlation."""
    from shixun.classroom.graded_submissions import graded_submissions

    table = {p.student: {i: m.points for i, m in p.marks.items() if not m.task}
             for p in graded_submissions(school, exercise)}  # fmt: skip
    frame = pandas.DataFrame(table).T
    most = {i: m.out_of for i, m in graded_submissions(school, exercise)[0].marks.items()}
    for (kind, id), m in lines(statistics(school, exercise)).items():
        if kind != "item":
            continue
        assert m.difficulty == pytest.approx((frame[id] / most[id]).mean())
        expected = frame[id].corr(frame.drop(columns=id).sum(axis=1))
        if m.discrimination is None:
            assert frame[id].nunique() == 1
        else:
            assert m.discrimination == pytest.approx(expected)


@pytest.mark.parametrize("exercise", ["E04", "E06"])
def test_every_field_that_is_judged_and_every_card_has_its_line(school, exercise):
    """Fields as the items name them, each card of a deck, and nothing measured over other people."""
    found = statistics(school, exercise)
    kinds = {k: [x for x in found.lines if x.kind == k] for k in ("item", "field", "card")}
    assert all(x.measures.n == 40 for xs in kinds.values() for x in xs)
    assert kinds["card"] and {x.id for x in kinds["field"]} >= {
        x.id.split("/")[0] for x in kinds["card"]
    }
    wrong = [v for x in found.lines for v, _ in (*x.measures.wrong, *x.measures.first_wrong)]
    assert wrong and all(k >= 5 for x in found.lines for _, k in x.measures.wrong)


def test_the_command_prints_what_may_be_shown(school, monkeypatch, capsys):
    """`shixun items E04 --json` is JSON with null where too few people stand behind a number."""
    from shixun import cli

    monkeypatch.setenv("SHIXUN_STATE", str(school.state))
    monkeypatch.setenv("SHIXUN_ROOT", str(school.root))
    assert cli.main(["items", "E04", "--json"]) == 0
    (data,) = json.loads(capsys.readouterr().out)
    assert data["exercise"] == "E04" and data["n"] == 40
    assert {"difficulty", "discrimination", "first_right", "wrong_values"} <= data["items"][
        0
    ].keys()
    assert cli.main(["items"]) == 0
    text = capsys.readouterr().out
    assert "E06：40 人" in text and "区分度" in text
    assert cli.main(["items", "E99"]) == 2
