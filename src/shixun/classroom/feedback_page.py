"""What a feedback page says, gathered from the graded notebook; the template shows it."""

import re
from dataclasses import asdict, dataclass

from nbgrader.api import Gradebook

from shixun.autograder.engine.records import RegradeNotice
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor
from shixun.autograder.report import format_change
from shixun.exercises.cells import ANSWER_MIME, SCORE_MIME

# In a heading; the page says them itself. Escapes, because the two kinds of mark look alike.
POINTS = re.compile(r"[(\uff08][^()\uff08\uff09]*分[^()\uff08\uff09]*[)\uff09]$")
UNMARKED = "这一部分培训者还没有评，总分里还没有它。"


@dataclass(frozen=True)
class Row:
    """One line of the score table."""

    id: str
    title: str
    points: float
    out_of: float
    text: str
    critical: bool = False
    failed: bool = False  # a critical item without full points
    comment: str = ""


class FeedbackRows(FeedbackPreprocessor):
    """Collect rows, comments and the answer card as `resources["shixun"]`.

    A notebook that is not ours is left alone, and the template then shows nbgrader's own page. The
    source of test cells, hidden ones among them, is not handed on at all.
    """

    def preprocess(self, nb, resources):
        if nb.metadata.get("shixun", {}).get("grading") != "answers":
            return nb, resources
        graded = [c for c in nb.cells if "nbgrader" in c.metadata]
        items = [_item(c) for c in graded if c.metadata.nbgrader.get("grade")]
        tasks = [c for c in graded if c.metadata.nbgrader.get("task")]
        rubric = [
            _rubric(c, marked) for c, marked in zip(tasks, _marked(tasks, resources), strict=True)
        ]
        rows = (*items, *rubric)
        resources["shixun"] = {
            "title": _title(nb),
            "rows": [asdict(r) for r in items],
            "rubric": [asdict(r) for r in rubric],
            "points": sum(r.points for r in rows),
            "out_of": sum(r.out_of for r in rows),
            "failed": [r.title for r in items if r.failed],
            "card": _output(nb, "text/html"),
            "answer": _output(nb, ANSWER_MIME) or {},
            "told": [_regrade_row(t, rows) for t in resources.get("shixun_regrade_notices", ())],
        }
        return nb, resources


def _regrade_row(notice: RegradeNotice, rows: tuple[Row, ...]) -> dict:
    """A correction of the grading, with the items' own titles."""
    titles = {row.id: row.title for row in rows}
    items = [(titles.get(i.cell, i.cell), format_change(i.before, i.after)) for i in notice.items]
    return {"day": notice.day, "reason": notice.reason, "items": items}


def _title(nb) -> str:
    """The first heading of the notebook, without the mark."""
    lines = (line for c in nb.cells if c.cell_type == "markdown" for line in c.source.splitlines())
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("#")), "")


def _item(cell) -> Row:
    """A test cell: the gradebook's points, maybe changed by a trainer, and the message."""
    mark = cell.metadata.nbgrader
    said = next(
        (d for o in cell.get("outputs", ()) if (d := o.get("data", {}).get(SCORE_MIME))), {}
    )
    points, out_of = mark.get("score") or 0, mark.get("points") or 0
    text = said.get("text") or "这一项没能自动评分；请问问培训者。"
    if said and points != said["points"]:
        text += f"（自动评分 {said['points']:g} 分，培训者改为 {points:g} 分。）"
    critical = bool(said.get("critical"))
    title = said.get("title") or mark["grade_id"]
    return Row(
        mark["grade_id"], title, points, out_of, text, critical, critical and points < out_of
    )


def _marked(cells, resources) -> list[bool]:
    """Whether a trainer has given points to what was handed in last: without them, 0 would be a lie."""
    names = resources["nbgrader"]
    with Gradebook(names["db_url"]) as gradebook:
        grades = [
            gradebook.find_grade(
                c.metadata.nbgrader["grade_id"],
                names["notebook"],
                names["assignment"],
                names["student"],
            )
            for c in cells
        ]
        return [g.manual_score is not None and not g.needs_manual_grade for g in grades]


def _rubric(cell, marked: bool) -> Row:
    """The part marked by hand; the marking guide in its source stays with the trainer."""
    mark = cell.metadata.nbgrader
    heading = next((li for li in cell.source.splitlines() if li.startswith("#")), "培训者评分")
    comment = (mark.get("comment") or "").strip()
    return Row(
        id=mark["grade_id"],
        title=POINTS.sub("", heading.lstrip("# ").strip()),
        points=(mark.get("score") or 0) if marked else 0,
        out_of=mark.get("points") or 0,
        text=_remark(comment, marked),
        comment=comment if marked else "",
    )


def _remark(comment: str, marked: bool) -> str:
    if not marked:
        return UNMARKED
    return "" if comment else "培训者没有留评语。"


def _output(nb, mime: str):
    """What `show_answer` put out; only a cell of ours carries the answer's own type."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if ANSWER_MIME in data and mime in data:
                return data[mime]
    return None
