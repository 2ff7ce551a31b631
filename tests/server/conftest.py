"""One small course of its own behind real servers, as `shixun up` brings them up."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import processes
import pytest

from benchmarks.ports import free_ports
from shixun.paths import Paths

CHECKOUT = Path(__file__).parents[2]
SYLLABUS = """
id = "small"
title = "小课程"
[[units]]
id = "M1"
title = "第一单元"
[[lessons]]
id = "L01"
unit = "M1"
title = "一份通知怎么读"
minutes = 8
core = true
clauses = []
standards = []
[[exercises]]
id = "E04"
lesson = "L01"
title = "课表改错"
minutes = 35
clauses = []
[[chapters]]
id = "G0"
title = "从哪里开始"
"""
SCORED = {
    "nbgrader": {"cell_type": "code", "grade": True, "grade_id": "scored", "locked": True,
                 "points": 1, "schema_version": 3, "solution": False}
}  # fmt: skip
LINK = 'import ipywidgets as w; w.HTML(\'<a href="#" data-shixun-open="{0}">{1}</a>\')'
PROCESS = "import os, ipywidgets as w; w.HTML(f'进程 {os.getpid()}')"
QUERY = "import os, ipywidgets as w; w.HTML('带来的:' + os.environ['QUERY_STRING'])"


def notebook(kind, *cells):
    """Cells as (type, id, source[, metadata])."""
    full = []
    for type_, id_, source, *metadata in cells:
        extra = {"execution_count": None, "outputs": []} if type_ == "code" else {}
        cell = {"cell_type": type_, "id": id_, "source": source}
        full.append({**cell, "metadata": metadata[0] if metadata else {}, **extra})
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    info = {"kernelspec": spec, "language_info": {"name": "python"}, "shixun": {"kind": kind}}
    return {"cells": full, "metadata": info, "nbformat": 4, "nbformat_minor": 5}


def write_course(root):
    """A checkout in miniature: home, one lesson, the real E04, two guide pages, a file to keep in."""
    pages = {
        "notebooks/home.ipynb": notebook(
            "home",
            ("markdown", "home-title", "# 课程首页"),
            ("code", "home-run", LINK.format("M1/L01.ipynb", "打开第一课")),
            ("code", "home-lost", LINK.format("M1/none.ipynb", "打开没有的")),
        ),
        "notebooks/trainer.ipynb": notebook("home", ("markdown", "trainer-title", "# 培训者首页")),
        "notebooks/board.ipynb": notebook("board", ("markdown", "board-title", "# 改进看板")),
        "notebooks/M1/L01.ipynb": notebook(
            "lesson",
            ("markdown", "L01-title", "# L01 一份通知怎么读\n\n约 8 分钟"),
            ("code", "L01-quiet", "secret_code = 1"),
            ("code", "L01-run", PROCESS),
            ("code", "L01-scored", "raise SystemError('never run here')", SCORED),
            ("code", "L01-after", "import ipywidgets as w; w.Text(description='答案')"),
        ),
        "guides/G0.ipynb": notebook(
            "guide",
            ("markdown", "G0-title", "# 从哪里开始"),
            ("code", "G0-run", QUERY),
            ("code", "G0-process", PROCESS),
        ),
        "guides/G1.ipynb": notebook(
            "guide", ("markdown", "G1-title", "# 坏的"), ("code", "G1-run", "1/0 # secret_code")
        ),
    }
    for name, page in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    (root / "course.toml").write_text(SYLLABUS, encoding="utf-8")
    (root / "guides/notes.txt").write_text("secret_code", encoding="utf-8")
    shutil.copytree(CHECKOUT / "exercises/E04", root / "exercises/E04")
    shutil.copytree(CHECKOUT / "grading/templates", root / "grading/templates")
    shutil.copy(CHECKOUT / "grading/nbgrader_config.py", root / "grading/nbgrader_config.py")


@dataclass
class Running:
    """A running `shixun up` and the addresses it printed, in the order teacher, trainer, guide."""

    process: subprocess.Popen
    paths: Paths
    ports: list[int]
    printed: str

    @property
    def urls(self):
        return re.findall(r"http://\S+", self.printed)

    def stop(self, sign=signal.SIGINT):
        """Ctrl-C; returns what it says then."""
        return processes.stop(self.process, sign)


def environment(paths):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "SHIXUN_"))}
    return kept | {"SHIXUN_ROOT": str(paths.root), "SHIXUN_STATE": str(paths.state)}


def command(*arguments):
    return [sys.executable, "-u", "-c", "from shixun.cli import main; raise SystemExit(main())",
            *map(str, arguments)]  # fmt: skip


def bring_up(paths, **how):
    ports = free_ports(3)
    process = processes.start(
        command("up", "--ports", *ports), env=environment(paths), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how,
    )  # fmt: skip
    printed = ""
    for line in process.stdout:
        printed += line
        if "Ctrl-C" in line:
            return Running(process, paths, ports, printed)
    raise AssertionError(f"up ended early:\n{printed}")


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A course that nobody has opened yet."""
    root = tmp_path_factory.mktemp("small")
    write_course(root)
    return Paths(root, root / "var")


@pytest.fixture(scope="package")
def running(tmp_path_factory):
    """One course with its servers, shared by all files here that only look and use it."""
    root = tmp_path_factory.mktemp("running")
    write_course(root)
    running = bring_up(Paths(root, root / "var"))
    yield running
    running.stop()


@pytest.fixture
def page(browser):
    """A fresh window that notes every console error, failed request and foreign address."""
    context = browser.new_context(viewport={"width": 1280, "height": 850}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.wrong = []
    page.on("console", lambda m: m.type == "error" and page.wrong.append(m.text))
    page.on("pageerror", lambda e: page.wrong.append(f"uncaught: {e}"))
    page.on("request", lambda r: _foreign(r.url) and page.wrong.append(f"foreign: {r.url}"))
    yield page
    context.close()


def _foreign(url):
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
