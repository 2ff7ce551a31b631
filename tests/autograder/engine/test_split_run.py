"""Two sandboxes where a notebook has one: what answers and tests share there, they share here."""

import pytest

from shixun.autograder.engine import static_analysis
from shixun.autograder.engine.records import IsolationMode

from .sample_course import SampleCourse, answer, check

CELLS = [
    answer("xs", "xs = [2, 3]"),
    check("xs-test", "import math\nassert list(xs) == [2, 3]", 2),
    answer("evens", "def evens(n):\n    return [i for i in range(n) if i % 2 == 0]"),
    check("evens-test", "import statistics\nassert list(evens(5)) == [0, 2, 4]", 3),
    answer("root", "root = 2.0"),
    check("root-test", "root_wanted = 2.0\nassert abs(root - root_wanted) < 0.01", 4),
    check("root-hidden", "unseen = 2.0\nassert root == unseen", 1, hidden=True),
    answer("last", "last = 1"),
    check("last-test", "assert last == 1", 5),
]
RIGHT = {
    "xs": "xs = [2, 3]",
    "evens": "def evens(n): return list(range(0, n, 2))",
    "root": "root = 2.0",
    "last": "last = 1",
}
OTHERWISE = {
    "a module that a test imported": ({"root": "root = math.sqrt(4)"}, 15),
    "a module that only its own test imports": (
        {"evens": "def evens(n): return [i for i in range(n) if statistics.mean([i]) % 2 == 0]"},
        15,
    ),
    "a value that a test has in the open": ({"last": "last = root_wanted - 1"}, 15),
    "a value in a hidden test": ({"last": "last = unseen - 1"}, 10),
    "a function that yields": ({"evens": "def evens(n): yield from range(0, n, 2)"}, 15),
    "a function that yields without end": (
        {"evens": "import itertools\ndef evens(n): return itertools.count()"},
        12,
    ),
    "keys": ({"xs": "xs = {2: 'a', 3: 'b'}.keys()"}, 15),
    "values": ({"xs": "xs = {'a': 2, 'b': 3}.values()"}, 15),
    "items": ({"evens": "def evens(n): return [k for k, _ in {0: 1, 2: 1, 4: 1}.items()]"}, 15),
    "an iterator": ({"xs": "xs = map(int, '23')"}, 13),
    "an object": ({"xs": "class P:\n    def __iter__(s): return iter([2, 3])\nxs = P()"}, 13),
    "nothing at all": ({"xs": ""}, 13),
}
ASKED = {"an iterator": "xs-test", "an object": "xs-test"}
ASKED["a function that yields without end"] = "evens-test"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Everybody's points, graded once."""
    from shixun.autograder.engine import batch, courses

    course = SampleCourse.make(tmp_path_factory.mktemp("shared") / "course", CELLS, {})
    for student, (cells, _) in OTHERWISE.items():
        course.submit(student, RIGHT | cells)
    summary = batch.grade(courses.open_course(course.root), "ps1", workers=1)
    assert summary.plan.notebooks[0].isolation is IsolationMode.SPLIT
    return course, dict(summary.notices)


@pytest.mark.parametrize("how", OTHERWISE)
def test_right_answers_count_in_whatever_way_they_were_come_by(graded, how):
    """What nbgrader gives points for has them here; where that cannot be, a person is asked."""
    course, notices = graded
    assert course.points(how) == OTHERWISE[how][1]
    asked = [name for name, (_, asks) in course.scores(how).items() if asks]
    assert asked == ([ASKED[how]] if how in ASKED else [])
    assert (how in notices) is (how in ASKED)


STATEMENTS = {
    "import math\nfrom os import path as p": "import math\nfrom os import path as p",
    "a = 1\nb = x + a\nc = b\nd = a": "a = 1\nd = a",
    "x = 10": "",
    "assert x == 1\nx, a = 1, 2": "",
    "def near(a, b):\n    return a == b": "def near(a, b):\n    return a == b",
    "def near(a):\n    return a == x\nnear(1)": "",
    "print(1)\nfor i in range(3): a = i": "",
    "if": "",
}


@pytest.mark.parametrize("source", STATEMENTS)
def test_what_a_test_binds_by_itself(source):
    """Nothing that reads an answer, that was made from one, or that would set one."""
    assert static_analysis.independent_statements(source, frozenset({"x"})) == STATEMENTS[source]


def test_without_a_released_notebook_no_test_is_shown(tmp_path, grade):
    """The source alone has the hidden tests in it, so nothing of a test goes to the answers."""
    course = SampleCourse.make(tmp_path / "course", CELLS, {})
    for student in ("a value in a hidden test", "a module that a test imported"):
        course.submit(student, RIGHT | OTHERWISE[student][0])
    (course.root / "release/ps1/ps1.ipynb").unlink()
    grade(course)
    assert course.points("a value in a hidden test") == 10


RUN = {
    "assert eval(x) == 5": "eval",
    "exec('y = ' + x)": "exec",
    "for each in x:\n    eval(each)": "eval",
    "y = x.strip()\nz = compile(y, '', 'eval')": "compile",
    "assert len(table.query(x)) == 2": "query",
    "def near(text):\n    return eval(text)\nnear(x)": "eval",
    "import pickle\npickle.loads(x)": "loads",
    "import subprocess\nsubprocess.run(['python', '-c', x])": "run",
    "for each in ['1+1', '2*3']:\n    assert f(each) == eval(each)": "",
    "assert [eval(e) for e in ('1', '2')] == x": "",
    "table.query('a > 3')": "",
    "import re\nassert re.compile(x)": "",
    "import asyncio, ast, json\nasyncio.run(x())\nast.literal_eval(x)\njson.loads(x)": "",
}


@pytest.mark.parametrize("source", RUN)
def test_what_a_test_runs_as_code(source):
    """Its own text may be; one that an answer had a part in may not be among the tests."""
    assert static_analysis.how_answers_run(source, frozenset({"x", "f"})) == RUN[source]


def test_a_test_that_evaluates_an_answer_promises_no_points(tmp_path, grade):
    """A text that was answered would run among the tests; the instructor is told which one and how."""
    cells = [
        answer("a", "x = '2 + 3'"),
        check("t", "assert eval(x) == 5", 2),
        check("plus", "assert x.count('+') == 1", 2),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "x = '1 + 4'"})
    notebook = grade(course).plan.notebooks[0]
    assert (
        notebook.isolation is IsolationMode.SINGLE
        and "格子 t" in notebook.reason
        and "eval" in notebook.reason
    )
    assert course.points("ann") == 4


KEEPS = [
    answer(
        "f", "def tidy(xs):\n    return sorted(xs)\ndef doubled(t):\n    return t.assign(a=t.a * 2)"
    ),
    check(
        "kept",
        "xs = [3, [1], 2]\nys = {'a': [2, 1]}\n"
        "given = [3, 1, 2]\nassert tidy(given) == [1, 2, 3]\n"
        "assert given == [3, 1, 2], 'given'",
        2,
    ),
    check(
        "table",
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2]})\n"
        "assert list(doubled(t).a) == [2, 4]\nassert list(t.a) == [1, 2]",
        2,
    ),
    check("result", "assert tidy([2, 1]) == [1, 2]", 1),
]
IN_PLACE = [
    answer("f", "def tidy(xs):\n    xs.sort()"),
    check("list", "xs = [3, 1, 2]\ntidy(xs)\nassert xs == [1, 2, 3]", 2),
    answer("g", "def fill(grid, *, by):\n    grid[0].append(by['n'])\n    by['n'] += 1"),
    check(
        "inner",
        "row, by = [], {'n': 1}\nfill([row], by=by)\nfill([row], by=by)\n"
        "assert row == [1, 2] and by == {'n': 3}",
        2,
    ),
    answer(
        "h",
        "def more(a, t, s):\n    a += 1\n    t['b'] = t['a'] * 2\n    s.add(3)\n"
        "    t.sort_values('a', inplace=True)",
    ),
    check(
        "science",
        "import numpy as np, pandas as pd\na, t, s = np.zeros(2), pd.DataFrame({'a': [2, 1]}), {1}\n"
        "more(a, t, s)\nassert a.tolist() == [1, 1] and s == {1, 3}\n"
        "assert t.b.tolist() == [2, 4] and t.index.tolist() == [1, 0]",
        2,
    ),
]


def test_a_function_that_changes_what_it_is_given_is_seen_to(tmp_path, grade):
    """A test that nothing may be changed by finds what was changed, in two sandboxes as in one."""
    course = SampleCourse.make(tmp_path / "course", KEEPS, {})
    good = "def tidy(xs): return sorted(xs)\ndef doubled(t): return t * 2"
    bad = "def tidy(xs):\n    xs.sort()\n    return xs\ndef doubled(t):\n    t['a'] *= 2\n    return t"
    odd = "def tidy(xs):\n    r = sorted(xs)\n    xs.append(object())\n    return r\n"
    course.submit("good", {"f": good})
    course.submit("bad", {"f": bad})
    course.submit("odd", {"f": odd})
    assert grade(course).plan.notebooks[0].isolation is IsolationMode.SPLIT
    assert [course.points(s) for s in ("good", "bad", "odd")] == [5, 1, 0]
    assert course.scores("odd")["result"] == (0, True), "nbgrader gives a point; a person is asked"


def test_a_function_that_works_in_place_can_be_tested_from_another_sandbox(tmp_path, grade):
    """Lists, dictionaries, arrays and tables are changed where the test holds them."""
    course = SampleCourse.make(tmp_path / "course", IN_PLACE, {})
    course.submit("ann", {c.id: c.source.split("\n", 1)[1] for c in IN_PLACE[::2]})
    course.submit("bob", {c.id: "" for c in IN_PLACE[::2]})
    notebook = grade(course).plan.notebooks[0]
    assert notebook.isolation is IsolationMode.SPLIT, notebook.reason
    assert (course.points("ann"), course.points("bob")) == (6, 0)


COPIES = [
    answer("a", "xs = [1, [2]]\nimport copy\nys = copy.deepcopy(xs)\nzs = xs"),
    check("two", "assert ys == xs and ys is not xs", 2),
    check("inner", "ys[1].append(3)\nassert xs == [1, [2]]", 2),
    check("one", "assert zs is xs", 1),
    answer("n", "import numpy as np\nn = np.zeros(2)\nm = n.copy()"),
    check("array", "m[0] = 1\nassert n[0] == 0", 4),
]
N = {"n": "import numpy as np\nn = np.zeros(2)\nm = n.copy()"}


def test_a_list_under_two_names_stays_one(tmp_path, grade):
    """Whether an answer is a copy, and how deep it goes, is what the test finds in one sandbox, too."""
    course = SampleCourse.make(tmp_path / "course", COPIES, {})
    course.submit("deep", {"a": "import copy\nxs = zs = [1, [2]]\nys = copy.deepcopy(xs)"} | N)
    course.submit("flat", {"a": "xs = zs = [1, [2]]\nys = list(xs)"} | N)
    course.submit("none", {"a": "xs = ys = zs = [1, [2]]", "n": N["n"].replace(".copy()", "")})
    course.submit("apart", {"a": "xs, ys, zs = [1, [2]], [1, [2]], [1, [2]]"} | N)
    assert grade(course).plan.notebooks[0].isolation is IsolationMode.SPLIT
    assert [course.points(s) for s in ("deep", "flat", "none", "apart")] == [9, 7, 1, 8]
