"""What an author is told about a lesson or a chapter: file, place, remedy; nothing of ours is wrong."""

import copy

import msgspec
import pytest

from shixun import notebooks, paths, syllabus
from shixun.guide import check as chapters
from shixun.guide import data as guide_data
from shixun.lessons import check, data, pages

PATHS = paths.current()
COURSE = syllabus.load(PATHS.root / "course.toml")
LESSON = COURSE.lesson("L07")
FILE = PATHS.notebooks / LESSON.file
PAGE = notebooks.read(FILE)
DATA = data.load(FILE.with_suffix(".toml"))


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda x: x.id)
def test_nothing_is_wrong_with_our_lessons(lesson):
    """Eight parts, ids, length, links, questions, and truth against rules and notice."""
    assert check.of(PATHS, COURSE, lesson.id) == []


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda x: x.id)
def test_nothing_is_wrong_with_our_chapters(chapter):
    """The tool is shown, and every id on the way exists."""
    assert chapters.of(PATHS, COURSE, chapter.id) == []


def told(change, exists=lambda link: False):
    """What is said of L07's page after a change."""
    page = copy.deepcopy(PAGE)
    change(page["cells"])
    return [str(p) for p in check.check_page(LESSON, page, exists)]


def cell(cells, id):
    return next(c for c in cells if c["id"] == id)


def replaced(name, **keys):
    return lambda cells: cell(cells, name).update(keys)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda cells: cells.remove(cell(cells, "L07-tomorrow")), "八个部分要齐"),
        (lambda cells: cells.reverse(), "八个部分要齐"),
        (replaced("L07-case", id="L07-story"), "L07-story 格：“情境”这一格的编号要是 L07-case"),
        (replaced("L07-case", id="L08-case"), "编号要以 L07- 开头"),
        (replaced("L07-case", id="1f3a9c0e"), "缺失、随机或重复"),
        (replaced("L07-goal", source="## 目标\n看[这里](none.txt)。"), "链接 none.txt 打不开"),
        (replaced("L07-goal", source="## 目标\n填 ____。"), "两个下划线"),
        (replaced("L07-goal", source="## 目标\n" + "字" * 1200), "最多 1200 字"),
        (replaced("L07-practice-run", source="x = 1\nprint(x)"), "代码格只放一行调用"),
        (
            replaced(
                "L07-recall-run", source='from shixun.widgets import lesson; lesson.recall("L01")'
            ),
            'lesson.recall("L07")',
        ),
    ],
)
def test_each_fault_of_a_page_is_named(change, says):
    """With the file, the cell and what to do."""
    said = told(change)
    assert any(says in line and line.startswith("L07.ipynb") for line in said), said


def test_a_link_that_stays_behind_is_told():
    """A picture beside the lesson is no use to a teacher whose home it never reaches."""
    change = replaced("L07-goal", source="## 目标\n![plan](plan.png)")
    assert any("不会到学员那里" in line for line in told(change, exists=lambda link: True))
    change = replaced(
        "L07-goal", source="## 目标\n[全文](notice.txt)，[网站](https://example.org/)"
    )
    assert told(change, exists=lambda link: True) == []


def test_a_long_lesson_is_to_be_split():
    """Ten minutes are the most."""
    lesson = msgspec.structs.replace(LESSON, minutes=11)
    assert any("最多 10 分钟" in str(p) for p in check.check_page(lesson, PAGE, lambda link: True))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"selftest": DATA.selftest[:2]}, "自测要 3 题，现在 2 题"),
        ({"selftest": (DATA.selftest[0],) * 3}, "出现了不止一次"),
        ({"recall": msgspec.structs.replace(DATA.recall, about="L11")}, "L11 不是前面的课"),
        ({"recall": msgspec.structs.replace(DATA.recall, id="L01-recall")}, "以 L07- 开头"),
    ],
)
def test_each_fault_of_the_questions_is_named(change, says):
    """With the file and the question."""
    asked = msgspec.structs.replace(DATA, **change)
    said = [str(p) for p in check.check_data(COURSE, LESSON, asked, lambda name: None)]
    assert any(says in line and line.startswith("L07.toml") for line in said), said


def test_data_that_contradicts_a_rule_is_found():
    """A card that the privacy rules keep may not be called too much, and the other way round."""
    lesson = COURSE.lesson("L11")
    asked = data.load((PATHS.notebooks / lesson.file).with_suffix(".toml"))
    contact = asked.practice.parts[1]
    turned = {"keep": "drop", "drop": "keep"}
    cards = tuple(msgspec.structs.replace(c, answer=turned[c.answer]) for c in contact.cards)
    said = msgspec.structs.replace(contact, cards=cards).disagreements(lambda name: None)
    assert len(said) == len(cards)
    assert "c4“班级”写的是 drop，隐私规则判它该留" in said[3]


def test_a_quotation_that_is_none_is_found():
    """Each card stands in the file that it quotes, or the file is missed."""
    lesson = COURSE.lesson("L01")
    asked = data.load((PATHS.notebooks / lesson.file).with_suffix(".toml"))
    cards = asked.practice.parts[0]
    first = cards.cards[0].text
    assert len(cards.disagreements(lambda name: first)) == len(cards.cards) - 1
    assert "没有" in cards.disagreements(lambda name: None)[0]


def test_what_a_template_left_is_no_mistake():
    """It is told apart, so that a fresh lesson passes and still says what to write."""
    said = pages.todos('id = "x"\nwhy = "【写它错在哪里】"\n', "L99.toml")
    assert [(p.place, p.todo) for p in said] == [("第 2 行", True)]


def test_a_chapter_names_only_what_exists():
    """A step of a route or a way on that isn't in the course is told; so is a hidden tool."""
    chapter = COURSE.chapter("G0")
    offered = guide_data.load(PATHS.guides / "G0.toml")
    page = notebooks.read(PATHS.guides / chapter.file)
    odd = msgspec.structs.replace(offered, next=("G77",))
    said = [str(p) for p in chapters.check(COURSE, chapter, page, odd)]
    assert any("G77 不在 course.toml 里" in line for line in said)
    assert any("chapter.onward" in line for line in said)
    said = [str(p) for p in chapters.check(COURSE, chapter, {"cells": []}, offered)]
    assert any('chapter.show("G0")' in line for line in said)
