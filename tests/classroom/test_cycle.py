"""The whole way of an exercise by nbgrader's own commands, for honest, damaged and hostile hand-ins."""

import json
import os
import shutil
from types import SimpleNamespace

import nbformat
import pytest
from conftest import FIXTURE, Nbgrader, case_values, make_course, put_answer
from nbgrader.api import Gradebook

from shixun.classroom import config, course, feedback_inbox, handin
from shixun.exercises import task

pytestmark = pytest.mark.slow

SECRETS = ("ONLY-FOR-TRAINERS-71c2", "BEGIN HIDDEN", 'grade("X01", "X01-place")', "MARK SCHEME")
CASES = {"ann": "model", "bob": "wrong_half", "cyn": "wrong_blank"}
SCRIPT = "<script>alert(1)</script>"


def no_answer(folder, marker):
    """Nothing was ever filled in."""


def broken(folder, marker):
    (folder / "answers").mkdir()
    (folder / "answers/X01.json").write_bytes(b'{"schema": 1, "exer')


def foreign(folder, marker):
    put_answer(folder, case_values("model"))
    path = folder / "answers/X01.json"
    path.write_text(path.read_text().replace('"X01"', '"E99"'))


def boom(folder, marker):
    """An answer that trips over a mistake of ours in one item."""
    put_answer(folder, case_values("model") | {"why": "boom"})


def hostile(folder, marker):
    """A notebook full of code, and files named like what grading imports."""
    put_answer(folder, case_values("wrong_half") | {"why": SCRIPT})
    evil = f"open({str(marker)!r}, 'a').write('ran')"
    notebook = nbformat.read(folder / "X01.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = f"{evil}\n5.0"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(evil))
    notebook.metadata.kernelspec = {"name": "evil", "display_name": "evil", "language": "python"}
    notebook.metadata.shixun = {"grading": "code"}
    nbformat.write(notebook, folder / "X01.ipynb")
    (folder / "shixun").mkdir()
    for name in (
        "shixun/__init__",
        "ipykernel_launcher",
        "usercustomize",
        "json",
        "ipython_config",
    ):
        (folder / f"{name}.py").write_text(evil)


DAMAGED = {"dan": no_answer, "eve": broken, "fay": foreign, "gus": boom, "hal": hostile}


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """One term: released, fetched, handed in by nine, graded, marked, returned."""
    folder = tmp_path_factory.mktemp("term")
    paths = make_course(folder)
    nbgrader = Nbgrader(paths)
    course.prepare(paths)
    log = {
        "generate": nbgrader("generate_assignment", "X01"),
        "release": nbgrader("release_assignment", "X01"),
    }
    homes, marker = {}, folder / "marker"
    for student in (*CASES, *DAMAGED):
        homes[student] = home = paths.teachers / student
        home.mkdir(parents=True)
        course.fetch(paths, "X01", home, student)
        if student in CASES:
            put_answer(home / "X01", case_values(CASES[student]))
        else:
            DAMAGED[student](home / "X01", marker)
    # Bob uses nbgrader's own commands, as its buttons in JupyterLab do; the others our page's way.
    settings = folder / "settings"
    config.write_teacher(settings, paths, homes["bob"], "bob")
    nbgrader.kernels["JUPYTER_CONFIG_DIR"] = str(settings)
    shutil.rmtree(homes["bob"] / "X01")
    log["fetch"] = nbgrader("fetch_assignment", "X01", cwd=homes["bob"])
    fetched = {p.relative_to(homes["bob"]).as_posix(): p.read_bytes() for p in files(homes["bob"])}
    put_answer(homes["bob"] / "X01", case_values("wrong_half"))
    log["validate"] = nbgrader("validate", "X01/X01.ipynb", cwd=homes["bob"])
    log["submit"] = nbgrader("submit", "X01", cwd=homes["bob"])
    del nbgrader.kernels["JUPYTER_CONFIG_DIR"]
    for student, home in homes.items():
        if student != "bob":
            handin.tool(handin.ExchangeSubmit, paths, home, student, "X01").start()
    log["collect"] = nbgrader("collect", "X01")
    log["autograde"] = nbgrader("autograde", "X01")
    mark(paths, "ann", 7, "办法具体。\n<b>很好</b>")
    log["feedback"] = nbgrader("generate_feedback", "X01") + nbgrader("release_feedback", "X01")
    nbgrader.kernels["JUPYTER_CONFIG_DIR"] = str(settings)
    log["returned"] = nbgrader("fetch_feedback", "X01", cwd=homes["bob"])
    for student in homes:
        if student != "bob":
            course.fetch_feedback(paths, "X01", homes[student], student)
    return SimpleNamespace(paths=paths, homes=homes, marker=marker, log=log, fetched=fetched)


def files(folder):
    return (p for p in folder.rglob("*") if p.is_file())


def book(paths):
    return Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", config.COURSE_ID)


def mark(paths, student, points, comment):
    """What a trainer does in formgrader."""
    with book(paths) as gradebook:
        grade = gradebook.find_grade("X01-rubric", "X01", "X01", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_comment("X01-rubric", "X01", "X01", student).manual_comment = comment
        gradebook.db.commit()


def auto_scores(paths, student):
    with book(paths) as gradebook:
        notebook = gradebook.find_submission_notebook("X01", "X01", student)
        return {g.name: g.auto_score for g in notebook.grades if g.name != "X01-rubric"}


@pytest.mark.parametrize("student", CASES)
def test_each_case_gets_its_stated_score(term, student):
    """Model answer, a wrong one and a blank one get through nbgrader what their files say."""
    stated = json.loads((FIXTURE / f"course/exercises/X01/key/{CASES[student]}.json").read_text())
    assert auto_scores(term.paths, student) == stated["expect"]


@pytest.mark.parametrize(
    ("student", "words"), [("dan", "还没有答案"), ("eve", "损坏"), ("fay", "E99")]
)
def test_a_hand_in_without_a_usable_answer_scores_zero_and_says_why(term, student, words):
    """Missing, damaged and foreign answer files get 0 on every item, and the reason in Chinese."""
    assert set(auto_scores(term.paths, student).values()) == {0}
    said = feedback_inbox.newest("X01", term.homes[student]).content
    assert all(words in row["text"] for row in said["rows"])
    assert words in feedback_inbox.newest("X01", term.homes[student]).page.read_text()


def test_a_mistake_of_ours_costs_one_item_only(term):
    """An item that raises and chatters on stderr gets 0 with a hint to the trainer; the rest stand."""
    scores = auto_scores(term.paths, "gus")
    assert scores == {"X01-colours": 5, "X01-plan": 3, "X01-place": 2, "X01-why": 0}
    rows = {r["id"]: r for r in feedback_inbox.newest("X01", term.homes["gus"]).content["rows"]}
    assert "不是您的问题" in rows["X01-why"]["text"]


def test_nothing_that_was_handed_in_runs(term):
    """Code cells, and modules named like ours, in a hand-in are never executed; its data is graded."""
    assert not term.marker.exists()
    stated = json.loads((FIXTURE / "course/exercises/X01/key/wrong_half.json").read_text())[
        "expect"
    ]
    assert auto_scores(term.paths, "hal") == stated


def test_the_graded_notebook_holds_the_trainers_cells(term):
    """What formgrader opens is the source, cell by cell, not what a hand-in claims to be."""
    source = nbformat.read(term.paths.source / "X01/X01.ipynb", as_version=4)
    for student in term.homes:
        path = term.paths.grading / f"autograded/{student}/X01/X01.ipynb"
        graded = nbformat.read(path, as_version=4)
        assert [(c.id, c.source) for c in graded.cells] == [(c.id, c.source) for c in source.cells]


def test_what_was_handed_in_is_shown_escaped(term):
    """The trainer's card and the feedback show a script as text."""
    graded = (term.paths.grading / "autograded/hal/X01/X01.ipynb").read_text()
    page = feedback_inbox.newest("X01", term.homes["hal"]).page.read_text()
    for text in (graded, page):
        assert SCRIPT not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("where", ["release", "outbound", "fetched"])
def test_a_release_leaks_nothing(term, where):
    """No key, no hidden test and no marking guide is in what teachers get."""
    if where == "fetched":
        content = term.fetched
    else:
        root = {
            "release": term.paths.grading / "release/X01",
            "outbound": term.paths.exchange / "shixun/outbound/X01",
        }[where]
        content = {p.relative_to(root).as_posix(): p.read_bytes() for p in files(root)}
    names = {name.removeprefix("X01/") for name in content}
    assert names == {"X01.ipynb", "exercise.json", "form.json", "start.json", "words.csv"}
    for name, text in content.items():
        assert not [s for s in SECRETS if s.encode() in text], name


def test_a_teachers_validate_says_what_is_missing(term):
    """nbgrader's Validate runs on a fetched copy, passes hidden items over and shows our messages."""
    assert "VALIDATION FAILED ON 1 CELL" in " ".join(term.log["validate"].split())
    assert "X01-place" not in term.log["validate"]


def test_collecting_on_one_machine_accuses_nobody(term):
    """With one account for all servers, owners say nothing, and collect does not warn of cheating."""
    assert "cheating" not in term.log["collect"]


def test_feedback_is_chinese_and_shows_no_code(term):
    """The page holds scores, messages, the trainer's words and her own answer, and no code."""
    page = feedback_inbox.newest("X01", term.homes["ann"]).page.read_text()
    body = page.split("<body>")[1].split("<script")[0]
    for words in ("总分", "18", "/ 20", "★", "选对了 2 种颜色", "办法做得到吗", "操场", "摘要"):
        assert words in body, words
    assert "办法具体。\n&lt;b&gt;很好&lt;/b&gt;" in body
    assert "（9 分，培训者评）" not in body  # the table has a column for them
    for code in ("import", "grade(", "HIDDEN", "评分标准", "Score", "Comment", "Traceback"):
        assert code not in page, code


def test_feedback_before_marking_says_so(term):
    """A rubric nobody has marked yet is not shown as a zero earned."""
    said = feedback_inbox.newest("X01", term.homes["bob"]).content
    assert "还没有评" in said["rubric"][0]["text"]


def test_feedback_goes_to_its_owner_alone(term):
    """Each home holds one page, about that teacher's own hand-in."""
    digests = set()
    for student, home in term.homes.items():
        pages = list((home / "X01/feedback").rglob("*.html"))
        assert len(pages) == 1, student
        digests.add(feedback_inbox.newest("X01", home).content["answer"].get("digest"))
    assert len(digests) >= len(CASES)


def test_formgrader_shows_the_answer_and_the_marking_guide(term):
    """Formgrader's own template shows the card with labels, and the guide that teachers never see."""
    import nbgrader
    from nbconvert import HTMLExporter

    templates = os.path.join(
        os.path.dirname(nbgrader.__file__), "server_extensions/formgrader/templates"
    )
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[templates])
    path = term.paths.grading / "autograded/ann/X01/X01.ipynb"
    page, _ = exporter.from_filename(path, resources={"base_url": "", "index": 0, "total": 1})
    for words in ("操场", "做操", "评分标准", "选对了 2 种颜色"):
        assert words in page, words


def test_the_gradebook_becomes_records(term):
    """Insight gets one record per graded item: pseudonym, cell, points, release; no name."""
    found = course.gradebook_items(term.paths)
    items = task.load("X01", term.paths.exercises / "X01").items
    assert {r.item for r in found} == {*(i.id for i in items), "X01-rubric"}
    assert not {r.student for r in found} & term.homes.keys()
    assert len({r.student for r in found}) == len(term.homes)
    rubric = [r for r in found if r.item == "X01-rubric"]
    assert [(r.points, r.manual) for r in rubric] == [(7, True)]
    assert {r.release for r in found} == {"2026.11", ""}
    assert course.gradebook_items(term.paths) == found


def test_formgraders_button_makes_the_same_page(term):
    """Generating feedback from formgrader, which asks for nbgrader's template, still gives ours."""
    result = course.api(term.paths).generate_feedback("X01", "ann")
    assert result["success"], result
    page = (term.paths.grading / "feedback/ann/X01/X01.html").read_text()
    assert "总分" in page and "Score" not in page
