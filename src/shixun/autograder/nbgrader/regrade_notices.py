"""Corrections of the grading, as the feedback tells them: which item, from what to what, and why."""

from collections.abc import Iterable

from nbformat.v4 import new_markdown_cell
from nbgrader.coursedir import CourseDirectory

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import Told
from shixun.autograder.engine.result_store import Shelf
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor
from shixun.autograder.report import change

HEADING = "重评说明"
ID = "shixun-told"


class TellCorrections(FeedbackPreprocessor):
    """Put what changed since an earlier grading on top of the feedback, for any nbgrader course.

    Our own page shows it in its own way, from `resources["shixun_told"]`.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        told = _of_notebook(self._told(names["assignment"], names["student"]), names["notebook"])
        if not told:
            return nb, resources
        resources["shixun_told"] = told
        if nb.metadata.get("shixun", {}).get("grading") != "answers":
            nb.cells.insert(0, new_markdown_cell(_markdown(told), id=ID))
        return nb, resources

    def _told(self, assignment: str, student: str) -> tuple[Told, ...]:
        # The exporter's parent is nbgrader's converter, which knows its course folder.
        place = getattr(getattr(self.parent, "parent", None), "coursedir", None)
        course = Course(place or CourseDirectory(config=self.config), self.config)
        record = Shelf(course, assignment).record(student)
        return record.told if record else ()


def _of_notebook(told: Iterable[Told], notebook: str) -> list[Told]:
    mine = (
        Told(t.day, t.reason, tuple(i for i in t.items if i.notebook == notebook)) for t in told
    )
    return [t for t in mine if t.items]


def _markdown(told: list[Told]) -> str:
    lines = [f"## {HEADING}"]
    for one in told:
        lines += ["", f"{one.day}，原因：{one.reason}", ""]
        lines += [f"- `{i.cell}`：{change(i.before, i.after)}" for i in one.items]
    return "\n".join(lines)
