"""Shows regrade notices in feedback: which cells changed, from what to what, and why."""

from collections.abc import Iterable

from nbformat.v4 import new_markdown_cell
from nbgrader.coursedir import CourseDirectory

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import RegradeNotice
from shixun.autograder.engine.result_store import ResultStore
from shixun.autograder.i18n import gettext
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor
from shixun.autograder.report import format_change

ID = "shixun-regrade-notices"


class RegradeNotices(FeedbackPreprocessor):
    """Puts the regrade notices of a submission on top of its feedback, for any nbgrader course.

    Pages of data graders show them in their own way, from `resources["shixun_regrade_notices"]`.
    """

    def preprocess(self, nb, resources):
        """Add the notices to the notebook and to the resources, if there are any."""
        names = resources["nbgrader"]
        notices = _for_notebook(
            self._load(names["assignment"], names["student"]), names["notebook"]
        )
        if not notices:
            return nb, resources
        resources["shixun_regrade_notices"] = notices
        if nb.metadata.get("shixun", {}).get("grading") != "answers":
            nb.cells.insert(0, new_markdown_cell(_markdown(notices), id=ID))
        return nb, resources

    def _load(self, assignment: str, student: str) -> tuple[RegradeNotice, ...]:
        # The exporter's parent is nbgrader's converter, which knows its course folder.
        place = getattr(getattr(self.parent, "parent", None), "coursedir", None)
        course = Course(place or CourseDirectory(config=self.config), self.config)
        record = ResultStore(course, assignment).record(student)
        return record.regrade_notices if record else ()


def _for_notebook(notices: Iterable[RegradeNotice], notebook: str) -> list[RegradeNotice]:
    mine = (
        RegradeNotice(t.day, t.reason, tuple(i for i in t.items if i.notebook == notebook))
        for t in notices
    )
    return [t for t in mine if t.items]


def _markdown(notices: list[RegradeNotice]) -> str:
    heading = gettext("Graded again")
    lines = [f"## {heading}"]
    for one in notices:
        reason = gettext("{day}, reason: {reason}").format(day=one.day, reason=one.reason)
        lines += ["", reason, ""]
        item = gettext("- `{cell}`: {change}")
        lines += [
            item.format(cell=i.cell, change=format_change(i.before, i.after)) for i in one.items
        ]
    return "\n".join(lines)
