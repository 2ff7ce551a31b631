"""scripts/punctuation.py changes what people read and nothing that a program compares."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts/punctuation.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("punctuation", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("改好了,再交(可选):好吗?", "改好了，再交（可选）：好吗？"),  # punctuation: as it is
        ("**结论**:8:20 开始,比例 3:2", "**结论**：8:20 开始，比例 3:2"),  # punctuation: as it is
        ("见[全文](a,b.txt),再看", "见[全文](a,b.txt)，再看"),  # punctuation: as it is
        ("小于&lt;号,&#22909;字", "小于&lt;号，&#22909;字"),  # punctuation: as it is
        ("看:\n> 轉(fā):通知,\n", "看：\n> 轉(fā):通知,\n"),  # punctuation: as it is
        ("写 `课表,时间` 两列", "写 `课表,时间` 两列"),  # punctuation: as it is
    ],
)
def test_prose_gets_chinese_marks(script, before, after):
    """Times, ratios, links, entities, quoted blocks and code keep their own marks."""
    assert script.markdown(before) == after


@pytest.mark.parametrize(
    "code",
    [
        "page.click(\"a:has-text('打开第一课')\")\n",
        "page.click(\"h1:has-text('培训者首页') >> visible=true\")\n",
        'assert "办法具体。&lt;b&gt;很好&lt;/b&gt;" in page\n',
        'def f():\n    """E.g. 「课表」第 3 行「开始」, from a place."""\n',  # punctuation: as it is
        'X = re.compile(r"[(,]课[,)]")\n',  # punctuation: as it is
        'X = "年级,星期"  # punctuation: as it is\n',  # punctuation: as it is
    ],
)
def test_what_programs_compare_stays(script, code):
    """Selectors, entities, English docstrings, patterns and marked literals are left alone."""
    assert script.python(code) == code


def test_a_message_in_code_gets_chinese_marks(script):
    """What the program says is prose; the placeholder in it is not."""
    before = 'say(f"没读懂:{row[1:2]},请看看")\n'  # punctuation: as it is
    assert script.python(before) == 'say(f"没读懂：{row[1:2]}，请看看")\n'  # punctuation: as it is


def test_the_title_of_a_page_gets_chinese_marks(script):
    """A notebook's title is what the browser's tab says."""
    before = '{"cells": [], "metadata": {"title": "我是谁,从哪里开始"}}'  # punctuation: as it is
    assert "我是谁，从哪里开始" in script.notebook(before)
