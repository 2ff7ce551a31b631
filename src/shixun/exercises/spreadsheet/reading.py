"""A workbook as a draft of an exercise: what was understood, and every row that was not.

Tolerant of what people do: full-width digits, blank rows, merged titles, headings that give the kind
and the points of what follows, options in one cell or in columns of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from shixun.exercises.spreadsheet import words
from shixun.exercises.spreadsheet.questions import Question, Refused, Row, question
from shixun.records import Problem
from shixun.rules import reading_xlsx
from shixun.rules.reading_xlsx import Worksheet

MOST_ROWS = 400
HEADER_WITHIN = 12  # rows from the top
LEAST_COLUMNS = 2  # known headings that make a row the header
MINUTES = 2  # of a question, where the author does not say
ID = re.compile(r"E\d{2,3}")


@dataclass(frozen=True)
class Draft:
    """An exercise as read; `problems` must be empty before it may be written."""

    id: str
    title: str
    lesson: str
    minutes: int
    intro: str
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]  # rows that were taken for titles or remarks, each with its place

    @property
    def points(self) -> float:
        """Of all questions."""
        return sum(q.points for q in self.questions)


def is_exercise(data: bytes) -> bool:
    """Whether a workbook looks like questions, and not like a timetable."""
    try:
        sheets = reading_xlsx.read(data, HEADER_WITHIN, words.cell)
    except (reading_xlsx.Unreadable, reading_xlsx.TooMuch):
        return False
    return any(
        {"stem", "answer"} <= set(found.values()) for s in sheets if (found := _header(s.table)[1])
    )


def read(name: str, data: bytes) -> Draft:
    """The draft in a workbook; what cannot be read is a problem, never an exception."""
    try:
        sheets = reading_xlsx.read(data, MOST_ROWS, words.cell)
    except reading_xlsx.TooMuch:
        return _nothing(name, "表格太大；请只留下题目，删掉多余的行和列，再试一次。")
    except reading_xlsx.Unreadable:
        return _nothing(name, "打不开；请用 Excel 或 WPS 另存为 .xlsx，再试一次。")
    asked = [s for s in sheets if _header(s.table)[1]]
    if not asked:
        return _nothing(
            name, "没有找到表头；要有一行写着 题型、题目、选项、答案、分值。可以从模板开始。"
        )
    reader = _Reader(name, {s.title.strip(): s for s in sheets})
    for sheet in sheets:
        if sheet in asked:
            reader.questions_of(sheet)
        else:
            reader.facts_of(sheet)
    return reader.draft()


def _nothing(name: str, text: str) -> Draft:
    return Draft("", "", "", 0, "", (), (Problem(PurePath(name).name, "", text),), ())


def _header(table: list[list[str]]) -> tuple[int, dict[int, str]]:
    """The row of the headings, and column → what it holds; {} where there is none.

    Identical neighbours are a merged title, never headings.
    """
    for n, row in enumerate(table[:HEADER_WITHIN]):
        found = {c: name for c, text in enumerate(row) if (name := words.column(text))}
        if len(set(found.values())) >= LEAST_COLUMNS and "stem" in found.values():
            return n, found
    return 0, {}


class _Reader:
    """Walks through the sheets of one workbook."""

    def __init__(self, name: str, sheets: dict[str, Worksheet]):
        self.file, self.sheets = PurePath(name).name, sheets
        self.facts: dict[str, str] = {}
        self.title = ""  # of a merged row above the header
        self.questions: list[Question] = []
        self.last = 0  # number of the last row, also if it was refused
        self.problems: list[Problem] = []
        self.passed_over: list[str] = []

    def draft(self) -> Draft:
        found = self.facts
        id = words.narrow(found.get("id", "")).upper()
        if id and not ID.fullmatch(id):
            self._refuse("", f"练习编号写的是“{found['id']}”；请写成 E99 这样。")
        minutes = re.search(r"\d+", words.narrow(found.get("minutes", "")))
        if not self.questions and not self.problems:
            self._refuse("", "一道题也没有；请在表头下面一行写一道题。")
        guessed = max(5, -(-MINUTES * len(self.questions) // 5) * 5)
        title = found.get("title") or self.title or PurePath(self.file).stem
        return Draft(
            id, " ".join(title.split()), words.narrow(found.get("lesson", "")).upper()[:8],
            int(minutes[0]) if minutes else guessed, found.get("intro", ""),
            tuple(self.questions), tuple(self.problems), tuple(self.passed_over),
        )  # fmt: skip

    def facts_of(self, sheet: Worksheet) -> None:
        """A sheet of labels and what they say, e.g. 标题 | 课表改错; of others nothing is taken."""
        for row in sheet.table:
            self._fact(row)

    def _fact(self, row: list[str]) -> bool:
        texts = _different(row)
        label, _, rest = texts[0].partition("：") if texts else ("", "", "")
        name = words.about(label)
        value = rest.strip() or (texts[1] if len(texts) > 1 else "")
        if name and value:
            self.facts.setdefault(name, value)
        return bool(name and value)

    def questions_of(self, sheet: Worksheet) -> None:
        """Every row below the header is a question, a heading, a remark, or refused."""
        top, columns = _header(sheet.table)
        for c in (c for c, name in columns.items() if name == "unused"):
            self.passed_over.append(
                f"“{sheet.title}”的“{sheet.table[top][c]}”一栏（常写着答案；要给老师看的写在“提示”一栏）"
            )
        for n, row in enumerate(sheet.table[:top], 1):
            if any(row) and not self._fact(row):
                self.title = self.title or _different(row)[0]
                self._pass_over(sheet, n, row)
        kind = points = ""
        for n, row in enumerate(sheet.table[top + 1 :], top + 2):
            if not any(row):
                continue
            said = self._heading(row, columns)
            if said is not None:
                kind, points = said[0] or kind, said[1]
                self._pass_over(sheet, n, row)
            elif n in sheet.uncounted:
                self._refuse(_place(sheet, n), "有一格是公式，没有算出来的值；请把公式换成值。")
            else:
                self._question(sheet, n, row, columns, kind, points)
        if sheet.cut or len(sheet.table) >= MOST_ROWS:
            self._refuse(f"“{sheet.title}”", f"太大，只读了前 {MOST_ROWS} 行 40 列；请分开放。")

    def _heading(self, row: list[str], columns: dict[int, str]) -> tuple[str, str] | None:
        """Kind and points that a heading gives to what follows; None: the row is no heading.

        A heading is a merged row, or a lone cell at the left that names a kind of question.
        """
        texts = _different(row)
        filled = [c for c, text in enumerate(row) if text]
        if len(texts) != 1:
            return None
        said = words.heading(texts[0])
        merged = len(filled) > 1
        lone = columns.get(filled[0]) != "stem" or (bool(said[0]) and bool(said[1]))
        remark = texts[0].startswith(("注", "说明", "备注", "※"))
        return said if merged or lone or remark else None

    def _question(self, sheet, n: int, row: list[str], columns, kind: str, points: str) -> None:
        cells = {name: row[c] for c, name in columns.items() if c < len(row) and row[c]}
        own = words.kind(cells.get("kind", ""))
        if cells.get("kind") and not own:
            known = "、".join(words.NAMES.values())
            self._refuse(_place(sheet, n), f"题型“{cells['kind']}”不认识；可写：{known}。")
            return
        said = words.narrow(cells.get("number", ""))
        number = re.match(r"\d+", said)
        self.last = number = int(number[0]) if number else self.last + 1
        entry = Row(_place(sheet, n), cells, self._table(cells, number))
        try:
            found = question(entry, number, own or kind, cells.get("points") or points)
        except Refused as error:
            self._refuse(entry.place, str(error))
            return
        if any(q.number == number for q in self.questions):
            self._refuse(entry.place, f"题号 {number} 前面用过了；每题一个号，请改。")
            return
        hint = "".join(
            f"提示：{t}" if not t.startswith("提示") else t for t in [cells.get("hint")] if t
        )
        if hint and found.item:
            found = replace(found, item={**found.item, "hint": hint})
        self.questions.append(found)

    def _table(self, cells: dict[str, str], number: int) -> list[list[str]] | None:
        """The sheet that a question names as its table, without blank rows and merged titles."""
        names = (cells.get("answer", ""), cells.get("options", ""), f"填表{number}", f"表{number}")
        sheet = next((self.sheets[x.strip()] for x in names if x.strip() in self.sheets), None)
        if sheet is None:
            return None
        rows = [r for r in sheet.table if any(r)]
        while rows and len(_different(rows[0])) == 1 and len(rows) > 1:
            rows = rows[1:]
        width = max((n + 1 for r in rows for n, text in enumerate(r) if text), default=0)
        return [r[:width] for r in rows]

    def _pass_over(self, sheet: Worksheet, n: int, row: list[str]) -> None:
        self.passed_over.append(f"{_place(sheet, n)}“{_different(row)[0][:30]}”")

    def _refuse(self, place: str, text: str) -> None:
        self.problems.append(Problem(self.file, place, text))


def _place(sheet: Worksheet, n: int) -> str:
    return f"“{sheet.title}”第 {n} 行"


def _different(row: list[str]) -> list[str]:
    """The texts of a row; what a merged cell repeats counts once."""
    return list(dict.fromkeys(text for text in row if text))


def preview(draft: Draft) -> Iterator[str]:
    """What was understood, for the author to look over before anything is written."""
    by_hand = sum(q.points for q in draft.questions if q.item is None)
    yield f"练习 {draft.id or '（编号还没定）'} {draft.title}，约 {draft.minutes} 分钟"
    for q in draft.questions:
        stem = " ".join(q.stem.split())
        stem = stem if len(stem) <= 30 else stem[:30] + "……"
        yield f"  {q.number}. {words.NAMES[q.kind]} {q.points:g} 分  {stem}  答案：{q.answer}"
        yield from (f"     （{note}；不对就在“题型”一栏写明）" for note in q.notes)
    hand = f"，其中 {by_hand:g} 分由培训者评" if by_hand else ""
    yield f"共 {len(draft.questions)} 题 {draft.points:g} 分{hand}。"
    if draft.passed_over:
        yield "没有用的：" + "；".join(draft.passed_over)
