"""Before grading a form exercise: only the trainer's cells stay, nothing handed in runs."""

from copy import deepcopy
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor


class SourceChanged(RuntimeError):
    """The source has other graded cells than the gradebook knows."""


class OnlyOurCells(NbGraderPreprocessor):
    """Put the source notebook in the place of the submitted one, where the source says so.

    The source says so by `{"shixun": {"grading": "answers"}}` in its metadata: its answers are data
    beside the notebook. What the submitted notebook claims about itself counts for nothing. Other
    exercises, with code to be graded, pass through untouched. nbgrader's OverwriteCells comes after
    this, so the cells that are graded are those in the gradebook.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        source = self._source(names["assignment"], names["notebook"])
        if source is None or source.metadata.get("shixun", {}).get("grading") != "answers":
            return nb, resources
        self._check_known(source, names)
        ours = deepcopy(source)
        for cell in ours.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return ours, resources

    def _source(self, assignment: str, notebook: str) -> nbformat.NotebookNode | None:
        course = CourseDirectory(config=self.config)
        folder = course.format_path(course.source_directory, ".", assignment)
        path = Path(folder) / f"{notebook}.ipynb"
        return nbformat.read(path, as_version=4) if path.is_file() else None

    def _check_known(self, source: nbformat.NotebookNode, names: dict) -> None:
        """Scores are kept by cell: with other cells than were released, they would go astray."""
        marks = [c.metadata.get("nbgrader", {}) for c in source.cells]
        here = {m["grade_id"] for m in marks if m.get("grade") or m.get("task")}
        with Gradebook(names["db_url"]) as gradebook:
            try:
                book = gradebook.find_notebook(names["notebook"], names["assignment"])
            except MissingEntry:
                return  # nbgrader says so itself
            there = {c.name for c in (*book.grade_cells, *book.task_cells)}
        if here != there:
            raise SourceChanged(
                f"{names['assignment']}：题目里评分的格子改过（{'、'.join(sorted(here ^ there))}），"
                "还没有重新发布。请先运行 nbgrader generate_assignment，再评分。"
            )
