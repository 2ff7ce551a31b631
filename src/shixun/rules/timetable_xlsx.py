"""A timetable to take away: an .xlsx with the problem cells marked and the verdicts beside it."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from shixun.rules.mend import Mend, suggest
from shixun.rules.reading import OURS, RESULTS
from shixun.rules.timetable import COLUMNS, Timetable
from shixun.rules.verdict import State, Verdict

HEADS = {
    "grade": ("年级", 10),
    "day": ("星期或日期", 12),
    "start": ("开始", 8),
    "end": ("结束", 8),
    "subject": ("科目或事项", 18),
    "kind": ("形式", 10),
    "compulsory": ("必须参加", 10),
    "activity": ("课间做什么", 22),
    "note": ("备注", 24),
}
KIND_NAMES = {
    "live": "直播",
    "recorded": "录播",
    "tv": "电视",
    "mixed": "混合",
    "self-study": "自学",
    "offline": "离屏学习",
    "homework": "书面作业",
    "break": "课间",
}
FILLS = {
    State.FAIL: PatternFill("solid", fgColor="FDECEC"),
    State.UNDECIDED: PatternFill("solid", fgColor="FFF6E0"),
}
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
FORMULA = ("=", "+", "-", "@")


def _add(sheet, values: list[str]) -> None:
    """A row of text; what a sheet would take for a formula stays text (it may come from anywhere)."""
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str) and cell.value.startswith(FORMULA):
            cell.data_type, cell.quotePrefix = "s", True


def write(timetable: Timetable, verdicts: tuple[Verdict, ...]) -> bytes:
    """An .xlsx of two sheets, 课表 and 检查结果; the first can be read back by `reading`."""
    book = Workbook()
    _plan_sheet(book.active, timetable, verdicts)
    _verdict_sheet(book.create_sheet(RESULTS), verdicts)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plan_sheet(sheet, timetable: Timetable, verdicts: tuple[Verdict, ...]) -> None:
    sheet.title = "课表"
    sheet.append([HEADS[c][0] for c in COLUMNS] + [OURS])
    for number, row in enumerate(timetable.to_rows(), 1):
        mine = [v for v in verdicts if number in v.where and v.state is not State.PASS]
        said = "；".join(f"{v.rule} {v.name}：{v.state.chinese}" for v in mine)
        row["kind"] = KIND_NAMES.get(row["kind"], row["kind"])
        _add(sheet, [row[c] for c in COLUMNS] + [said])
        if mine:
            worst = State.FAIL if any(v.state is State.FAIL for v in mine) else State.UNDECIDED
            for cell in sheet[number + 1]:
                cell.fill = FILLS[worst]
    widths = [HEADS[c][1] for c in COLUMNS] + [40]
    _finish(sheet, widths)


def _verdict_sheet(sheet, verdicts: tuple[Verdict, ...]) -> None:
    sheet.append(["规则", "结果", "哪里、差多少、怎么改", "若……", "依据"])
    for v in verdicts:
        readings = "；".join(f"{when}，则{state.chinese}" for when, state in v.readings)
        _add(sheet, [f"{v.rule} {v.name}", v.state.chinese, v.text, readings, v.basis])
        if v.state in FILLS:
            sheet.cell(sheet.max_row, 2).fill = FILLS[v.state]
    _finish(sheet, [26, 10, 60, 30, 60])


def _finish(sheet, widths: list[int]) -> None:
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = BOLD
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = WRAP
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width


__all__ = ["Mend", "suggest", "write"]
