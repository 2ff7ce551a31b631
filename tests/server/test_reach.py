"""The published guide: what an office sees, and what cannot be reached."""

import json
import logging
import re
from http.client import HTTPConnection

import pytest
from processes import PATIENCE, wait_gone
from tornado import gen, ioloop, websocket

from shixun.server import guide

FORBIDDEN = (
    "/voila/tree", "/voila/tree/", "/tree", "/lab", "/voila/files/notes.txt", "/voila/files/G0.ipynb",
    "/voila/files/../course.toml", "/files/notes.txt", "/api/contents", "/api/contents/G0.ipynb",
    "/voila/api/contents", "/voila/api/contents/G0.ipynb", "/api/kernels", "/api/kernelspecs",
    "/api/sessions", "/api/terminals", "/login", "/voila/render/", "/voila/render/notes.txt",
    "/voila/render/../notebooks/home.ipynb", "/voila/render/..%2fnotebooks%2fhome.ipynb",
    "/voila/static/../../../../../../../../etc/passwd", "/voila/static/..%2f..%2f..%2fetc%2fpasswd",
    "/voila/templates/shixun-guide/static/../../../../../../guide.py",
    "/voila/templates/shixun-guide/static/..%2f..%2f..%2f..%2f..%2f..%2fguide.py",
    "/voila/labextensions/../../../../etc/passwd",
)  # fmt: skip


def get(port, path):
    """Status, headers and body; the path goes out as written, with its dots."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


@pytest.mark.parametrize("path", FORBIDDEN)
def test_nothing_but_the_pages_can_be_reached(running, path):
    """No file browser, no listing, no file, no kernel list, no way out of a folder."""
    status, _, body = get(running.ports[2], path)
    assert status >= 400
    assert "secret_code" not in body and "root:" not in body and "import" not in body


def test_a_missing_page_is_told_in_chinese(running):
    """404 is a Chinese page with a way home."""
    status, _, body = get(running.ports[2], "/voila/render/none.ipynb")
    assert status == 404
    assert "没有这一页" in body and not re.search(r">[^<]*[A-Za-z]{3,}[^<]*<", body)


def test_the_bare_address_leads_to_the_first_page(running):
    """And keeps what came with the link."""
    status, headers, _ = get(running.ports[2], "/?lesson=L07")
    assert status == 302
    assert headers["Location"].endswith("/voila/render/G0.ipynb?lesson=L07")


def test_a_visitor_cannot_run_code(running):
    """The kernel behind a page takes a widget's messages and no execute_request."""
    port = running.ports[2]
    _, _, body = get(port, "/voila/render/G0.ipynb")
    kernel = re.search(r'"kernelId": ?"([\w-]+)"', body)[1]
    mark = running.paths.state / "ran"

    async def talk():
        socket = await websocket.websocket_connect(
            f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels"
        )
        for kind, content in (
            ("execute_request", {"code": f"open({str(mark)!r}, 'w')", "silent": False}),
            ("kernel_info_request", {}),
        ):
            header = {
                "msg_id": kind,
                "msg_type": kind,
                "session": "s",
                "username": "",
                "version": "5.3",
            }
            await socket.write_message(json.dumps({
                "channel": "shell", "header": header, "parent_header": {}, "metadata": {},
                "content": content, "buffers": [],
            }))  # fmt: skip
        while True:  # shell answers in order: this reply comes after the code would have run
            message = await gen.with_timeout(
                ioloop.IOLoop.current().time() + 60, socket.read_message()
            )
            if (
                isinstance(message, str)
                and json.loads(message)["header"]["msg_type"] == "kernel_info_reply"
            ):
                return

    ioloop.IOLoop().run_sync(talk)
    assert not mark.exists()


@pytest.mark.browser
def test_a_page_knows_what_came_with_its_link(page, running):
    """lesson and cell reach the notebook; the page is Chinese, has no code, loads nothing foreign."""
    page.goto(f"{running.urls[2]}voila/render/G0.ipynb?lesson=L07&cell=L07-case")
    page.wait_for_selector("text=带来的:lesson=L07&cell=L07-case")
    shown = page.evaluate("document.body.innerText").replace("lesson=L07&cell=L07-case", "")
    assert not re.search(r"[A-Za-z]{3,}", shown)
    assert page.title().endswith("师训")
    assert page.wrong == []


@pytest.mark.browser
def test_a_page_that_breaks_shows_no_code(page, running):
    """An error in a page is one Chinese line, no traceback."""
    page.goto(f"{running.urls[2]}voila/render/G1.ipynb")
    page.wait_for_selector("text=这一处没有打开")
    assert "secret_code" not in page.content() and "ZeroDivision" not in page.content()


@pytest.mark.browser
def test_a_page_that_is_left_ends_its_kernel(page, running):
    """No process stays behind for somebody who went on."""
    page.goto(f"{running.urls[2]}voila/render/G0.ipynb")
    page.wait_for_selector("text=/进程 \\d+/")
    pid = int(re.search(r"进程 (\d+)", page.evaluate("document.body.innerText"))[1])
    page.goto("about:blank")
    wait_gone(pid)


def test_the_log_names_no_visitor_and_no_query(running):
    """Pages that are there, missing, or ask for too much: no address, nothing of what was asked."""
    for path in (
        "/none?who=13912345678",
        "/voila/render/response.ipynb?lesson=13912345678",
        "/api/contents?x=13912345678",
    ):
        get(running.ports[2], path)
    log = (running.paths.state / "logs/guide.log").read_text()
    assert "Voil" in log
    assert "13912345678" not in log
    ours = r"http://127\.0\.0\.1:\d+/|host='127\.0\.0\.1:\d+'"  # where the guide is, not who came
    assert "127.0.0.1" not in re.sub(ours, "", log)


def test_what_is_logged_of_a_crash_names_no_visitor(caplog):
    """Tornado itself writes the whole request into an uncaught exception's line."""
    logger = logging.getLogger("test.nameless")
    logger.addFilter(guide.Nameless())
    request = "HTTPServerRequest(protocol='http', uri='/a?lesson=x', remote_ip='10.1.2.3')"
    logger.error("Uncaught exception %s\n%s", "GET /a?lesson=x (10.1.2.3)", request)
    logger.error("500 GET /a (@::1) 3ms")
    assert "Uncaught exception GET /a" in caplog.text and "500 GET /a" in caplog.text
    for trace in ("10.1.2.3", "::1", "lesson"):
        assert trace not in caplog.text
