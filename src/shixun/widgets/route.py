"""The page of G0: three questions and the route. The logic is in shixun.guide.g0."""

import os
from pathlib import Path
from urllib.parse import quote

import anywidget
import traitlets

from shixun import syllabus as course
from shixun.guide import g0
from shixun.paths import Paths, current
from shixun.rules.records import timetable_rules

HERE = Path(__file__).parent
ENTRIES = {  # entry → environment variable with its address, and the words where there is none
    "teacher": ("SHIXUN_TEACHER_URL", "在教师端打开，地址在启动的窗口里"),
    "trainer": ("SHIXUN_TRAINER_URL", "在培训端打开，地址在启动的窗口里"),
}

# As set-up names them on the trainer's server.
PAGES = {"trainer.ipynb": "培训者首页.ipynb", "board.ipynb": "改进看板.ipynb"}


class RouteView(anywidget.AnyWidget):
    _esm = HERE / "static/route.js"
    _css = HERE / "route.css"
    data = traitlets.Dict().tag(sync=True)


def show() -> RouteView:
    """What the one-line cell of G0 calls."""
    paths = current()
    syllabus = course.load(paths.root / "course.toml")
    return RouteView(data=g0.wire(syllabus, existing(paths), timetable_rules(), link))


def existing(paths: Paths) -> frozenset[str]:
    """The notebooks of the checkout."""
    folders = (paths.notebooks, paths.exercises, paths.guides)
    files = (p for folder in folders for p in folder.rglob("*.ipynb"))
    return frozenset(p.relative_to(paths.root).as_posix() for p in files)


def link(place: g0.Place) -> tuple[str, str]:
    """Address of a place, or none and the words that say where it is."""
    if place.entry == "guide":
        return place.path, ""  # beside this page
    variable, words = ENTRIES[place.entry]
    base = os.environ.get(variable, "")
    if not base:
        return "", words
    if place.entry == "teacher":
        return f"{base.rstrip('/')}/doc/tree/{quote(place.path)}", ""
    return f"{base.rstrip('/')}/lab/tree/{quote(PAGES[place.path])}", ""
