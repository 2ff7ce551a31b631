"""nbgrader's own buttons, in a JupyterLab as nbgrader sets it up, on the notebook of our page."""

import sys

import processes
import pytest
from steps import ROOT, Teacher, model

from benchmarks.ports import free_ports
from shixun.classroom import config
from shixun.paths import Paths

TOKEN = "walk"


@pytest.fixture
def plain_lab(kit, tmp_path):
    """An ordinary JupyterLab over the teacher's home, with nothing of ours but nbgrader's settings."""
    paths = Paths(ROOT, kit.state)
    home = paths.teachers / "teacher"
    config.write_teacher(tmp_path, paths, home, "teacher")
    environment = kit.environment | {
        "JUPYTER_CONFIG_DIR": str(tmp_path),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_TOKEN": TOKEN,
        "SHIXUN_ROOT": str(ROOT),
    }
    [port] = free_ports(1)
    words = ("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}")
    log = tmp_path / "lab.log"
    with log.open("wb") as out:
        process = processes.start(
            [sys.executable, "-m", "jupyterlab", *words, f"--ServerApp.root_dir={home}"],
            env=environment, cwd=home, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        processes.wait_for_answer(f"http://127.0.0.1:{port}/api", process, log)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={TOKEN}"
    finally:
        processes.stop(process)


def test_validate_and_submit(kit, plain_lab, people):
    """What was filled in on our page passes Validate, what is unmet is told in Chinese, and Submit
    hands in the notebook with its answers."""
    teacher = Teacher(kit, people())
    values = model("E06")
    teacher.fill("E06", values | {"n_period": "待定"})
    page = people().page
    page.goto(plain_lab.format("E06/E06.ipynb"))
    told = validate(page)
    assert "期限：写的是占位的话" in told and told.count("The following cell failed") == 1
    teacher.page.get_by_label("留到什么时候").fill(values["n_period"])
    teacher.saved()
    assert "passes all the tests" in validate(page)
    before = inbound(kit)
    submit(page, "E06")
    [handed_in] = inbound(kit) - before
    answers = "answers/E06.json"
    mine = kit.state / "teachers/teacher/E06" / answers
    assert (handed_in / answers).read_bytes() == mine.read_bytes()
    assert (handed_in / "E06.ipynb").is_file()


def validate(page):
    """The button in the notebook's toolbar; what its window says."""
    page.get_by_role("button", name="Validate").click()
    window = page.locator(".jp-Dialog").filter(has_text="Validation Results")
    said = window.inner_text(timeout=1000 * processes.PATIENCE)
    window.get_by_role("button").last.click()
    return said


def submit(page, exercise):
    """The menu's assignment list → Submit in the row of what was downloaded."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_text("Assignment List", exact=True).click()
    row = page.locator("#fetched_assignments_list > .list_item").filter(has_text=exercise)
    with page.expect_response(lambda r: "/assignments/submit" in r.url):
        row.get_by_role("button", name="Submit").click()
    submitted = page.locator("#submitted_assignments_list > .list_item")
    submitted.filter(has_text=exercise).wait_for()


def inbound(kit):
    return set((kit.state / "exchange/shixun/inbound").glob("*+E06+*"))
