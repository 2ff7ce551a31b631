"""A chapter of the guide on its page: its tool, the rules behind it, and where to go next."""

from ipywidgets import HTML, DOMWidget

from shixun import paths, syllabus
from shixun.guide import conditions, data
from shixun.guide.route import Routes
from shixun.widgets import page, route
from shixun.widgets.form import FormView


def show(chapter: str) -> DOMWidget:
    """The tool of a chapter; a reload in the same window finds again what was filled in."""
    tool = _data(chapter).tool
    if isinstance(tool, Routes):
        return route.show(tool)
    return FormView(
        tool.form(chapter),
        values=tool.start(),
        actions=tool.actions,
        on_action=tool.act,
        draft="session",
        draft_key=chapter,
    )


def onward(chapter: str) -> HTML:
    """What one brings and takes away, what leads here and where to go next, as far as it exists."""
    found = _data(chapter)
    places = route.here()
    links = {
        "先学这些": [places[id] for id in found.before if id in places],
        "接着去": [places[id] for id in found.next if id in places],
    }
    lists = {"要带来": found.inputs, "带走": found.takeaway}
    return HTML(page.render("onward", label="接下来", lists=lists, links=links))


def contents() -> HTML:
    """Every page of the guide that exists, in the course's order."""
    places = paths.current()
    course = syllabus.load(places.root / "course.toml")
    there = [p for p in course.guide if (places.guides / p.file).is_file()]
    return HTML(page.render("contents", label="全部章节", pages=there))


def timetable_rules() -> HTML:
    """Every rule that a timetable is checked by, and every local limit, with sources."""
    tables = (
        ("规则", conditions.RULE_COLUMNS, conditions.rules()),
        ("各地当时的口径", conditions.PROFILE_COLUMNS, conditions.local_limits()),
    )
    return HTML(page.render("timetable_rules", tables=tables))


def _data(chapter: str) -> data.ChapterData:
    places = paths.current()
    record = syllabus.load(places.root / "course.toml").chapter(chapter)
    return data.load((places.guides / record.file).with_suffix(".toml"))
