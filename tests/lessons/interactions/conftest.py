import pytest

from shixun.lessons.data import Practiced
from shixun.lessons.interactions import example
from shixun.records import from_toml


@pytest.fixture
def practice():
    """The smallest practice of a kind, perhaps with a piece of its text replaced."""

    def load(kind, *changes):
        text = example(kind)
        for old, new in changes:
            assert old in text, f"{kind}.toml no longer holds {old!r}"
            text = text.replace(old, new)
        return from_toml(text, Practiced, f"{kind}.toml").practice

    return load
