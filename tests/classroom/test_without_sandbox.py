"""Answers that are data, on a machine where no sandbox can be made."""

import shutil

from conftest import case_values, put_answer

from shixun.autograder.sandbox import bwrap
from shixun.classroom import course


def test_answers_as_data_are_graded_all_the_same(paths, monkeypatch, tmp_path):
    """Nothing of them runs, so nothing needs a sandbox."""
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(bwrap, "find_bwrap", lambda: str(refuses))
    folder = paths.grading / "submitted/ann/X01"
    shutil.copytree(paths.grading / "release/X01", folder)
    put_answer(folder, case_values("model"))
    ((student, points, _),) = course.autograde(paths, "X01").graded
    assert (student, points) == ("ann", 11)
