"""The answers of a teacher, as data: the answer file and the log of checks."""

from shixun.answers.errors import (
    AnswerError,
    Damaged,
    Foreign,
    FutureSchema,
    Invalid,
    Missing,
    NotAFile,
    TooLarge,
    UnknownField,
    WrongEncoding,
)
from shixun.answers.file import ASIDE, Answer, digest, path_of, read, save, validate

__all__ = [
    "ASIDE",
    "Answer",
    "AnswerError",
    "Damaged",
    "Foreign",
    "FutureSchema",
    "Invalid",
    "Missing",
    "NotAFile",
    "TooLarge",
    "UnknownField",
    "WrongEncoding",
    "digest",
    "path_of",
    "read",
    "save",
    "validate",
]
