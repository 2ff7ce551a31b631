"""An office and its respondents at the published guide: a timetable mended, an answer that lasts."""

import io
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from steps import ROOT, free_ports, looks_like_a_page, wait_for

from shixun.guide import conditions, g6
from shixun.paths import Paths
from shixun.rules import reading
from shixun.rules.timetable_checks import check
from shixun.server.place import Place

pytestmark = pytest.mark.browser
HEADS = ("年级", "星期", "时间", "科目", "形式", "必须参加", "课间做什么")
ROWS = (
    ("五年级", "周一", "8:30-9:10", "语文", "直播", "是", None),
    ("五年级", "周一", "9:10-9:30", "课间", "课间", None, "远眺窗外"),
    ("五年级", "周一", "9:30-9:50", "数学", "录播", "是", None),
)


@dataclass
class Guide:
    """A running guide: its address, its state, its process."""

    address: str
    state: Path
    process: subprocess.Popen
    environment: dict


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    """The published guide by itself, with a state of its own."""
    with serve(tmp_path_factory.mktemp("office")) as running:
        yield running


@contextmanager
def serve(state):
    paths = Paths(ROOT, state)
    mine = {"SHIXUN_ROOT": str(ROOT), "SHIXUN_STATE": str(state)}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHIXUN", "JUPYTER"))}
    environment |= Place(paths, "guide").environment() | mine
    [port] = free_ports(1)
    log = state / "guide.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "shixun.server.guide", str(port)],
            env=environment, stdout=out, stderr=out,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(f"{address}voila/static/voila.js", process, log)
        yield Guide(address, state, process, environment)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


def timetable():
    """A morning with one lesson that is too long, as an office keeps it (合成数据)."""
    book = openpyxl.Workbook()
    book.active.title = "网课表"
    for row in (HEADS, *ROWS):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return {"name": "网课表.xlsx", "mimeType": g6.XLSX, "buffer": data.getvalue()}


def state_of(rule, name, data):
    verdicts = check(reading.read_bytes(name, data).timetable, conditions.context({}))
    return {v.rule: v.state.value for v in verdicts}[rule]


def test_a_timetable_is_uploaded_mended_and_taken_away(guide, people):
    """From G0 to G6: the uploaded .xlsx, which rule fails in which row, two times changed by hand,
    a corrected .xlsx that passes that rule; on the way no code, no files, no token."""
    page = people(accept_downloads=True).page
    page.goto(guide.address)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="课表编制与检查").first.click()
    page = opened.value
    page.get_by_role("button", name="检查", exact=True).wait_for()
    looks_like_a_page(page)
    page.get_by_label("上传课表").set_input_files(file := timetable())
    page.get_by_role("button", name="检查", exact=True).click()
    failed = page.locator(".sx-message.sx-fail").filter(has_text="T-05")
    assert "语文（8:30–9:10）" in failed.inner_text()
    assert page.locator("tr.sx-row-fail").count() == 1
    page.get_by_label("第 1 行 结束").fill("8:50")
    page.get_by_role("button", name="检查", exact=True).click()
    page.locator(".sx-message.sx-pass").filter(has_text="T-05").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载改好的课表").click()
    name, data = waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["课表", "检查结果"]
    assert state_of("T-05", file["name"], file["buffer"]) == "fail"
    assert state_of("T-05", name, data) == "pass"
    assert "token" not in page.url + page.content()
    assert not re.search(r"/(tree|files|edit|lab)\b", page.content())
