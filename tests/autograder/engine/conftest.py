"""A sample course, generated once, and fork servers; each test gets a copy of its own."""

import contextlib
import os
import shutil

import pytest

from shixun.autograder.engine import batch, courses, grader
from shixun.autograder.i18n import current_language
from shixun.autograder.sandbox.client import ENVIRONMENT, ForkServer

from . import sample_course


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return sample_course.SampleCourse.make(tmp_path_factory.mktemp("sample") / "course").root


@pytest.fixture
def course(template, tmp_path):
    shutil.copytree(template, tmp_path / "course")
    return sample_course.SampleCourse(tmp_path / "course")


@pytest.fixture(scope="session")
def cloned():
    """Makes a fork server by cloning one that holds the same: a start takes a second, a clone none."""
    started, here = {}, os.getpid()
    with contextlib.ExitStack() as stack:

        def make(modules, limits, *, isolated):
            if os.getpid() != here:  # a worker of the grader: our sockets are not for it
                return ForkServer(modules, limits, isolated=isolated)
            environment = (*ENVIRONMENT.items(), os.environ.get("TZ"), current_language())
            held = (modules, isolated, environment)
            if held not in started:
                started[held] = stack.enter_context(ForkServer(modules, limits, isolated=isolated))
            clone = started[held].clone()
            clone.limits = limits
            return clone

        yield make


@pytest.fixture(autouse=True)
def shared_fork_servers(cloned, monkeypatch):
    """Grading in this process clones; commands that a test runs start their own."""
    monkeypatch.setattr(grader, "ForkServer", cloned)


@pytest.fixture
def grade():
    """Grade ps1 of a course: by default with one worker, in this process."""

    def go(course, *students, **how):
        how = {"workers": 1} | how
        return batch.grade(courses.open_course(course.root), "ps1", students or None, **how)

    return go
