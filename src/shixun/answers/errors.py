"""What can be wrong with an answer file; every message names the file, the place and the remedy."""

from pathlib import Path

REFILL = "请打开练习页，重新填写；填好会自动保存。"


class AnswerError(Exception):
    """An answer file that cannot be used. Its bytes stay where they are."""

    def __init__(self, path: Path, what: str, remedy: str = REFILL):
        super().__init__(f"{path.parent.name}/{path.name}：{what}{remedy}")
        self.path = path
        self.what = what


class Missing(AnswerError):
    """There is no answer file."""


class NotAFile(AnswerError):
    """A link, folder or pipe stands where the file should be."""


class TooLarge(AnswerError):
    """More bytes than any honest answer has."""


class WrongEncoding(AnswerError):
    """Not UTF-8, e.g. saved again by an editor."""


class Damaged(AnswerError):
    """No JSON object, or not shaped like an answer."""


class Foreign(AnswerError):
    """The answer of another exercise."""


class FutureSchema(AnswerError):
    """Written by a newer version of the course software."""


class Invalid(AnswerError):
    """A value that the form cannot have produced."""


class UnknownField(Invalid):
    """A field that the form does not have."""
