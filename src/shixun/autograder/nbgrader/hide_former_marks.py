"""Former marks are for the marker alone: feedback is made without the cells that show them."""

from shixun.autograder.engine.former_marks import CELL_ID
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor


class HideFormerMarks(FeedbackPreprocessor):
    """Takes away what grading put before a cell whose answer has changed since it was marked."""

    def preprocess(self, nb, resources):
        """Remove these cells from a graded notebook."""
        nb.cells = [c for c in nb.cells if not c.get("id", "").startswith(CELL_ID)]
        return nb, resources
