"""G6 as an office worker meets it: in Voilà, at 1366×768, with mouse and keyboard."""

import io
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from processes import PATIENCE
from published import serve

from shixun.guide import conditions
from shixun.guide.data import load
from shixun.paths import current
from shixun.rules import reading
from shixun.rules.timetable_checks import check

ROOT = Path(__file__).parents[2]

OPEN = 1000 * PATIENCE  # ms for a page and its kernel to start
PASTED = (
    "年级\t星期\t时间\t科目\t形式\t必须参加\t课间做什么\n"
    "三年级\t周一\t8:30-9:10\t语文\t直播\t是\t\n"
    "三年级\t周一\t9:10-9:15\t课间\t课间\t\t\n"
    "三年级\t周一\t9:15-9:35\t数学\t录播\t是\t\n"
)


@pytest.fixture(scope="module")
def guide(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("g6")) as running:
        yield f"{running.address}voila/render/G6.ipynb"


@pytest.fixture
def page(browser, guide):
    """G6 opened afresh; fails the test on any error in the browser's console."""
    shown = browser.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    shown.set_default_timeout(60_000)
    errors = []
    shown.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    shown.on("pageerror", lambda e: errors.append(str(e)))
    shown.goto(guide, timeout=OPEN)
    shown.get_by_role("button", name="检查", exact=True).wait_for(timeout=OPEN)
    yield shown
    shown.close()
    assert errors == []


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def download(page, name):
    with page.expect_download() as waiting:
        press(page, name)
    found = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def headline(page, words):
    page.locator(".sx-headline", has_text=words).wait_for()


def fill_conditions(page):
    page.get_by_label("原计划开学日").fill("2020-02-17")
    page.get_by_label("新课从哪天开始讲").fill("2020-02-17")
    for label, number in (
        ("线下课间几分钟", "10"),
        ("线下每节几分钟", "40"),
        ("线下每天几节", "6"),
        ("线下书面作业几分钟", "60"),
    ):
        page.get_by_label(label).fill(number)


def test_paste_check_mend_take_away(page):
    """An office pastes a timetable, mends it and leaves with an .xlsx that passes."""
    fill_conditions(page)
    page.get_by_label("或者粘贴课表").fill(PASTED)
    press(page, "读入课表")
    headline(page, "读入 3 行")
    press(page, "检查")
    headline(page, "不通过")
    assert page.get_by_text("语文（8:30–9:10） 40 分钟").first.is_visible()
    press(page, "按建议修改")
    headline(page, "请过目")
    press(page, "检查")
    headline(page, "通过 10 条")
    name, data = download(page, "下载改好的课表")
    assert name == "改好的课表.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["课表", "检查结果"]
    told = {"offline_break": 10, "offline_lesson": 40, "offline_count": 6, "offline_homework": 60}
    dates = {"original_start": "2020-02-17", "first_new": "2020-02-17"}
    verdicts = check(reading.read_bytes(name, data).timetable, conditions.context(told | dates))
    assert {v.state.value for v in verdicts} == {"pass"}


def test_uploaded_file_and_printed_page(page, tmp_path):
    """A file goes in; the sheet to print stands alone and shows the same timetable."""
    file = tmp_path / "课表.csv"
    file.write_text(PASTED.replace("\t", ","), encoding="gb18030")
    page.get_by_label("上传课表").set_input_files(file)
    press(page, "检查")
    headline(page, "不通过")
    name, data = download(page, "带走一页检查单")
    assert name == "课表检查单.html"
    sheet = page.context.browser.new_page()
    sheet.set_content(data.decode())
    assert sheet.get_by_role("heading", name="课表检查单").is_visible()
    assert sheet.get_by_text("三年级").count() == 3
    sheet.close()


def test_keyboard_alone_reaches_and_mends_a_row(page):
    """Without a mouse: the example, a cell of the grid, a new time, the check."""
    page.get_by_role("button", name="放一张例子", exact=True).focus()
    page.keyboard.press("Enter")
    headline(page, "放好了一张例子")
    page.get_by_role("button", name="检查", exact=True).focus()
    page.keyboard.press("Enter")
    headline(page, "不通过 5 条")
    cell = page.locator("tbody tr").first.locator("input").nth(2)
    cell.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("8:20")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="检查", exact=True).focus()
    page.keyboard.press("Enter")
    headline(page, "不通过 3 条")  # no longer too early, nor as long as offline


def test_page_shows_no_code_and_fits_the_screen(page):
    """No code, nothing wider than a school's screen, and every rule with its source below."""
    press(page, "放一张例子")
    headline(page, "放好了一张例子")
    assert "chapter.show" not in page.locator("body").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 1366
    table = page.locator(".sx-rules")
    for row in conditions.rules():
        assert table.get_by_text(row[0], exact=True).count() == 1


def test_controls_have_names(page):
    """A screen reader can say every control of the page, and the contrast is enough."""
    axe = Axe()
    press(page, "放一张例子")
    headline(page, "放好了一张例子")
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]}).response[
        "violations"
    ]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_reload_keeps_the_timetable(page):
    """A reload in the same window finds the rows again."""
    press(page, "放一张例子")
    headline(page, "放好了一张例子")
    page.reload(timeout=OPEN)
    page.get_by_role("button", name="检查", exact=True).wait_for(timeout=OPEN)
    rows = len(load(current().guides / "G6.toml").tool.example.rows)
    page.locator("tbody tr").nth(rows - 1).wait_for()
