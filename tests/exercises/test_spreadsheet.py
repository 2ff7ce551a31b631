"""Spreadsheets as trainers write them: what is understood, and every row that is not."""

import datetime
import io
import json
import re
from dataclasses import replace

import pytest
from openpyxl import Workbook

from shixun.exercises import check
from shixun.exercises.spreadsheet import is_exercise, read, template
from shixun.exercises.spreadsheet.declare import files
from shixun.exercises.spreadsheet.reading import preview

HEAD = ("题型", "题目", "选项", "答案", "分值", "允许误差", "评分标准", "提示")


def book(*sheets) -> bytes:
    """A workbook of (title, rows, merged areas)."""
    made = Workbook()
    made.remove(made.active)
    for title, rows, *merged in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def draft(*rows, head=HEAD, more=()):
    """The draft of a sheet of questions."""
    return read("题.xlsx", book(("题目", [head, *rows]), *more))


def only(*row, **how):
    """The one question of a row."""
    found = draft(row, **how)
    assert found.problems == ()
    (question,) = found.questions
    return question


def refused(*row, **how) -> str:
    """What is said of a row that is no question."""
    found = draft(row, **how)
    assert found.questions == ()
    (problem,) = found.problems
    assert str(problem).startswith("题.xlsx “题目”第 2 行：")
    return problem.text


def written(draft, folder):
    """The exercise on disk, as an import writes it."""
    for name, text in files(draft).items():
        path = folder / draft.id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / draft.id


def test_the_template_is_a_whole_exercise(tmp_path):
    """What we hand out can be imported as it is: eight kinds, and nothing is wrong with any."""
    found = read("E99.xlsx", template("E99", "样例", "L07"))
    assert (found.id, found.title, found.lesson, found.problems) == ("E99", "样例", "L07", ())
    assert len({q.kind for q in found.questions}) == 8
    assert check.of_folder(written(found, tmp_path)) == []


def test_an_examination_paper_with_headings():
    """A merged title, 一、单选题（每小题5分）, options in columns, full-width letters, √ and ×, blank rows."""
    rows = [
        ("青禾县教师网课测试题（一）",),
        ("序号", "题目", "选项A", "选项B", "选项C", "答案"),
        ("一、单选题（每小题5分，共10分）",),
        (1, "能不能提前讲新课？", "能", "不能", "家长同意就能", "Ｂ"),
        (2, "一节课最多看屏（　　）分钟。", 10, 20, 40, "b"),
        (),
        ("二、多选题（每题６分）",),
        ("３", "课间可以做什么？", "远眺", "看动画片", "跳绳", "A、C"),
        ("三、判断题（每题4分）",),
        (4, "一、二年级要每天打卡。", None, None, None, "×"),
        (5, "课间要离开屏幕。", None, None, None, "√"),
        ("注：请不要写学生姓名。",),
    ]
    found = read("a.xlsx", book(("Sheet1", rows, "A1:F1", "A3:F3", "A7:F7")))
    assert found.problems == () and found.title == "青禾县教师网课测试题（一）"
    assert [(q.number, q.kind, q.points, q.answer) for q in found.questions] == [
        (1, "single", 5, "B"), (2, "single", 5, "B"), (3, "multi", 6, "AC"),
        (4, "judge", 4, "错"), (5, "judge", 4, "对"),
    ]  # fmt: skip
    said = "\n".join(preview(found))
    for number in (1, 3, 7, 9, 12):
        assert f"第 {number} 行" in said  # nothing is left out without a word


def test_options_and_answer_within_the_question():
    """（ B ） A.能 B.不能: both are taken out, so that the question doesn't give itself away."""
    q = only("选择题", "能不能提前讲新课？（ B ）\nA.能 B.不能 C、家长同意就能", None, None, "5分")
    assert q.stem == "能不能提前讲新课？（　）" and q.key == "b"
    assert [o["label"] for o in q.field["options"]] == ["A. 能", "B. 不能", "C. 家长同意就能"]
    q = only("选择题", "哪些算课间？（　　） A、远眺 B、看动画片 C、跳绳", None, "AC", "五分")
    assert (q.kind, q.key, q.points) == ("multi", ["a", "c"], 5) and q.notes


@pytest.mark.parametrize(
    ("answer", "key", "tolerance", "unit"),
    [
        ("20 分钟", 20, 0, "分钟"), ("２０", 20, 0, None), (0.5, 0.5, 0, None), ("18-22", 20, 2, None),
        ("20±1分钟", 20, 1, "分钟"), ("60～80", 70, 10, None), ("1,200 元", 1200, 0, "元"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(answer, key, tolerance, unit):
    """With units, ranges and full-width digits."""
    q = only("填空", "几分钟？", None, answer, 5)
    assert (q.key, q.item["tolerance"], q.field.get("unit")) == (key, tolerance, unit)


def test_pairs_by_arrow_equals_or_colon():
    """Matching options come in an order that is not that of the answers; two may be accepted."""
    for sign in ("→", "＝", "：", "->"):
        q = only("连线", "哪个对哪个？", None, f"一{sign}甲\n二{sign}乙\n三{sign}丙", 6)
        labels = {o["value"]: o["label"] for o in q.field["options"]}
        assert [labels[v[0]] for v in q.key.values()] == ["甲", "乙", "丙"]
        assert list(labels.values()) != ["甲", "乙", "丙"]
    q = only("归类", "留还是删？", "留；删；问", "姓名：留；收入：删/问", 4)
    assert len(q.field["options"]) == 3 and q.key["c2"] == ["o2", "o3"]


def test_a_table_on_a_sheet_of_its_own():
    """Holes in brackets, a merged title above, alternatives by a stroke; given cells stay."""
    table = [("告知的内容",), ("项目", "写什么"), ("谁收", "青禾小学"), ("留多久", "【7月/学期末】"),
             ("谁能看", "[班主任]")]  # fmt: skip
    q = only("填表", "填完整", None, "告知表", 6, more=[("告知表", table, "A1:B1")])
    assert q.key == [{"k1": "谁收"}, {"k1": "留多久", "k2": ["7月", "学期末"]},
                     {"k1": "谁能看", "k2": "班主任"}]  # fmt: skip
    assert [r["k2"] for r in q.start] == ["青禾小学", "", ""]


def test_a_rubric_line_by_line():
    """Circled numbers, brackets and semicolons; the points are those of the lines."""
    q = only("简答题", "怎么办？", None, "①写明时间，4分；②写明谁来帮（3分）；③没有加活3分。", 10)
    assert [(c["look"], c["levels"][0][0]) for c in q.criteria] == [
        ("写明时间", 4), ("写明谁来帮", 3), ("没有加活", 3)]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("名词解释", "什么是网课？", None, "略", 5), "不认识.*单选"),
        (("单选", "谁来收？", "学校\n平台", "C", 4), "A 到 B"),
        (("单选", "谁来收？", "学校", "A", 4), "不到两个"),
        (("单选", "谁来收？", "学校\n平台", None, 4), "没有写答案"),
        (("单选", "谁来收？", "学校\n学校", "A", 4), "一模一样"),
        (("单选", "谁来收？", "学校\n平台", "A", None), "没有写分值"),
        (("单选", "谁来收？", "学校\n平台", "A", "看情况"), "读不出是几分"),
        (("单选", None, "学校\n平台", "A", 5), "没有写题目"),
        (("判断", "要打卡。", None, "看情况", 4), "对 或 错"),
        (("填空", "几分钟？", None, datetime.datetime(2026, 10, 20), 5), "日期.*文本"),
        (("填空", "几分钟？", None, "20分钟左右", 5), "允许误差"),
        (("填空", "谁？", None, "班主任", 5), "简答"),
        (("简答", "怎么办？", None, None, 10), "评分标准"),
        (("简答", "怎么办？", None, "写得好", 10), "没有写几分"),
        (("简答", "怎么办？", None, "有时间 4 分\n有人 3 分", 10), "7 分.*10 分"),
        (("归类", "怎么分？", "留\n删", "姓名", 4), "一行一对"),
        (("归类", "怎么分？", None, "甲 → 留\n乙 → 留", 4), "只有一类"),
        (("填表", "填完整", None, "没有的表", 4), "找不到要填的表"),
        ((None, "这是什么？", None, None, None), "猜不出来"),
    ],
)  # fmt: skip
def test_every_refused_row_is_named_with_its_remedy(row, words):
    """File, sheet, row; and the row next to it is read all the same."""
    assert re.search(words, refused(*row), re.S)
    found = draft(row, ("判断", "对不对？", None, "对", 4))
    assert len(found.questions) == 1 and len(found.problems) == 1


def test_a_formula_without_a_value_and_a_number_used_twice_are_told():
    """Both name their row."""
    head = ("题号", "题型", "题目", "选项", "答案", "分值")
    found = draft((1, "判断", "甲", None, "=A1", 4), (2, "判断", "乙", None, "对", 4),
                  (2, "判断", "丙", None, "对", 4), head=head)  # fmt: skip
    assert ["第 2 行" in str(found.problems[0]), "第 4 行" in str(found.problems[1])] == [True] * 2
    assert "公式" in str(found.problems[0]) and "题号 2" in str(found.problems[1])


def test_an_explanation_is_never_released(tmp_path):
    """解析 holds the answer as a rule: it is left out, and that is said."""
    head = ("题型", "题目", "选项", "答案", "分值", "解析")
    found = draft(("单选", "谁来收？", "学校\n平台", "A", 4, "因为是学校收的"), head=head)
    assert "学校收的" not in json.dumps(files(found), ensure_ascii=False)
    assert "解析" in "\n".join(preview(found))


def test_question_and_timetable_are_told_apart():
    """`shixun check` takes both."""
    assert is_exercise(template())
    times = book(("课表", [("年级", "时间", "科目"), ("三年级", "8:30-9:00", "语文")]))
    assert not is_exercise(times) and not is_exercise(b"no workbook")


def test_what_is_no_workbook_is_a_problem_not_an_error():
    """A damaged file, a sheet without headings, one without questions."""
    assert "另存为" in str(read("x.xlsx", b"PK\x03\x04damaged").problems[0])
    assert "表头" in str(read("x.xlsx", book(("一", [("随便", "写写")]))).problems[0])
    assert "一道题也没有" in str(draft().problems[0])


def test_nothing_of_a_text_can_break_the_declaration(tmp_path):
    """Quotes, backslashes, braces, brackets and a placeholder in a question are text."""
    nasty = '他说："{{总分}}" \\n [x] \t ’\u2028 </script> # 号'
    found = draft(("判断", nasty, None, "对", 4), ("单选", "选", f"{nasty}\n乙", "A", 4))
    folder = written(replace(found, id="E99", title=nasty.replace("\t", " ")), tmp_path)
    assert check.of_folder(folder) == []
