"""The route of the guide on its page, and the addresses of what it leads to."""

import os
from pathlib import Path
from urllib.parse import quote

import anywidget
import traitlets

from shixun import syllabus as course
from shixun.exercises.declaration import FILE
from shixun.guide import route
from shixun.paths import Paths, current

HERE = Path(__file__).parent
ENTRIES = {  # entry → environment variable with its address, and the words where there is none
    "teacher": ("SHIXUN_TEACHER_URL", "在教师端打开，地址在启动的窗口里"),
    "trainer": ("SHIXUN_TRAINER_URL", "在培训端打开，地址在启动的窗口里"),
}

# As set-up names them on the trainer's server.
PAGES = {"trainer.ipynb": "培训者首页.ipynb", "board.ipynb": "改进看板.ipynb"}


class RouteView(anywidget.AnyWidget):
    """Three questions, then the route that fits the answers."""

    _esm = HERE / "static/route.js"
    _css = HERE / "route.css"
    data = traitlets.Dict().tag(sync=True)


def show(routes: route.Routes) -> RouteView:
    """The page of a chapter whose tool is a route."""
    paths = current()
    syllabus = course.load(paths.root / "course.toml")
    return RouteView(data=routes.wire(syllabus, existing(paths), link))


def here() -> dict[str, tuple[str, str, str]]:
    """Every place that exists: its title, and its address or the words that say where it is."""
    paths = current()
    known = route.places(course.load(paths.root / "course.toml"), existing(paths))
    return {id: (place.title, *link(place)) for id, place in known.items()}


def existing(paths: Paths) -> frozenset[str]:
    """The notebooks of the checkout, and those that are generated from an exercise's declaration."""
    folders = (paths.notebooks, paths.exercises, paths.guides)
    files = [p for folder in folders for p in folder.rglob("*.ipynb")]
    files += [p.with_name(f"{p.parent.name}.ipynb") for p in paths.exercises.glob(f"*/{FILE}")]
    return frozenset(p.relative_to(paths.root).as_posix() for p in files)


def link(place: route.Place) -> tuple[str, str]:
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
