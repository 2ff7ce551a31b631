"""Similar hand-ins of a class: what is told, in which field, and what never is."""

import json
import shutil

import nbformat
import pytest
from conftest import REPOSITORY, case_values
from marked import Teacher, case, grade
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from shixun.analytics.similar import passage, similar
from shixun.classroom import config, course
from shixun.paths import Paths

MODEL = case_values("model")
SAID = "全家一部手机的孩子，上午先做纸笔练习，晚上七点妈妈下班以后再看录播，看完两个人说一说。"
OTHER = "没有设备的孩子由班主任每天打一个电话，把任务说清楚，材料放在村口小卖部，家长顺路带回去。"


def told(found):
    return {(p.first, p.second): {label for label, _, _ in p.fields} for p in found.pairs}


def test_the_same_words_are_told_with_the_passage(paths):
    """Two of five wrote nearly the same: one pair, the field by its label, and what both have."""
    texts = [SAID, SAID.replace("妈妈", "爸爸"), OTHER, "不清楚", ""]
    grade(paths, "X01", [Teacher(f"t{k}", MODEL | {"why": w}) for k, w in enumerate(texts)])
    found = similar(paths, "X01")
    assert found.n == 5 and told(found) == {("t0", "t1"): {"理由"}}
    ((label, share, words),) = found.pairs[0].fields
    assert label == "理由" and 0.5 <= share < 1 and words in SAID and len(words) >= 10


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """E04 with a class of stated answers, two of whom share what nobody else has."""
    paths = Paths(REPOSITORY, tmp_path_factory.mktemp("state"))
    course.prepare(paths)
    course.release_all(paths)
    model, start = (case(REPOSITORY, "E04", n) for n in ("model", "wrong_untouched"))
    odd = json.loads(json.dumps(model))
    for k, row in enumerate(odd["rows"]):
        row["note"] = f"第 {k} 节自己编的备注"
    wrong = {place: "T-06" for place in ("f1", "f2", "f3", "f4", "f5", "f6", "f7")}
    class_ = [Teacher(f"m{k}", model | {"family": f"{chr(0x5000 + k) * 40}"}) for k in range(8)]
    class_ += [Teacher(f"s{k}", start) for k in range(8)]
    class_ += [Teacher("odd1", odd | {"family": SAID}), Teacher("odd2", odd | {"family": OTHER})]
    class_ += [Teacher("tag1", start | {"tags": wrong}), Teacher("tag2", start | {"tags": wrong})]
    grade(paths, "E04", class_)
    return paths


def test_rows_and_wrong_choices_that_two_share_are_told(school):
    """The same odd rows, the same seven wrong tags; not the start values, and not the model's rows."""
    label = {"选项和表格"}
    assert told(similar(school, "E04")) == {("odd1", "odd2"): label, ("tag1", "tag2"): label}


def test_being_right_is_not_being_alike_but_the_same_mistakes_are(school):
    """E06 by choices alone: two who placed all cards right are no pair, two with eight slips are."""
    right = {k: v for k, v in case(REPOSITORY, "E06", "model").items() if not isinstance(v, str)}
    slips = {k: dict(v) for k, v in right.items() if isinstance(v, dict)}
    for card in ("ct3", "ct4", "ct5", "ct8", "ct9", "ct10", "ct11", "ct12"):
        slips["contact"][card] = "who"
    class_ = [
        Teacher("r1", right),
        Teacher("r2", right),
        Teacher("w1", slips),
        Teacher("w2", slips),
    ]
    grade(school, "E06", class_)
    assert told(similar(school, "E06")) == {("w1", "w2"): {"选项和表格"}}


def test_what_the_exercise_gave_to_read_is_no_sign(school):
    """Both copied the question into their answer: nothing is told."""
    form = json.loads((school.source / "E04/form.json").read_text())
    asked = next(f["help"] for f in form["fields"] if f["id"] == "family")
    start = case(REPOSITORY, "E04", "wrong_untouched")
    grade(school, "E04", [Teacher(f"q{k}", start | {"family": asked}) for k in range(2)])
    assert not any("q0" in pair for pair in told(similar(school, "E04")))


LOOP = """def mean_minutes(rows):
    total, count = 0, 0
    for row in rows:
        if row["kind"] != "break" and row["minutes"] > 0:
            total += row["minutes"]
            count += 1
    return total / count if count else 0
"""
SUM = """def mean_minutes(rows):
    good = [r["minutes"] for r in rows if not (r["kind"] == "break" or r["minutes"] <= 0)]
    return sum(good) / max(1, len(good))
"""


def code_cell(id, source, **mark):
    base = {"schema_version": 3, "grade_id": id, "locked": False, "task": False, "grade": False}
    return new_code_cell(source, id=id, metadata={"nbgrader": base | mark})


def test_code_is_compared_cell_by_cell_and_never_run(paths, tmp_path):
    """Renamed copies of one loop are told, another way is not, torn code is no error, none runs."""
    source = paths.exercises / "P01"
    source.mkdir()
    cells = [
        code_cell("mean", "def mean_minutes(rows):\n    ### BEGIN SOLUTION\n    ### END SOLUTION",
                  solution=True),
        code_cell("test", "assert True", grade=True, solution=False, points=4, locked=True),
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, source / "P01.ipynb")
    course.release(paths, "P01")
    ran = tmp_path / "ran"
    bodies = {"ann": LOOP, "bob": LOOP.replace("total", "t").replace("row", "r"), "cyn": SUM,
              "dan": f"open({str(ran)!r}, 'w')\n" * 3 + "def (", "eve": ""}  # fmt: skip
    with Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        for student, body in bodies.items():
            folder = paths.grading / "autograded" / student / "P01"
            shutil.copytree(paths.grading / "release/P01", folder)
            handed_in = nbformat.read(folder / "P01.ipynb", as_version=4)
            handed_in.cells[0].source = body
            nbformat.write(handed_in, folder / "P01.ipynb")
            book.update_or_create_student(student)
            book.update_or_create_submission("P01", student)
    assert told(similar(paths, "P01")) == {("ann", "bob"): {"P01 · mean"}}
    assert not ran.exists()


def test_a_passage_is_only_of_text_and_cut():
    """Numbers and lists have none; a long one is shortened."""
    assert passage(["a"], ["a"]) == passage(None, "x") == ""
    assert passage("甲" * 200, "甲" * 200) == "甲" * 60 + "……"
