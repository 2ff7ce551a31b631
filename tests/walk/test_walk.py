"""The ways of a teacher, a trainer, an office and the course team, in real servers and a browser."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE
from steps import Teacher, looks_like_a_page, shixun

from shixun.responses.records import Response
from shixun.responses.store import open_store

FAMILY = "合成数据：白天由奶奶照看，晚上七点全家用一部手机补看录播。"


def test_a_teacher_learns_and_says_where_it_was_unclear(kit, visitor):
    """Home → lesson → a question explained at once → one tap and a few → it is in the findings.

    No key is pressed; the response is tied to its lesson and part within a second.
    """
    page = visitor.page
    teacher = Teacher(kit, visitor)
    teacher.home()
    looks_like_a_page(page)
    teacher.open("L07")
    page.get_by_label("都清楚").wait_for()
    looks_like_a_page(visitor.page)
    question = page.locator("fieldset").filter(has_text="一般应少于线下课时")
    question.locator("input").nth(0).check()
    question.locator(".sx-message.sx-fail").wait_for()
    question.locator("input").nth(1).check()
    question.locator(".sx-message.sx-pass").wait_for()
    form = page.locator(".sx-form").filter(has_text="哪一部分最没讲清")
    form.get_by_label("情境").check()
    for name in ("对您有用吗", "讲得清楚吗"):
        form.locator("fieldset").filter(has_text=name).locator("input").nth(2).check()
    form.get_by_role("button", name="交意见").click()
    form.locator("dt", has_text="撤回码").wait_for()
    found = shixun(kit, "findings", "--json")
    assert any(f["cell"] == "L07-case" and f["lesson"] == "L07" for f in json.loads(found))


def answer_file(kit):
    return next(kit.state.glob("teachers/*/E04/answers/E04.json"))


def test_an_exercise_from_first_check_to_the_receipt(kit, visitor):
    """Fill → saved by itself → reload keeps it → check says what to mend → hand in → receipt."""
    page = visitor.page
    teacher = Teacher(kit, visitor)
    teacher.home()
    teacher.open("E04")
    looks_like_a_page(visitor.page)
    family = page.get_by_label("家", exact=False).locator("visible=true").last
    family.fill(FAMILY)
    page.get_by_text("已保存").first.wait_for()
    assert json.loads(answer_file(kit).read_text())["values"]["family"] == FAMILY
    page.reload()
    page.wait_for_selector(".sx-form:visible")
    assert FAMILY in [t.input_value() for t in page.locator("textarea:visible").all()]
    page.get_by_role("button", name="检查").click()
    page.locator(".sx-headline.sx-fail").wait_for()
    looks_like_a_page(visitor.page)
    page.get_by_role("button", name="交作业").click()
    page.get_by_text("回执摘要").first.wait_for()


def test_the_trainers_page_tells_about_scores_and_second_marks(kit, visitor):
    """Each of the two sections answers its button in Chinese, in place; nobody is named by surprise."""
    page = visitor.page
    page.goto(kit.trainer)
    scores = page.locator(".sx-form").filter(has_text="看哪一个练习")
    scores.get_by_label("E06", exact=False).check()
    scores.get_by_role("button", name="看每道题").click()
    scores.locator(".sx-headline").filter(has_text="E06").wait_for()
    scores.get_by_role("button", name="这一份的分从哪来").click()
    scores.locator(".sx-message").filter(has_text="请填编号").wait_for()
    take_one = page.get_by_role("button", name="拿一份来评")
    seconds = page.locator(".sx-form").filter(has=take_one)
    seconds.get_by_label("E06", exact=False).check()
    take_one.click()
    # Whether there is one to mark depends on what other walks handed in and marked before.
    answer = seconds.locator(".sx-headline").filter(has_text=re.compile("没有要再评的|拿来一份"))
    answer.wait_for()
    assert "teacher" not in seconds.inner_text()  # the id of who handed in


def test_a_dead_kernel_is_said_and_nothing_is_lost(kit, visitor):
    """kill -9 of the kernel: the page says so in Chinese, comes back, and holds what was typed."""
    page = visitor.page
    teacher = Teacher(kit, visitor)
    teacher.home()
    teacher.open("E06")
    box = page.locator("textarea:visible, .sx-form input:not([type]):visible").first
    box.fill("合成数据：青禾小学教务处")
    page.get_by_text("已保存").first.wait_for()
    for pid in kernels_in(kit, "E06"):
        os.kill(pid, signal.SIGKILL)
    banner = page.locator(".shixun-banner:visible").filter(has_text="运行环境断开了")
    banner.wait_for()
    assert "您填的内容还在" in banner.inner_text()  # which is so: see below
    page.get_by_role("button", name="检查").wait_for()
    kept = page.locator("textarea:visible, .sx-form input:not([type]):visible").first
    assert kept.input_value() == "合成数据：青禾小学教务处"
    visitor.complaints.clear()  # the browser itself reports the broken connection


def kernels_in(kit, exercise):
    """Process ids of kernels whose working folder is the teacher's copy of an exercise."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            here, words = (folder / "cwd").readlink(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(here).startswith(str(kit.state)) and here.name == exercise and b"kernel" in words:
            found.append(int(folder.name))
    assert found
    return found


def test_a_response_given_in_voila_is_tied_to_the_part_in_its_link(kit, visitor):
    """The link names lesson and part; what is sent stands in the findings with both."""
    page = visitor.page
    page.goto(f"{kit.guide}voila/render/response.ipynb?lesson=L11&cell=L11-goal")
    form = page.locator(".sx-form").filter(has_text="哪一部分最没讲清")
    form.get_by_label("目标").wait_for()
    assert form.get_by_label("目标").is_checked()
    for name in ("对您有用吗", "讲得清楚吗"):
        form.locator("fieldset").filter(has_text=name).locator("input").nth(1).check()
    form.get_by_role("button", name="交意见").click()
    form.locator("dt", has_text="撤回码").wait_for()
    found = json.loads(shixun(kit, "findings", "--json"))
    assert any(f["cell"] == "L11-goal" and f["lesson"] == "L11" for f in found)


@pytest.mark.parametrize("page", ["G0", "G6", "response", "changes"])
def test_the_published_pages_are_pages(kit, visitor, page):
    """Each opens without login, in Chinese, without code, and leads to the others."""
    visitor.page.goto(f"{kit.guide}voila/render/{page}.ipynb")
    visitor.page.wait_for_selector("#rendered_cells h1:visible")
    looks_like_a_page(visitor.page)
    assert visitor.page.locator("nav a").count() == 4


@pytest.mark.parametrize(
    "address",
    ["voila/tree", "voila/files/G0.ipynb", "voila/api/contents", "api/contents", "api/kernels",
     "voila/render/../course.toml", "voila/render/%2e%2e/course.toml", "lab", "nbgrader"],
)  # fmt: skip
def test_nothing_but_the_published_pages_is_reachable(kit, visitor, address):
    """No list, no source, no file: 404 in Chinese."""
    answer = visitor.page.request.get(kit.guide + address)
    assert answer.status in (404, 405)
    assert "kernelspec" not in answer.text()


FINDING = "F-L11-clear"
STEPS = (
    ("已收到", ""),
    ("已分析", "合成数据：“单独同意”没有例子"),
    ("已修改", "合成数据：讲解里加了一个例子"),
    ("已告知", "合成数据：写进了公布页"),
)


def cohort(kit, release, clear):
    """Twelve synthetic teachers found L11 that clear, under that release."""
    store = open_store(f"sqlite:///{kit.state / 'responses.sqlite'}")
    for k in range(12):
        name = f"walk-{release}-{k}"
        words = (4, clear, "合适", "会", (), "", "")
        store.add(Response(name, "L11", "L11-explain", release, "2026-11-24", *words), name)


def test_the_course_team_takes_a_finding_through_its_steps(kit, people):
    """The board shows evidence; each step is recorded against its finding, one out of turn is
    refused with the one that can be taken; then 您说·我们改 tells what was changed and what it did."""
    cohort(kit, "2026.11", 2)
    page = people().page
    base, token = kit.trainer.split("?")
    page.goto(f"{base.rstrip('/')}/lab/tree/改进看板.ipynb?{token}")
    form = page.locator(".sx-form").filter(has_text="记下一步")
    form.get_by_label("哪一处").select_option(f"{FINDING} 2026.11")
    take(form, "已修改", "合成数据：太早")
    form.locator(".sx-headline.sx-fail").filter(has_text="下一步只能是：已收到").wait_for()
    for state, note in STEPS:
        take(form, state, note)
        done = form.locator(".sx-headline.sx-pass").filter(has_text=f"{FINDING} {state}")
        done.wait_for()
    cohort(kit, "2026.12", 5)
    page.reload()
    line = page.get_by_role("row").filter(has_text=FINDING).filter(has_text="2026.11").first
    line.wait_for()
    assert "已告知" in line.inner_text()
    # Somebody of another walk may have answered the same lesson by now, under the newest release.
    assert re.search(r"从 100% 变到 \d+%.*看得出变少了", line.inner_text())
    told = people().page
    told.goto(f"{kit.guide}voila/render/changes.ipynb")
    line = told.get_by_role("row").filter(has_text="L11").filter(has_text=STEPS[2][1])
    assert re.search(r"从 100% 变到 \d+%", line.inner_text())


def take(form, state, note):
    form.get_by_label("看到了什么、改了什么").fill(note)
    form.get_by_label("改在哪个课程版本").fill("2026.12")
    form.get_by_label(state, exact=True).check()
    form.get_by_role("button", name="记下这一步").click()


def test_a_port_in_use_is_one_clear_line(kit):
    """Starting again beside a running kit says which port and what to do, and changes nothing."""
    port = re.search(r":(\d+)/", kit.teacher)[1]
    command = [str(Path(sys.executable).parent / "shixun"), "up", "--ports", port, "1", "2"]
    run = subprocess.run(
        command, env=kit.environment, capture_output=True, text=True, timeout=PATIENCE
    )
    assert run.returncode != 0 and port in run.stdout + run.stderr
    assert "Traceback" not in run.stderr
