"""What can go wrong in grading as a whole; what is wrong with one submission is a result instead."""


class GradingError(Exception):
    """Grading cannot go on; the text says what is wrong, where, and what to do."""
