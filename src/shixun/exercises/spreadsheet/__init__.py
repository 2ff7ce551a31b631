"""An exercise that a trainer writes in a spreadsheet: one row, one question; no code."""

from shixun.exercises.spreadsheet.reading import Draft, is_exercise, read
from shixun.exercises.spreadsheet.template import template

__all__ = ["Draft", "is_exercise", "read", "template"]
