"""A teacher's window and the trainer's, in a real Chromium against real servers."""

import os
import re
import signal

ENGLISH = re.compile(r"[A-Za-z]{3,}")
TEACHERS_PROCESS = "text=/进程 \\d+/"


def text(page):
    return page.evaluate("document.body.innerText")


def pid(page):
    return int(re.search(r"进程 (\d+)", text(page))[1])


def open_lesson(page, running):
    page.goto(running.urls[0])
    page.click("a:has-text('打开第一课')")
    page.wait_for_selector(TEACHERS_PROCESS)
    page.wait_for_selector(".widget-text >> visible=true")


def test_a_lesson_runs_by_itself_and_shows_no_code(page, running):
    """From the home by one click: cells have run, scored ones have not; no code, no English, no error."""
    open_lesson(page, running)
    shown = text(page)
    assert "L01 一份通知怎么读" in shown and "答案" in shown
    assert not ENGLISH.search(shown), shown
    assert (
        page.locator(".cm-editor:visible, .jp-InputPrompt:visible, .jp-Toolbar:visible").count()
        == 0
    )
    assert page.wrong == []


def test_keys_and_double_clicks_do_not_edit_the_page(page, running):
    """What deletes, adds or opens a cell in JupyterLab does nothing here."""
    open_lesson(page, running)
    before = page.locator(".jp-Cell").count()
    page.click("text=约 8 分钟 >> visible=true")
    page.keyboard.press("Escape")
    for key in ("d", "d", "a", "b", "Enter", "Control+s"):
        page.keyboard.press(key)
    page.dblclick("text=约 8 分钟 >> visible=true")
    assert page.locator(".jp-Cell").count() == before
    assert page.locator(".cm-editor:visible").count() == 0
    assert page.locator(".jp-Dialog").count() == 0


def test_a_killed_kernel_is_said_and_comes_back(page, running):
    """kill -9: a Chinese banner, no dialog, an event for the forms; then the page has run again.

    The banner claims nothing about what was filled in: no form on this page has said that it is kept.
    """
    open_lesson(page, running)
    page.evaluate(
        "window.said = []; document.addEventListener('shixun:kernel', e => said.push(e.detail.status))"
    )
    killed = pid(page)
    os.kill(killed, signal.SIGKILL)
    banner = page.locator(".shixun-banner:visible")
    banner.filter(has_text="运行环境断开了，正在自动重新打开").wait_for()
    assert "您填的" not in banner.inner_text()
    assert page.locator(".jp-Dialog").count() == 0
    page.wait_for_function("said.at(-1) === 'ok'")
    assert "restarting" in page.evaluate("said")
    assert pid(page) != killed and banner.count() == 0
    assert [w for w in page.wrong if w.startswith(("uncaught", "foreign"))] == []


def test_a_form_may_ask_to_be_opened_again(page, running):
    """The event that forms send restarts the kernel and reruns the page."""
    open_lesson(page, running)
    before = pid(page)
    handled = page.evaluate(
        "!document.dispatchEvent(new CustomEvent('shixun:reopen', {cancelable: true}))"
    )
    assert handled
    page.wait_for_function(
        f"/进程 \\d+/.test(document.body.innerText) && !document.body.innerText.includes('进程 {before}')"
    )


def test_pages_have_addresses(page, running):
    """Reload stays on the lesson, the bar leads home, the browser's own back leads to the lesson."""
    open_lesson(page, running)
    page.wait_for_url("**/M1/L01.ipynb")
    page.reload()
    page.wait_for_selector(TEACHERS_PROCESS)
    page.click("text=回课程首页")
    page.wait_for_selector("a:has-text('打开第一课') >> visible=true")
    page.go_back()
    page.wait_for_selector(f"{TEACHERS_PROCESS} >> visible=true")


def test_a_link_to_nothing_says_so_in_chinese(page, running):
    """A path that is not there yet is told, without a dialog."""
    page.goto(running.urls[0])
    page.click("a:has-text('打开没有的')")
    page.wait_for_selector("text=现在还打不开")
    assert page.locator(".jp-Dialog").count() == 0


def test_a_lost_server_is_said_until_it_is_back(page, running):
    """Every page says that the connection is gone; when it is back, the page goes on, unasked."""
    open_lesson(page, running)
    before = pid(page)
    page.context.set_offline(True)
    page.evaluate("fetch('/api').catch(() => 0)")
    page.wait_for_selector("text=和服务器的连接断开了 >> visible=true")
    assert page.locator(".jp-Dialog").count() == 0
    page.context.set_offline(False)
    page.wait_for_function(
        "![...document.querySelectorAll('.shixun-banner')].some(b => b.checkVisibility())"
    )
    assert pid(page) == before


def test_trainers_window_has_what_a_teachers_must_not(page, running):
    """formgrader answers at the trainer's address only; the two tokens differ."""
    page.goto(running.urls[1])
    page.wait_for_selector("h1:has-text('培训者首页') >> visible=true")
    grader = f"http://127.0.0.1:{running.ports[1]}/formgrader"
    assert page.goto(grader).ok
    page.wait_for_selector("text=E04")
    assert page.wrong == []
    page.goto(running.urls[0])
    page.wait_for_selector("a:has-text('打开第一课')")
    assert page.goto(f"http://127.0.0.1:{running.ports[0]}/formgrader").status == 404
    tokens = [url.split("token=")[1] for url in running.urls[:2]]
    assert len(set(tokens)) == 2
