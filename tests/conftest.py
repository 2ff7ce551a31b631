"""What all tests share: marks by what a test uses, the order of the files, a browser."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

HERE = Path(__file__).parent
# A test is marked by the fixtures that it uses, and by its room where all in it need the same.
# Others say it themselves.
BY_FIXTURE = {
    "browser": "browser",
    "running": "servers",
    "kit": "servers",
    "guide": "servers",
    "cluster": "cluster",
    "postgres": "servers",
    "school": "slow",
    "watching": "slow",
}
BY_FOLDER = {"autograder": "sandbox", "walk": "servers"}
# Files go to workers whole, in this order: the long ones first, so that none is left for the end.
FIRST = ("servers", "cluster", "sandbox", "slow", "browser")


def pytest_collection_modifyitems(items):
    for item in items:
        marks = {BY_FIXTURE.get(name) for name in item.fixturenames}
        marks.add(BY_FOLDER.get(item.path.relative_to(HERE).parts[0]))
        for mark in sorted(marks - {None}):
            item.add_marker(mark)
    place = {}
    for item in items:
        ranks = [FIRST.index(m.name) for m in item.iter_markers() if m.name in FIRST]
        place[item.path] = min([*ranks, place.get(item.path, len(FIRST))])
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(scope="module")
def browser():
    """A Chromium for the tests of one file; each test opens windows of its own in it."""
    from browsers import chromium

    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server for all tests of this process."""
    from postgres import running

    with running() as server:
        yield server
