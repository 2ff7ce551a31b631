"""Our own course speaks Chinese, whatever the locale of the machine."""

import re
import shutil

from conftest import Nbgrader, case_values, put_answer


def test_grading_our_course_speaks_chinese_under_an_english_locale(paths, monkeypatch):
    """By its own settings: what nbgrader's command prints of our engine has no English sentence."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "SHIXUN_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    folder = paths.grading / "submitted/ann/X01"
    shutil.copytree(paths.grading / "release/X01", folder)
    put_answer(folder, case_values("model"))
    said = Nbgrader(paths)("autograde", "X01", "--create")
    assert "评了 1 份" in said and "答案是数据" in said
    assert not re.search("graded|guarantee|answers are data", said)
