"""Messages in English and Chinese: by the locale for any course, always Chinese for our own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from shixun.autograder import i18n
from shixun.autograder.engine.courses import open_course
from shixun.autograder.engine.settings import apply_language

from .sample_course import SampleCourse, answer, check

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Names and marks that are the same in every language; what is left of a Chinese report without
# them has no word of English.
NAMES = re.compile(
    r"OSError could not get source code|timestamp\.txt|ps1|\.ipynb|JSON|Python|Manual Grading|AssertionError|NameError|TypeError|[ub]nits|"
    r"\b(ann|bob|eve|sam|t|s)\b|--[\w-]+|inspect|dir|sandbox|c\.Grading\.\w+|a\.csv"
)
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def eventful(tmp_path):
    """Hand-ins that the grader has much to say about, and a test that needs one sandbox."""
    cells = [
        answer("a", "x = 1"),
        check("t", "assert x == 1", 2),
        answer("b", "def f(): return 2"),
        check("s", "import inspect\nassert inspect.getsource(f)", 1),
    ]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    course.submit("ann", {"a": "x = 1", "t": "assert True"})
    folder = course.submit("bob", {"a": "while True: pass"})
    (folder / "a.csv").symlink_to("/etc/passwd")
    (folder / "timestamp.txt").write_text("yesterday, perhaps")
    (course.submit("eve") / "ps1.ipynb").write_text("{")
    course.submit("sam", {"a": "print('x' * 10**7)\nx = 1"})
    (course.root / "nbgrader_config.py").write_text("c.Grading.cell_seconds = 2\n")
    return course


def grade(course, *words, **environment) -> tuple[str, str]:
    """What the command prints, and the words of all notebooks that it writes."""
    kept = {k: v for k, v in os.environ.items() if not re.match("SHIXUN_LANG|LANG|LC_", k)}
    shixun = str(Path(sys.executable).parent / "shixun")
    command = [shixun, "grade", "ps1", "--course", str(course.root)]
    done = subprocess.run(
        [*command, *words], env=kept | environment, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    notebooks = [json.loads(p.read_text()) for p in course.root.glob("autograded/*/ps1/*.ipynb")]
    notes = [c["source"] for n in notebooks for c in n["cells"] if c["id"] == "shixun-notices"]
    outputs = [
        json.dumps(c.get("outputs", []), ensure_ascii=False) for n in notebooks for c in n["cells"]
    ]
    return done.stdout + done.stderr, "\n".join([*notes, *outputs])


@pytest.mark.parametrize(
    "environment", [{"LANG": "en_US.UTF-8"}, {}, {"LANG": "zh_CN.UTF-8", "SHIXUN_LANG": "en"}]
)
def test_a_foreign_course_reads_english(eventful, environment):
    """Under an English locale, none at all, or by SHIXUN_LANG: no Chinese in report and notebooks."""
    said, kept = grade(eventful, **environment)
    assert "one sandbox" in said and "Could not be graded: 1: eve" in said and "is a link" in said
    assert "interrupted: it ran longer than 2 s" in kept and "too much output" in kept
    assert not CHINESE.search(said) and not CHINESE.search(kept)


def test_under_a_chinese_locale_it_reads_chinese(eventful):
    """The same report has no English word but names."""
    said, kept = grade(eventful, LANG="zh_CN.UTF-8")
    assert "一个房间" in said and "无法评分 1 份：eve" in said and "运行超过了 2 秒" in kept
    notes = "\n".join(re.findall("(?m)^- .*", kept))
    for text in (said, notes):
        assert not WORD.search(NAMES.sub("", text)), WORD.findall(NAMES.sub("", text))


def test_a_course_says_its_language_itself(eventful):
    """`c.Grading.language` goes before environment and locale."""
    with (eventful.root / "nbgrader_config.py").open("a") as settings:
        settings.write("c.Grading.language = 'zh_CN'\n")
    said, _ = grade(eventful, LANG="en_US.UTF-8", SHIXUN_LANG="en")
    assert "一个房间" in said


def test_a_language_holds_until_another_course_is_graded(tmp_path):
    """The next course without a setting of its own is back at the environment's language."""
    (tmp_path / "nbgrader_config.py").write_text("c.Grading.language = 'en'\n")
    apply_language(open_course(tmp_path).config)
    assert i18n.gettext("no score") == "no score"
    (tmp_path / "nbgrader_config.py").write_text("")
    apply_language(open_course(tmp_path).config)
    assert i18n.gettext("no score") == "没有分"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-TW", "zh_CN"),
        ("C.UTF-8", "en"),
        ("de_DE", "en"),
        ("en", "en"),
    ],
)
def test_tags_of_every_shape(tag, language):
    """Any Chinese is the Chinese there is; what has no catalog is English."""
    i18n.use_language(tag)
    assert i18n.current_language() == language
    i18n.use_language()


def catalog() -> dict[str, str]:
    words = dict(i18n._catalog("zh_CN")._catalog)
    words.pop("")
    return words


def test_catalogs_are_what_the_code_says():
    """Every message is translated, none is left over, and the compiled catalog is the written one."""
    from scripts import messages

    template = messages.extracted()
    (po,) = messages.PACKAGE.glob("locale/*/LC_MESSAGES/*.po")
    assert messages.stale(po, template) == []
    assert len(catalog()) > 100


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall("%s", text))


def test_a_translation_has_the_places_of_its_message():
    """A value that a message names is named in Chinese, too, and no other is."""
    assert {m: w for m, w in catalog().items() if places(m) != places(w)} == {}


def test_no_message_hides_in_an_f_string():
    """There the extraction does not see it."""
    from scripts import messages

    hidden = [
        f"{path.name}: {found}"
        for path in messages.PACKAGE.rglob("*.py")
        for found in re.findall(r"f[\"'].*\{gettext\(.*", path.read_text())
    ]
    assert hidden == []
