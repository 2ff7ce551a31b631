"""The base class of preprocessors of feedback pages."""

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from shixun.autograder.engine.settings import apply_language


class FeedbackPreprocessor(NbGraderPreprocessor):
    """Speaks the course's language, and accepts a setting that nbconvert gives to all preprocessors.

    By `display_data_priority` nbconvert says which representation of an output comes first. nbgrader's base
    class does not declare it and warns once a page.
    """

    display_data_priority: List = List().tag(config=True)

    def __init__(self, **named):
        super().__init__(**named)
        apply_language(self.config)
