"""What every preprocessor of feedback pages is made from."""

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from shixun.autograder.engine.settings import apply_language


class FeedbackPreprocessor(NbGraderPreprocessor):
    """Base class: speaks the course's language, and accepts a setting that nbconvert gives to all.

    nbconvert tells each preprocessor of a page, by `display_data_priority`, which representation of
    an output comes first. nbgrader's own base class does not declare it and warns once a page.
    """

    display_data_priority = List().tag(config=True)

    def __init__(self, **named):
        super().__init__(**named)
        apply_language(self.config)
