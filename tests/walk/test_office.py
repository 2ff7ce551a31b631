"""An office and its respondents at the published guide: a timetable mended, an answer that lasts."""

import io
import json
import os
import re
import signal
from pathlib import Path

import openpyxl
import pytest
from published import serve
from steps import ROOT, looks_like_a_page, shixun

from shixun.guide import conditions
from shixun.guide.timetable_check import XLSX
from shixun.paths import Paths
from shixun.responses.store import open_store
from shixun.rules import reading
from shixun.rules.timetable_checks import check

BROKEN = ("WebSocket connection", "ERR_CONNECTION")  # the browser itself says so
HEADS = ("年级", "星期", "时间", "科目", "形式", "必须参加", "课间做什么")
ROWS = (
    ("五年级", "周一", "8:30-9:10", "语文", "直播", "是", None),
    ("五年级", "周一", "9:10-9:30", "课间", "课间", None, "远眺窗外"),
    ("五年级", "周一", "9:30-9:50", "数学", "录播", "是", None),
)


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    """The published guide by itself, with a state of its own."""
    with serve(tmp_path_factory.mktemp("office")) as running:
        yield running


def timetable():
    """A morning with one lesson that is too long, as an office keeps it (合成数据)."""
    book = openpyxl.Workbook()
    book.active.title = "网课表"
    for row in (HEADS, *ROWS):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return {"name": "网课表.xlsx", "mimeType": XLSX, "buffer": data.getvalue()}


def state_of(rule, name, data):
    verdicts = check(reading.read_bytes(name, data).timetable, conditions.context({}))
    return {v.rule: v.state.value for v in verdicts}[rule]


def test_a_timetable_is_uploaded_mended_and_taken_away(guide, people):
    """From G0 to G6: the uploaded .xlsx, which rule fails in which row, two times changed by hand,
    a corrected .xlsx that passes that rule; on the way no code, no files, no token."""
    page = people(accept_downloads=True).page
    page.goto(guide.address)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="课表编制与检查（新窗口）").first.click()
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


def respond(page, address, cell):
    page.goto(f"{address}voila/render/response.ipynb?lesson=L11&cell=L11-{cell}")
    form = page.locator(".sx-form").filter(has_text="哪一部分最没讲清")
    for name in ("对您有用吗", "讲得清楚吗"):
        form.locator("fieldset").filter(has_text=name).locator("input").nth(1).check()
    return form


def test_a_response_outlives_its_server(people, tmp_path):
    """kill -9 at the moment of the thanks: the response stands in the store and in the findings."""
    with serve(tmp_path) as guide:
        person = people()
        person.excused += BROKEN
        form = respond(person.page, guide.address, "case")
        form.get_by_label("最没弄懂的一点").fill("合成数据：单独同意怎么写")
        form.get_by_role("button", name="交意见").click()
        form.locator("dt", has_text="撤回码").wait_for()
        os.kill(guide.process.pid, signal.SIGKILL)
        guide.process.wait(60)
        [kept] = open_store(Paths(ROOT, tmp_path).store_url).all_responses()
        assert (kept.lesson, kept.cell, kept.muddiest) == (
            "L11", "L11-case", "合成数据：单独同意怎么写",
        )  # fmt: skip
        found = json.loads(shixun(guide, "findings", "--json"))
        assert any(f["cell"] == "L11-case" for f in found)


def test_a_dead_kernel_behind_the_form_is_said(guide, people):
    """kill -9 of the kernel: the page says so in Chinese; 重新打开 brings back what was entered."""
    person = people()
    person.excused += BROKEN
    page = person.page
    form = respond(page, guide.address, "goal")
    form.get_by_label("最没弄懂的一点").fill("合成数据：要不要写电话")
    for pid in children(guide.process.pid):
        os.kill(pid, signal.SIGKILL)
    form.get_by_role("button", name="交意见").click()
    banner = form.locator(".sx-banner")
    banner.wait_for()
    assert "运行环境断开了" in banner.inner_text() and "您填的内容还在" in banner.inner_text()
    assert form.get_by_label("最没弄懂的一点").input_value() == "合成数据：要不要写电话"
    banner.get_by_role("button", name="重新打开").click()
    form.get_by_text("接着上次填的").wait_for()
    assert form.get_by_label("最没弄懂的一点").input_value() == "合成数据：要不要写电话"
    form.get_by_role("button", name="交意见").click()
    form.locator("dt", has_text="撤回码").wait_for()


def children(pid):
    """Process ids of the kernels of a server."""
    found = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    assert found
    return found
