"""One submission: points, messages and files as nbgrader's own tools expect them."""

import importlib.util
import json

import nbformat
import pytest

from shixun.autograder import report
from shixun.autograder.engine import isolation
from shixun.autograder.engine.records import IsolationMode
from shixun.autograder.errors import GradingError
from shixun.autograder.sandbox import client

from .sample_course import RIGHT, WRONG, answer, check, given


def test_right_and_wrong_answers_get_what_they_deserve(course, grade):
    """Open and hidden tests score; what only a person can mark waits for one."""
    course.submit("ann", RIGHT | {"why": "因为"})
    course.submit("bob", WRONG)
    summary = grade(course)
    assert course.scores("ann") == {
        "total-open": (1, False),
        "total-hidden": (2, False),
        "double-open": (3, False),
        "why": (None, True),
    }
    assert course.points("bob") == 0
    assert course.scores("bob")["why"] == (0, False), "nothing was written, so nobody need look"
    assert [n.isolation for n in summary.plan.notebooks] == [IsolationMode.SPLIT]


def test_the_graded_notebook_is_a_notebook_that_nbgrader_knows(course, grade):
    """It validates, its tests are the instructor's with their hidden part, and its outputs are there."""
    course.submit("bob", WRONG)
    grade(course)
    notebook = course.graded("bob")
    nbformat.validate(notebook)
    cells = {c.id: c for c in notebook.cells}
    assert "assert total == 75" in cells["total-hidden"].source
    assert cells["total-open"].outputs[0].ename == "AssertionError"
    assert cells["total"].metadata.nbgrader.solution and not cells["total"].metadata.nbgrader.grade


def test_a_deleted_test_is_put_back_and_told(course, grade):
    """Without its tests a submission is graded by them all the same."""
    folder = course.submit("ann", RIGHT)
    notebook = json.loads((folder / "ps1.ipynb").read_text())
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "total-hidden"]
    (folder / "ps1.ipynb").write_text(json.dumps(notebook))
    summary = grade(course)
    assert course.points("ann") == 6
    assert "total-hidden" in str(summary.notices) and "补回" in str(summary.notices)


def test_a_notebook_that_cannot_be_read_keeps_its_bytes_and_asks_a_person(course, grade):
    """No points, a reason on the instructor's page and in the summary, and the file stays as it was."""
    folder = course.submit("ann", RIGHT)
    (folder / "ps1.ipynb").write_bytes(b'{"cells": [')
    course.submit("bob", RIGHT)
    summary = grade(course)
    assert summary.unreadable == ["ann"]
    assert set(course.scores("ann").values()) == {(0, True)}
    assert "无法评分" in course.graded("ann").cells[0].source
    assert (folder / "ps1.ipynb").read_bytes() == b'{"cells": ['
    assert course.points("bob") == 6


SCORES = {
    "a warning on stderr costs nothing": ("import warnings; warnings.warn('old')", (2, False)),
    "text on stderr costs nothing": ("import sys; print('hm', file=sys.stderr)", (2, False)),
    "a number is partial credit": ("1.5", (1.5, False)),
    "a text is full marks": ("'well done'", (2, False)),
    "NaN asks a person": ("float('nan')", (0, True)),
    "less than nothing asks a person": ("-1", (0, True)),
    "more than there is asks a person": ("99", (0, True)),
    "an exit is a failure": ("import sys; sys.exit(0)", (0, False)),
    "an error after a value is a failure": ("print(2)\nassert False", (0, False)),
}


@pytest.fixture(scope="module")
def oddities(tmp_path_factory):
    """One assignment whose tests behave in every odd way, graded once."""
    from shixun.autograder.engine import batch, courses

    from .sample_course import SampleCourse

    tests = [check(f"t{i}", source, 2) for i, (source, _) in enumerate(SCORES.values())]
    root = tmp_path_factory.mktemp("oddities")
    made = SampleCourse.make(root, [answer("a", "x = 1"), *tests], {})
    made.submit("ann", {"a": "x = 2"})
    batch.grade(courses.open_course(root), "ps1", workers=1)
    return made.scores("ann")


@pytest.mark.parametrize("what", SCORES)
def test_honest_oddities_of_a_test_cell(oddities, what):
    """What a test cell's outputs are worth, each decided and said in `engine/scoring.py`."""
    assert oddities[f"t{list(SCORES).index(what)}"] == SCORES[what][1]


WHY_WHOLE = {
    "looks at the namespace": "assert 'f' in dir()\nimport inspect\ninspect.getsource(f)",
    "looks into an object": "assert things.__class__ is not None and str(things)",
    "takes a name away": "kept = f\ndel f\ntry:\n    g()\nexcept NameError:\n    pass\n"
    "else:\n    raise AssertionError\nfinally:\n    f = kept",
}


@pytest.mark.parametrize("why", WHY_WHOLE)
def test_a_test_that_needs_the_namespace_runs_whole(tmp_path, grade, why, monkeypatch):
    """Decided by the source alone, kept, and the reason names the test."""
    from .sample_course import SampleCourse

    cells = [
        answer("a", "def f():\n    return 1\ndef g():\n    return f()\nthings = object()"),
        check("t", WHY_WHOLE[why], 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "def f(): return 1\ndef g(): return f()"})
    notebook = grade(course).plan.notebooks[0]
    assert notebook.isolation is IsolationMode.SINGLE and "测试 t 不成立" in notebook.reason
    assert "NotTransferable" not in notebook.reason
    monkeypatch.setattr(isolation, "_run_trial", None)  # decided once
    assert grade(course, again=True).plan.notebooks[0] == notebook


def test_a_source_that_fails_its_own_tests_is_told(tmp_path, grade):
    """The instructor hears that her own solution does not pass."""
    from .sample_course import SampleCourse

    course = SampleCourse.make(
        tmp_path / "course", [answer("a", "x = 1"), check("t", "assert x == 2", 2)], {}
    )
    course.submit("ann", {"a": "x = 2"})
    summary = grade(course)
    assert "原题自己也没有得满分：测试 t 不成立" in summary.plan.notebooks[0].reason
    assert course.points("ann") == 2
    assert report.warning_lines(summary)[0].startswith("注意：ps1 带答案的原题")


def test_a_source_that_fails_is_tried_each_time(tmp_path, grade, monkeypatch):
    """The cell where it began is named; once what was missing is there, nothing old is said."""
    from .sample_course import SampleCourse

    cells = [
        given("import os\nn = len(os.environ['LACKING'])", "setup"),
        answer("a", "x = n"),
        check("t", "assert x == 3", 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "x = n"})
    why = grade(course).plan.notebooks[0].reason
    assert "测试 t 不成立（NameError" in why and "最先出错的是第 1 格（KeyError" in why
    monkeypatch.setitem(client.ENVIRONMENT, "LACKING", "abc")
    notebook = grade(course, again=True).plan.notebooks[0]
    assert (notebook.isolation, notebook.source_fails, course.points("ann")) == (
        IsolationMode.SPLIT,
        False,
        2,
    )


@pytest.mark.parametrize(
    "test", ["assert y == 2", "import inspect\nassert y == 2 and 'f' in dir()"]
)
def test_where_a_sandbox_was_stopped_is_named(tmp_path, grade, test):
    """The cell that took too long says so, those behind it say which one it was; in both kinds."""
    from .sample_course import SampleCourse

    cells = [
        answer("a", "x = 1\ndef f(): pass"),
        answer("b", "y = 2"),
        check("t", test, 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    (course.root / "nbgrader_config.py").write_text("c.Grading.cell_seconds = 2\n")
    course.submit("ann", {"a": "while True:\n    pass", "b": "y = 2"})
    (said,) = dict(grade(course).notices)["ann"]
    assert said == "格子 a 运行中断：运行超过了 2 秒，已停止"
    first, second = (c.outputs[0].evalue for c in course.graded("ann").cells[1:3])
    assert first == "运行中断：运行超过了 2 秒，已停止"
    assert second == "没有运行：格子 a 运行超过了 2 秒，已停止"


def test_the_limit_that_was_reached_is_named(tmp_path, grade):
    """A whole submission's time is another setting than a cell's."""
    from .sample_course import SampleCourse

    course = SampleCourse.make(tmp_path / "course", [answer("a", "x = 1"), check("t", "x", 2)], {})
    (course.root / "nbgrader_config.py").write_text("c.Grading.room_seconds = 3\n")
    course.submit("ann", {"a": "while True:\n    pass"})
    assert "整份作业运行超过了 3 秒" in str(grade(course).notices)


def test_what_the_instructor_computes_is_hers_in_the_tests(tmp_path, grade):
    """Her own cells run in the tests' sandbox, too, from her text and her data."""
    from .sample_course import SampleCourse

    cells = [
        given("limit = len(open('limit.txt').read())", "limit"),
        answer("a", "x = limit"),
        check("t", "assert x == limit == 3", 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {"limit.txt": "abc"})
    folder = course.submit("ann", {"limit": "limit = 9", "a": "x = 9"})
    (folder / "limit.txt").write_text("123456789")
    course.submit("bob", {"a": "x = limit"})
    assert grade(course).plan.notebooks[0].isolation is IsolationMode.SPLIT
    assert (course.points("ann"), course.points("bob")) == (0, 2)


def test_unknown_students_and_assignments_are_named(course, grade):
    """A mistyped name is an error that says so; nothing is graded."""
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match="zoe"):
        grade(course, "zoe")
    assert course.scores("ann") == {}


def test_a_function_cannot_end_the_tests_own_loop(tmp_path, grade):
    """StopIteration out of a function would leave all(map(…)) with nothing to look at."""
    from .sample_course import SampleCourse

    cells = [
        answer("a", "def even(n):\n    return n % 2 == 0"),
        check("t", "assert all(map(even, [2, 4, 6]))", 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "def even(n): raise StopIteration"})
    course.submit("bob", {"a": "def even(n): return not n % 2"})
    assert grade(course).plan.notebooks[0].isolation is IsolationMode.SPLIT
    assert (course.points("ann"), course.points("bob")) == (0, 2)


def test_sandboxes_draw_as_kernels_do():
    """What is drawn is shown below its cell, as students saw it, by the package that kernels use."""
    package = client.ENVIRONMENT["MPLBACKEND"].removeprefix("module://").split(".")[0]
    assert importlib.util.find_spec(package)


def test_a_figure_stands_in_the_graded_notebook(tmp_path, grade):
    """A person can mark what was drawn; a test may look at it in a later cell."""
    from .sample_course import SampleCourse

    cells = [
        given("import matplotlib.pyplot as plt", "setup"),
        answer("a", "ax = plt.figure().add_subplot()\n_ = ax.bar([1, 2], [3, 4])"),
        check("t", "assert len(ax.patches) == 2", 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "_, ax = plt.subplots()\n_ = ax.bar([1, 2], [3, 4])"})
    grade(course)
    assert course.points("ann") == 2
    assert [o.data["image/png"][:5] for o in course.graded("ann").cells[1].outputs] == ["iVBOR"]
