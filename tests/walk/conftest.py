"""A kit of its own for a walk: real servers on free ports, a real browser, an empty state."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import processes
import pytest
from playwright.sync_api import Page

from benchmarks.ports import free_ports


@dataclass
class Kit:
    """A running kit: its addresses, its state, its process."""

    teacher: str
    trainer: str
    guide: str
    state: Path
    process: subprocess.Popen
    environment: dict = field(default_factory=dict)


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """The three servers as `shixun up` starts them; all walks of one process share them."""
    state = tmp_path_factory.mktemp("state")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHIXUN", "JUPYTER"))}
    environment |= {"SHIXUN_STATE": str(state), "PYTHONUNBUFFERED": "1"}
    log = state.parent / "up.log"
    words = [Path(sys.executable).parent / "shixun", "up", "--ports", *free_ports(3)]
    with log.open("wb") as out:
        process = processes.start(words, env=environment, stdout=out, stderr=out)
    try:
        yield Kit(*addresses(log, process), state, process, environment)
    finally:
        processes.stop(process)


def addresses(log, process):
    """The three that it prints, once it says that they are open."""

    def told():
        assert process.poll() is None, log.read_text(encoding="utf-8")
        text = log.read_text(encoding="utf-8")
        return "Ctrl-C" in text and re.findall(r"http://127\.0\.0\.1:\d+/\S*", text)

    found = processes.wait_until(told, lambda: log.read_text(encoding="utf-8"))
    assert len(found) == 3
    return found


@dataclass
class Visitor:
    """A person at a browser; what the page complained about is kept."""

    page: Page
    complaints: list = field(default_factory=list)
    outside: list = field(default_factory=list)  # addresses that are not of this machine
    # Asking whether a hidden file is there is answered 404; no page of ours is meant by it.
    excused: tuple = ("404",)  # words of complaints that are none

    def unexcused(self):
        return [c for c in self.complaints if not any(word in c for word in self.excused)]


def arrive(browser, **more):
    """A new person with an empty browser of 1366×768, who says yes to what the page asks."""
    page = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", **more
    ).new_page()
    page.set_default_timeout(60_000)
    who = Visitor(page)
    page.context.on("console", lambda m: m.type == "error" and who.complaints.append(m.text))
    page.context.on("weberror", lambda error: who.complaints.append(str(error.error)))
    page.context.on("request", lambda r: is_outside(r.url) and who.outside.append(r.url))
    page.context.on("dialog", lambda dialog: dialog.accept())
    return who


def is_outside(url):
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"


@pytest.fixture
def people(browser):
    """Lets new people arrive. What anybody's page complained of, or asked of another machine, fails
    the walk at its end."""
    came = []

    def new(**more):
        came.append(arrive(browser, **more))
        return came[-1]

    yield new
    for who in came:
        who.page.context.close()
    assert [url for who in came for url in who.outside] == []
    assert [c for who in came for c in who.unexcused()] == []


@pytest.fixture
def visitor(people):
    return people()
