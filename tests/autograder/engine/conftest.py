"""A sample course, generated once; each test gets a copy of its own."""

import shutil

import pytest

from shixun.autograder.engine import batch, courses

from . import sample_course


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return sample_course.SampleCourse.make(tmp_path_factory.mktemp("sample") / "course").root


@pytest.fixture
def course(template, tmp_path):
    shutil.copytree(template, tmp_path / "course")
    return sample_course.SampleCourse(tmp_path / "course")


@pytest.fixture
def grade():
    """Grade ps1 of a course: by default with one worker, in this process."""

    def go(course, *students, **how):
        how = {"workers": 1} | how
        return batch.grade(courses.open_course(course.root), "ps1", students or None, **how)

    return go
