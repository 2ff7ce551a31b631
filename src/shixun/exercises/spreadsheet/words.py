"""The words that trainers write in such a spreadsheet, and what we call what they mean."""

import re
import unicodedata
from typing import Any

from shixun.rules.timetable import plain

COLUMNS = {
    "number": ("题号", "序号", "编号", "号"),
    "kind": ("题型", "类型", "题目类型", "试题类型"),
    "stem": ("题目", "题干", "问题", "试题", "内容", "题目内容"),
    "options": ("选项", "备选", "备选项", "可选项", "备选答案"),
    "answer": ("答案", "正确答案", "参考答案", "标准答案", "正确选项"),
    "points": ("分值", "分数", "分", "得分", "满分"),
    "tolerance": ("误差", "允许误差", "误差范围"),
    "rubric": ("评分标准", "评分要点", "得分点", "给分标准"),
    "hint": ("提示",),
    "unused": ("解析", "试题解析", "答案解析", "说明", "备注", "难度", "知识点"),
}
OPTION = re.compile(r"(?:选项)?([a-h])")  # a column of its own for each option
KINDS = {
    "single": ("单选", "单选题", "单项选择", "单项选择题", "选择", "选择题"),
    "multi": ("多选", "多选题", "多项选择", "多项选择题", "不定项", "不定项选择题"),
    "judge": ("判断", "判断题", "是非", "是非题", "对错"),
    "number": ("数字", "数字题", "数值", "数值题", "计算", "计算题", "填数", "填空", "填空题"),
    "text": ("简答", "简答题", "问答", "问答题", "主观", "主观题", "论述", "论述题", "案例分析",
             "案例分析题", "短文", "写一写"),
    "sort": ("归类", "归类题", "分类", "分类题", "拖放"),
    "match": ("连线", "连线题", "匹配", "匹配题", "配对", "配对题"),
    "table": ("填表", "填表题", "表格", "表格题"),
}  # fmt: skip
NAMES = {"single": "单选", "multi": "多选", "judge": "判断", "number": "数字", "text": "简答",
         "sort": "归类", "match": "连线", "table": "填表"}  # fmt: skip
ABOUT = {
    "id": ("练习编号", "编号"),
    "title": ("练习标题", "标题", "练习名称", "名称"),
    "lesson": ("对应微课", "微课", "对应课", "课"),
    "minutes": ("约几分钟", "分钟", "时间", "用时", "预计用时"),
    "intro": ("开头的话", "说明", "导语", "简介"),
}
RIGHT = ("对", "正确", "是", "√", "✓", "✔", "t", "true", "y", "yes")
WRONG = ("错", "错误", "不对", "否", "×", "✗", "x", "f", "false", "n", "no")
POINTS_EACH = re.compile(r"每[小大]?[题问空]\s*(\d+(?:\.\d+)?)\s*分")
TENS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
DATE = "\0date"  # begins what a spreadsheet turned into a date


def cell(value: Any) -> str:
    """A cell as text: whole numbers without .0, and what became a date marked as that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, float):
        return f"{value:.10g}"
    if hasattr(value, "isoformat") or hasattr(value, "total_seconds"):
        return f"{DATE}{value}"
    text = plain(value) if not isinstance(value, str) else value
    return "\n".join(line.strip() for line in text.replace("\r", "").split("\n")).strip()


def narrow(text: str) -> str:
    """Half-width, lower case, without spaces at both ends: for comparing, never for showing."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def number(text: str) -> float | None:
    """Like 5, ５分 or 五分; None where it is no number."""
    word = re.sub(r"[\s分]", "", narrow(text))
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word)
    return float(TENS.index(word) + 1) if word in TENS else None


def column(text: str) -> str:
    """What a heading calls: an entry of COLUMNS, option_a …, or "" for none."""
    word = re.sub(r"[\s*＊:：()（）]", "", narrow(text))
    for name, words in COLUMNS.items():
        if word in words:
            return name
    found = OPTION.fullmatch(word)
    return f"option_{found[1]}" if found else ""


def kind(text: str) -> str:
    """The kind of question that a word names, "" for none."""
    word = re.sub(r"[\s\d()（）]", "", narrow(text))
    return next((name for name, words in KINDS.items() if word in words), "")


def heading(text: str) -> tuple[str, str]:
    """Of a line like 一、单选题（每题 5 分）: the kind and the points of each, "" where not said."""
    word = narrow(text)
    named = max(
        (
            (w, name)
            for name, words in KINDS.items()
            for w in words
            if f"{w}" in word and len(w) > 2
        ),
        key=lambda found: len(found[0]),
        default=("", ""),
    )
    each = POINTS_EACH.search(word)
    return named[1], each[1] if each else ""


def about(text: str) -> str:
    """Which entry of ABOUT a label names, "" for none."""
    word = re.sub(r"[\s:：*]", "", narrow(text))
    return next((name for name, words in ABOUT.items() if word in words), "")
