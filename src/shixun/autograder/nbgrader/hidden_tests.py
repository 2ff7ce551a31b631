"""Hidden tests stay hidden in feedback, while what they say to the student stays.

nbgrader's own feedback page shows a hidden test's text and its traceback, because it shows the
graded notebook (nbgrader#917). By `GenerateFeedback.preprocessors` this takes both away.
"""

import re

from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked
from traitlets.config import Config

from shixun.autograder.i18n import gettext
from shixun.autograder.nbgrader.preprocessor_base import FeedbackPreprocessor


class HideTests(FeedbackPreprocessor):
    """Leaves of a hidden test what it said: the kind of the error and its message.

    What a function that it called has printed would show what it was called with.
    """

    def preprocess(self, nb, resources):
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
