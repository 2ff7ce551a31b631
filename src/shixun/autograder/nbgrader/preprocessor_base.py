"""What every preprocessor of feedback pages is made from."""

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List


class FeedbackPreprocessor(NbGraderPreprocessor):
    """One that may be told, as nbconvert tells all of them for a page, what to show first.

    nbgrader's base takes it for no setting, and warns of it once for each page.
    """

    display_data_priority = List().tag(config=True)
