"""What all tests share: marks by what a test uses, the order of the files, a browser."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# A test is marked by the fixtures it uses, and by the rooms whose every test needs the same.
BY_FIXTURE = {
    "browser": {"browser"},
    "running": {"servers"},
    "kit": {"servers"},
    "guide": {"servers"},
    "cluster": {"cluster"},
}
BY_FOLDER = {
    "autograder": {"sandbox"},
    "walk": {"servers", "slow"},
}


def pytest_collection_modifyitems(items):
    for item in items:
        marks = set().union(*(BY_FIXTURE.get(name, ()) for name in item.fixturenames))
        marks |= BY_FOLDER.get(item.path.relative_to(HERE).parts[0], set())
        for mark in sorted(marks):
            item.add_marker(mark)
    # Whole files go to workers in this order: the long ones first, so that none is left at the end.
    items.sort(key=lambda item: -weight(item))


def weight(item) -> int:
    """How long a file of this kind of test takes, roughly: servers before sandboxes before the rest."""
    return sum(
        2**i for i, mark in enumerate(("sandbox", "servers")) if item.get_closest_marker(mark)
    )


@pytest.fixture(scope="module")
def browser():
    """A Chromium for the tests of one file; each test opens windows of its own in it."""
    from browsers import chromium

    with chromium() as started:
        yield started
