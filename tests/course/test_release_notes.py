"""What a course editor is told about a release."""

import json
import shutil

import pytest

from shixun import cli, paths, release, release_notes, syllabus
from shixun.paths import Paths

FIRST, NEXT = "2027.01", "2027.02"


@pytest.fixture
def places(tmp_path):
    """A copy of the course with one release, made of it as it is."""
    root = tmp_path / "course"
    for name in ("notebooks", "guides", "exercises"):
        shutil.copytree(paths.current().root / name, root / name)
    shutil.copy(paths.current().root / "course.toml", root)
    places = Paths(root, root / "var")
    release.make(places, FIRST, "2027-01-01")
    return places


@pytest.fixture
def course(places):
    return syllabus.load(places.root / "course.toml")


def lines(places):
    return release_notes.lines(places, release.changes(places).parts)


def append(path, text):
    path.write_text(path.read_text() + text)


def test_a_changed_part_is_named_by_its_heading(places, course):
    """The lesson by id and title, the part by its heading, the data file as data."""
    lesson = course.lessons[0]
    notebook = places.notebooks / lesson.file
    text = json.loads(notebook.read_text())
    cell = next(c for c in text["cells"] if "".join(c["source"]).startswith("## "))
    cell["source"].append("又一句。")
    text["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": "新的"})
    notebook.write_text(json.dumps(text))
    append(notebook.with_suffix(".toml"), "\n# 一句\n")
    heading = cell["source"][0].removeprefix("## ").strip()
    (line,) = lines(places)
    assert line == f"修改 课 {lesson.id} {lesson.title}：“{heading}”、数据；新增 new 一格"


def test_the_parts_of_an_exercise_are_named_by_what_they_are(places, course):
    """Declaration, prose, and the key without a word of what is in it."""
    exercise = course.exercises[0]
    folder = places.exercises / exercise.id
    for name in ("exercise.toml", "task.md", "key/key.json"):
        append(folder / name, "\n")
    (folder / "more.json").write_text("{}")
    (line,) = lines(places)
    assert line == (
        f"修改 练习 {exercise.id} {exercise.title}：题目和评分、答案、题面；新增 more.json"
    )


def test_what_came_or_went_as_a_whole_is_one_word(places, course):
    """A page that is new, and an exercise that is gone though the syllabus still names it."""
    gone, lesson = course.exercises[0], course.lessons[0]
    shutil.rmtree(places.exercises / gone.id)
    shutil.copy(places.notebooks / lesson.file, places.notebooks / "extra.ipynb")
    assert set(lines(places)) >= {f"删除 练习 {gone.id} {gone.title}", "新增 notebooks/extra.ipynb"}


def test_code_is_named_by_what_it_is_about(places):
    """A scorer, a checker and a rule record by room; nobody has to know the package."""
    parts = (
        ("shixun/exercises/scorers/number.py", "修改"),
        ("shixun/rules/rest.py", "修改"),
        ("shixun/rules/timetable.toml", "修改"),
        ("course.toml", "修改"),
        ("far_scorers/one.py", "新增"),
    )
    assert release_notes.lines(places, parts) == [
        "修改 评分方法：scorers/number.py",
        "修改 规则和检查：rest.py、timetable.toml",
        "修改 课程目录",
        "新增 far_scorers/one.py",
    ]


def test_the_order_of_a_page_can_be_all_that_changed(places, course):
    """Parts that changed places are a change of their own."""
    notebook = places.notebooks / course.lessons[0].file
    text = json.loads(notebook.read_text())
    text["cells"].reverse()
    notebook.write_text(json.dumps(text))
    assert lines(places)[0].endswith("：各段的顺序")


def test_the_command_tells_edits_first_and_else_the_newest_release(
    places, course, monkeypatch, capsys
):
    """Edits that are no release yet with the remedy; after it is made, what it changed; then as JSON."""
    monkeypatch.setenv("SHIXUN_ROOT", str(places.root))
    monkeypatch.setenv("SHIXUN_STATE", str(places.state))
    monkeypatch.delenv("SHIXUN_RELEASE", raising=False)
    lesson = course.lessons[0]
    said = f"修改 课 {lesson.id} {lesson.title}：数据"

    def shixun(*words):
        assert cli.main(["release", *words]) == 0
        return capsys.readouterr().out

    assert "相比" not in shixun() and FIRST in shixun()
    append((places.notebooks / lesson.file).with_suffix(".toml"), "\n# 一句\n")
    told = shixun()
    assert f"{FIRST}+" in told and "shixun release 加编号" in told and said in told
    told = shixun(NEXT)
    assert f"已生成版本 {NEXT}" in told and f"{NEXT} 和 {FIRST} 相比" in told and said in told
    assert said in shixun()
    data = json.loads(shixun("--json"))
    assert (data["current"], data["releases"]) == (NEXT, [FIRST, NEXT])
    assert list(data["changes"].values()) == ["修改"]
