"""Keeps hidden tests hidden in feedback, but shows their error message.

nbgrader's feedback shows source and traceback of hidden tests (nbgrader#917). This preprocessor, named
in `GenerateFeedback.preprocessors`, removes both.
"""

import re

from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked
from traitlets.config import Config

from shixun.autograder.i18n import gettext
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor


class HideTests(FeedbackPreprocessor):
    """Leaves of a hidden test the type and message of its error.

    What was printed is removed, too: a function that prints its arguments would show the test's values.
    """

    def preprocess(self, nb, resources):
        """Remove hidden tests from the cells of a graded notebook."""
        marks = ClearHiddenTests(config=Config(ClearHiddenTests=self.config.ClearHiddenTests))
        hidden = re.compile(
            rf"^[^\n]*{re.escape(marks.begin_test_delimeter)}.*?"
            rf"({re.escape(marks.end_test_delimeter)}[^\n]*|\Z)",
            re.M | re.S,
        )
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and is_locked(cell):
                self._hide(cell, hidden)
        return nb, resources

    def _hide(self, cell, hidden: re.Pattern) -> None:
        shown = hidden.sub(lambda _: gettext("# this cell has hidden tests"), cell.source)
        if shown == cell.source:
            return
        cell.source = shown
        cell.outputs = [o for o in cell.outputs if o.output_type != "stream"]
        for output in cell.outputs:
            if output.output_type == "error":
                message = f"{output.ename}: {output.evalue}" if output.evalue else output.ename
                output.traceback = [message]
