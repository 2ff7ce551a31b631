"""E04 by its case matrix: what is handed in, and the points it must get."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from shixun import notebooks
from shixun.exercises import build, task
from shixun.exercises.scorers import school
from shixun.exercises.task import FOLDERS, Submission
from shixun.forms import values_schema
from shixun.paths import Paths
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import clock

FOLDER = Path(__file__).parents[2] / "exercises" / "E04"
KEY = json.loads((FOLDER / "key" / "key.json").read_text(encoding="utf-8"))
TASK = task.load("E04", FOLDER)
FORM, START = TASK.declared.form_data, TASK.declared.start
MADE = build.files(FOLDER, Paths(FOLDER.parents[1], FOLDER))
CELLS = {c["id"]: c for c in json.loads(MADE["E04.ipynb"])["cells"]}
TEXT = {id: notebooks.source(c) for id, c in CELLS.items()}
CASES = sorted(p for p in (FOLDER / "key").glob("*.json") if p.name != "key.json")


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def submit(values, key=KEY):
    return Submission(values, FOLDER, key)


def scores(values):
    return {item.id: item.score(submit(values)).points for item in TASK.items}


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_each_stated_answer_gets_its_stated_points(path):
    """Model, blank and every plausible wrong answer score item by item what their file says."""
    case = load(path)
    assert scores(case["values"]) == case["expect"]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_case_is_an_answer_the_form_could_give(path):
    """A case that the form cannot produce would prove nothing."""
    jsonschema.validate(load(path)["values"], values_schema(FORM))


def test_model_is_full_and_blank_is_nothing():
    """90 points are for the machine to give; an empty answer gets none."""
    assert sum(scores(load(FOLDER / "key" / "model.json")["values"]).values()) == 90
    assert sum(scores({}).values()) == 0


def test_points_of_the_notebook_are_those_of_the_task():
    """nbgrader's cells and the task name the same items with the same points, 100 with the rubric."""
    marks = [c["metadata"]["nbgrader"] for c in CELLS.values()]
    graded = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    assert graded == {item.id: item.points for item in TASK.items}
    assert sum(m.get("points", 0) for m in marks) == 100


def test_start_values_are_the_untouched_answer():
    """What the form begins with earns little: handing it in as it is shows in the score."""
    assert sum(scores(START).values()) <= 15


def test_deleting_lessons_one_by_one_never_pays():
    """Whatever core lesson is dropped from the model, the sum falls."""
    model = load(FOLDER / "key" / "model.json")["values"]
    full = sum(scores(model).values())
    for n, row in enumerate(model["rows"]):
        if row["kind"] in ("live", "recorded") and row["subject"] in ("语文", "数学", "英语"):
            rest = {**model, "rows": [r for i, r in enumerate(model["rows"]) if i != n]}
            assert sum(scores(rest).values()) < full


def test_check_says_the_same_without_the_key():
    """检查 runs on the teacher's side: it has no key, and its words hold no tag of the key."""
    tags = {place: "T-04" for place in KEY["tags"]}
    reply = TASK.check(submit({**START, "tags": tags}, key=None))
    other = TASK.check(submit({**START, "tags": dict.fromkeys(tags, "T-09")}, key=None))
    assert reply == other
    assert reply.state == "fail"


def test_check_names_the_row_of_each_seeded_fault():
    """A message stands at the rows it is about, so that the teacher sees which lesson is meant."""
    reply = TASK.check(submit(START, key=None))
    at = {(m.title[:4], row) for m in reply.messages for row in m.rows}
    assert {("T-02", 3), ("T-04", 4), ("T-10", 6), ("T-05", 7), ("T-09", 16), ("T-07", 17)} <= at
    assert all(m.text and m.basis for m in reply.messages)


def test_check_is_content_with_the_model():
    """The model answer passes before hand-in as it does after."""
    reply = TASK.check(submit(load(FOLDER / "key" / "model.json")["values"], key=None))
    assert (reply.state, reply.messages) == ("pass", ())


def test_key_is_needed_only_for_the_tags():
    """Every visible item scores on the teacher's side, where no key is."""
    model = load(FOLDER / "key" / "model.json")["values"]
    visible = [i for i in TASK.items if not i.hidden]
    assert [i.score(submit(model, key=None)).points for i in visible] == [i.points for i in visible]
    with pytest.raises(ValueError, match="key"):
        TASK.item("E04-tags").score(submit(model, key=None))


def test_worked_example_is_another_timetable():
    """The example teaches the method; it gives away no row of the exercise."""
    shown = set(re.findall(r"\d+:\d\d–\d+:\d\d", TEXT["E04-example"]))
    assert not shown & {f"{r['start']}–{r['end']}" for r in START["rows"] if r["grade"] == "五年级"}


def test_data_says_that_it_is_synthetic():
    """Nobody may take 青禾小学 for a school that exists."""
    for name in ("form.json", "school.json", "E04.ipynb"):
        assert "合成数据" in MADE[name].decode()


def test_tags_are_called_as_the_rules_are():
    """The names in the form are the rule records' names, so a changed rule changes the form."""
    tags = next(f for f in FORM["fields"] if f["id"] == "tags")
    rules, told = timetable_rules(), TASK.item("E04-tags").rules
    assert [o["label"] for o in tags["options"]] == [f"{r} {rules[r].name}" for r in told]


def test_numbers_in_the_task_are_the_rules_numbers():
    """What the table of rules tells a teacher is what the checker holds her to."""
    rules = timetable_rules()
    line = {m[1]: m[0] for m in re.finditer(r"\| (T-\d\d).*", TEXT["E04-task"])}
    expected = {
        "T-02": f"线下的 {rules['T-02'].thresholds['小学']} 分钟",
        "T-04": f"不少于 {rules['T-04'].thresholds['最短']} 分钟",
        "T-05": f"不超过 {rules['T-05'].thresholds['小学']} 分钟",
        "T-06": f"不超过 {rules['T-06'].thresholds['小学']} 分钟",
        "T-08": f"不早于 {clock(rules['T-08'].thresholds['小学'])}",
        "T-09": f"不超过 {rules['T-09'].thresholds['小学']} 分钟",
    }
    assert {rule: words in line[rule] for rule, words in expected.items()} == dict.fromkeys(
        expected, True
    )
    assert f"间隔不到 {rules['T-05'].thresholds['合并间隔']} 分钟" in line["T-05"]


def test_of_a_large_class_only_so_much_is_remembered(tmp_path):
    """A grader that meets one folder after another does not keep what it read in each."""
    for number in range(FOLDERS + 10):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "school.json").write_text((FOLDER / "school.json").read_text("utf-8"), "utf-8")
        TASK.item("E04-T-02").score(Submission(load(CASES[0])["values"], folder, KEY))
    assert school.load_school.cache_info().currsize == FOLDERS
    assert school._verdicts.cache_info().currsize <= FOLDERS
