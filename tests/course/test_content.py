"""What a release identifies: a change of any kind makes another one, and nothing else does."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from shixun import content, paths, release, release_notes

ROOT = paths.current().root
COURSE = ("course.toml", "notebooks", "guides", "exercises", "releases", "grading/templates")
COURSE += ("grading/nbgrader_config.py",)


def copy_course(target: Path) -> Path:
    for name in COURSE:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target / name)
    return target


@pytest.fixture
def root(tmp_path):
    """A copy of the course's folder."""
    return copy_course(tmp_path / "course")


@pytest.fixture
def package(tmp_path):
    """A copy of our own code."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    return shutil.copytree(content.OURS, tmp_path / "site/shixun", ignore=ignored)


@pytest.fixture(autouse=True)
def afresh():
    """Code is hashed once a process; here it changes."""
    yield
    content._room.cache_clear()


@pytest.fixture(scope="module")
def before():
    """The course as it is."""
    return content.hashes(ROOT)


def first(folder: Path, pattern: str) -> Path:
    return min(p for p in folder.rglob(pattern) if "template" not in p.parts)


def edit_notebook(path: Path, change) -> None:
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def a_lesson(root: Path) -> Path:
    return min(root.glob("notebooks/*/*.ipynb"))


def prose(root):
    edit_notebook(a_lesson(root), lambda n: n["cells"][0]["source"].append("又一句。"))


def order_of_cells(root):
    edit_notebook(a_lesson(root), lambda n: n["cells"].reverse())


def pasted_picture(root):
    pasted = {"attachments": {"a.png": {"image/png": "iVBORw0KGgo="}}}
    edit_notebook(a_lesson(root), lambda n: n["cells"][0].update(pasted))


def picture_file(root):
    (a_lesson(root).parent / "pictures").mkdir()
    (a_lesson(root).parent / "pictures/desk.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")


def practice_data(root):
    path = min(root.glob("notebooks/*/*.toml"))
    path.write_text(path.read_text() + "\nextra = 1\n")


def clause_file(root):
    path = min(root.glob("notebooks/*/*.txt"))
    path.write_text(path.read_text() + "又一条。\n")


def cases_of_a_lesson(root):
    """A folder of this name is a test's only below an exercise."""
    (a_lesson(root).parent / "cases").mkdir()
    (a_lesson(root).parent / "cases/one.md").write_text("一个案例")


def exercise_data(root):
    path = min(p for p in root.glob("exercises/*/*.json"))
    path.write_text(path.read_text().replace("1", "2", 1))


def in_declaration(root, was, now):
    path = min(p for p in root.glob("exercises/*/exercise.toml") if was in p.read_text())
    path.write_text(path.read_text().replace(was, now, 1))


def points(root):
    in_declaration(root, "points = 8", "points = 9")


def parameter_of_a_scorer(root):
    in_declaration(root, 'scorer = "rule"\nrule = "T-01"', 'scorer = "rule"\nrule = "T-02"')


def form(root):
    in_declaration(root, "label = ", "label = '' # ")


def prose_of_an_exercise(root):
    path = min(root.glob("exercises/*/task.md"))
    path.write_text(path.read_text() + "又一句。\n")


def points_in_a_notebook(root):
    def change(notebook):
        notebook["cells"].append(
            {"cell_type": "code", "id": "n", "metadata": {"nbgrader": {"points": 3}}, "source": ""}
        )

    path = min(root.glob("exercises/*/")) / "plain.ipynb"
    path.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    edit_notebook(path, change)
    yield
    edit_notebook(path, lambda n: n["cells"][0]["metadata"]["nbgrader"].update(points=4))


def workbook(root):
    (min(root.glob("exercises/*/")) / "exercise.xlsx").write_bytes(b"PK\x03\x04\0")


def key(root):
    path = min(root.glob("exercises/*/key/key.json"))
    path.write_text(path.read_text().replace("[", "[ ", 1))


def chapter(root):
    path = min(root.glob("guides/*.ipynb"))
    edit_notebook(path, lambda n: n["cells"][0]["source"].append("又一句。"))


def chapter_data(root):
    path = min(root.glob("guides/*.toml"))
    path.write_text(path.read_text() + "\nextra = 1\n")


def syllabus(root):
    path = root / "course.toml"
    path.write_text(path.read_text().replace("minutes = ", "minutes = 1", 1))


def feedback_page(root):
    path = first(root / "grading/templates", "*.j2")
    path.write_text(path.read_text() + "<p>又一句。</p>")


def late_penalty(root):
    with (root / "grading/nbgrader_config.py").open("a") as settings:
        settings.write("\nc.AssignLatePenalties.plugin_class = 'late.Late'\n")


COURSE_CHANGES = [
    prose, order_of_cells, pasted_picture, picture_file, practice_data, clause_file,
    cases_of_a_lesson, exercise_data, points, parameter_of_a_scorer, form, prose_of_an_exercise,
    points_in_a_notebook, workbook, key,
    chapter, chapter_data, syllabus, feedback_page, late_penalty,
]  # fmt: skip


@pytest.mark.parametrize("change", COURSE_CHANGES, ids=lambda c: c.__name__)
def test_a_change_of_the_course_makes_another_release(root, change, monkeypatch):
    """Whatever a teacher meets or is scored by: the id and exactly what was changed are others."""
    monkeypatch.delenv("SHIXUN_RELEASE", raising=False)
    places = paths.Paths(root, root / "var")
    steps = change(root)
    if steps:  # it has to make something first that it can change
        next(steps)
    was, id = content.hashes(root), release.current(places)
    if steps:
        next(steps, None)
        assert content.hashes(root) != was and release.current(places) != id
    else:
        assert was != content.hashes(ROOT)
        assert id != release.current(paths.Paths(ROOT, root / "var"))


CODE_CHANGES = {
    "a scorer": "exercises/scorers/number.py",
    "a checker": "rules/rest.py",
    "a rule record": "rules/*.toml",
    "a field kind": "fields/number.py",
    "how a field kind is drawn": "widgets/static/form.js",
    "a practice": "lessons/interactions/sort.py",
    "a chapter's tool": "guide/*.py",
    "how an answer is read": "answers/*.py",
    "the response form": "responses/form.py",
    "what 检查 says": "classroom/attempt.py",
    "what a page says": "widgets/templates/home.html.j2",
    "messages": "forms.py",
}


@pytest.mark.parametrize("pattern", CODE_CHANGES.values(), ids=CODE_CHANGES.keys())
def test_a_change_of_what_judges_or_speaks_makes_another_release(root, package, pattern, before):
    """Code and records of ours count like the course's own files, by their place in the package."""
    path = max(package.glob(pattern))  # not an empty __init__.py
    path.write_text(path.read_text() + "\nCHANGED = 1\n")
    after = content.hashes(root, package)
    changed = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
    assert changed == {f"shixun/{path.relative_to(package).as_posix()}"}


def touch(root, package):
    for path in (*root.rglob("*"), *package.rglob("*.py")):
        os.utime(path, (1, 1))


def left_behind(root, package):
    """What Jupyter, Python, an editor, Excel and a trial of a page in place leave."""
    lesson = a_lesson(root)
    exercise = min(root.glob("exercises/*/"))
    for folder in (lesson.parent, exercise):
        for name in (".ipynb_checkpoints/x-checkpoint.ipynb", "__pycache__/x.pyc", "~$x.xlsx"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("{}")
        (folder / "x.md~").write_text("x")
    shutil.copytree(exercise, lesson.parent / exercise.name)
    (package / "rules/__pycache__").mkdir()
    (package / "rules/__pycache__/rest.cpython-311.pyc").write_bytes(b"\0")


def judged_answers(root, package):
    """What checks an exercise is met by nobody."""
    folder = min(root.glob("exercises/*/")) / "cases"
    folder.mkdir()
    (folder / "wrong.json").write_text("{}")


def comment(root, package):
    path = package / "rules/rest.py"
    path.write_text(f"# A remark.\n{path.read_text()}\n# Another one.\n")


def docstring(root, package):
    path = package / "rules/rest.py"
    path.write_text(path.read_text().replace('"""', '"""It says: ', 1))


def formatting(root, package):
    """The formatter's own way with shorter lines, and one quote for another."""
    path = package / "rules/rest.py"
    was = path.read_text()
    ruff = [sys.executable, "-m", "ruff", "format", "-q", "--isolated", "--config"]
    subprocess.run([*ruff, "line-length=40", str(path)], check=True)
    path.write_text(path.read_text().replace("\n\n", "\n\n\n"))
    assert path.read_text() != was


def line_endings(root, package):
    """As git writes files on Windows, and a spreadsheet or an editor may mark them."""
    for path in (*root.rglob("*"), *package.rglob("*")):
        if path.is_file() and b"\0" not in (whole := path.read_bytes()):
            path.write_bytes(whole.replace(b"\n", b"\r\n"))
    data = min(root.glob("notebooks/*/*.toml"))
    data.write_bytes(b"\xef\xbb\xbf" + data.read_bytes())


def looks(root, package):
    for path in package.rglob("*.css"):
        path.write_text(path.read_text() + "p { color: red }\n")


def a_run(root, package):
    """A notebook that was run and saved by another program."""

    def run(notebook):
        for cell in notebook["cells"]:
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-11-24T09:30:00"}
            if cell["cell_type"] == "code":
                cell |= {"execution_count": 7, "outputs": [{"output_type": "stream"}]}
        notebook["metadata"]["language_info"]["version"] = "3.13.1"

    edit_notebook(a_lesson(root), run)


def elsewhere(root, package):
    """Rooms that neither judge a teacher nor say anything to one."""
    for name in ("analytics/board.py", "server/up.py", "demo/cohort.py", "cli/verbs.py"):
        (package / name).write_text("CHANGED = 1\n")


@pytest.mark.parametrize(
    "change",
    [touch, left_behind, judged_answers, comment, docstring, formatting, line_endings, looks,
     a_run, elsewhere],
    ids=lambda c: c.__name__,
)  # fmt: skip
def test_what_changes_no_content_makes_no_release(root, package, change, before):
    """Times, leavings of programs, comments, formatting, line endings, looks and runs are nothing."""
    change(root, package)
    assert content.hashes(root, package) == before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("def f():\n    'x'\n    return (1,\n  2,)", "def f(): return 1, 2  # as before", True),
     ("'about'", "", True), ("a = 'x' 'y'", 'a = ("xy")', True), ("a = 1_0", "a = 10", True),
     ("a = 'x'", "a = 'y'", False), ("a = 1", "a = True", False), ("a: int = 1", "a = 1", False),
     ("f(a, b)", "f(b, a)", False), ("lambda: 'x'", "lambda: 'y'", False),
     ("a = '# x'", "a = '# y'", False), ("a if b else c", "a if c else b", False),
     ("def f(a, *, b=1): ...", "def f(a, b=1): ...", False), ("a < b", "a <= b", False),
     ("not python", "not  python!", False), ("x = f'{a:>3}'", "x = f'{a:<3}'", False)],
)  # fmt: skip
def test_python_counts_as_what_it_does(one, other, same):
    """How it is written down does not count; whatever it could do otherwise does."""
    assert (content.code(one.encode()) == content.code(other.encode())) is same


def test_every_room_is_decided_about():
    """A new room of the package is among those that count, or is named here as one that doesn't."""
    elsewhere = {
        "__init__.py", "analytics", "authoring", "autograder", "cli", "clock.py", "content.py",
        "course_files", "course_files.py", "demo",
        "files.py", "notebooks.py", "paths.py", "release.py", "release_notes.py", "server",
        "signals.py", "syllabus.py",
    }  # fmt: skip
    there = {p.name for p in content.OURS.iterdir() if p.is_dir() or p.suffix == ".py"}
    assert there - {"__pycache__"} - elsewhere == set(content.ROOMS)
    assert set(release_notes.ROOMS) == set(content.ROOMS)


def test_a_key_cannot_be_guessed_from_a_lock(root):
    """A lock holds one hash of a folder of keys, and a release puts random digits into that folder.

    Two schools that have the same exercise with the same short key have other hashes.
    """
    locks = []
    for name in ("a", "b"):
        places = paths.Paths(root.parent / name, root.parent / name / "var")
        folder = places.exercises / "Q1/key"
        folder.mkdir(parents=True)
        (folder / "key.json").write_text('{"q": "B"}')
        locks.append(release.make(places, "2026.11", "2026-11-24").hashes)
        assert list(locks[-1]).count("exercises/Q1/key") == 1
        assert not any(k.startswith("exercises/Q1/key/") for k in locks[-1])
        assert release.current(places) == "2026.11"
    assert locks[0]["exercises/Q1/key"] != locks[1]["exercises/Q1/key"]


def test_a_notebook_of_another_make_counts_as_a_file(root):
    """One of an older format, or with cells without names, stops no page; its change is seen."""
    path = min(root.glob("exercises/*/")) / "old.ipynb"
    for old in (
        {"cells": [], "nbformat": 4, "nbformat_minor": 2},
        {"nonsense": 1},
        {"nonsense": 2},
    ):
        was = content.hashes(root)
        path.write_text(json.dumps(old))
        assert content.hashes(root) != was


@pytest.mark.parametrize("named", [True, False])
def test_a_package_that_the_course_names_counts(root, tmp_path, named):
    """A scorer that another package brings changes scores: its code counts where it is named."""
    (tmp_path / "plug/far_scorers-1.dist-info").mkdir(parents=True)
    (tmp_path / "plug/far_scorers-1.dist-info/METADATA").write_text("Name: far_scorers\nVersion: 1")
    (tmp_path / "plug/far_scorers-1.dist-info/entry_points.txt").write_text(
        "[shixun.scorers]\nfar = far_scorers.one:One\n"
    )
    (tmp_path / "plug/far_scorers").mkdir()
    (tmp_path / "plug/far_scorers/one.py").write_text("One = 1  # a scorer\n")
    if named:
        (min(root.glob("exercises/*/")) / "more.toml").write_text('scorer = "far"\n')
    found = content_elsewhere(root, tmp_path / "plug")
    assert ("far_scorers/one.py" in found["hashes"]) is named


def content_elsewhere(root: Path, *places: Path) -> dict:
    """Release id and hashes in a process of its own that finds packages in these places first."""
    ask = textwrap.dedent("""
        import json, shixun
        from shixun import content, paths, release, release_notes
        at = paths.current()
        found = {"id": release.current(at), "hashes": content.hashes(at.root)}
        print(json.dumps({**found, "code": shixun.__file__}))
    """)
    env = {k: v for k, v in os.environ.items() if not k.startswith("SHIXUN")}
    env |= {"SHIXUN_ROOT": str(root), "PYTHONPATH": os.pathsep.join(map(str, places))}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=env, cwd=root, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_checkout_copy_and_wheel_agree(root, tmp_path, before):
    """The same content has the same id: in the checkout, in a copied folder, by an installed wheel."""
    source = tmp_path / "source"
    ours = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(ours, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(tmp_path), str(source)], check=True)
    (wheel,) = tmp_path.glob("shixun-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    by_wheel = content_elsewhere(root, tmp_path / "site")
    assert Path(by_wheel["code"]).is_relative_to(tmp_path)
    by_checkout = content_elsewhere(ROOT)
    assert not Path(by_checkout["code"]).is_relative_to(tmp_path)
    assert by_wheel["hashes"] == by_checkout["hashes"] == before
    assert by_wheel["id"] == by_checkout["id"] == content_elsewhere(root)["id"]
