"""A file that a button reads; it travels with the button's message and is in no answer file."""

from shixun.fields.base import Unstored


class Upload(Unstored, frozen=True, tag="upload"):
    """A file to read."""

    accept: str = ""  # as HTML has it: ".csv,.xlsx"
