"""The spreadsheet to start from: how to fill it in, and a row for each kind of question."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shixun.exercises.spreadsheet import words

HEAD = ("题号", "题型", "题目", "选项", "答案", "分值", "允许误差", "评分标准", "提示")
WIDTHS = (6, 8, 44, 34, 34, 6, 9, 34, 24)
HELP = (
    "一行一道题。带颜色的是例子，照着改，用不着的整行删掉。",
    "填好以后存盘，在命令行里运行：shixun check 这个文件.xlsx　看哪一行要改；",
    "再运行：shixun import 这个文件.xlsx　先给您看一遍，您说“是”才写进课程。",
    "",
    "题型只有八种：",
    "单选　　选项一行一个（在格子里按 Alt+回车换行），答案写字母，如 B。",
    "多选　　和单选一样，答案写几个字母，如 ABD。选错一个抵掉选对的一个。",
    "判断　　不用写选项，答案写 对 或 错。",
    "数字　　答案写一个数，可以带单位，如 20 分钟；差一点也算对的，写允许误差。",
    "简答　　由培训者批。评分标准一行一个要点，后面写几分，如 写明时间 4 分。",
    "归类　　答案一行一张卡片，如 做操 → 屏外。箭头也可以写成等号或冒号。",
    "连线　　和归类一样写，一行一对；选项的次序会打乱。",
    "填表　　表另放一张工作表，名字写在答案一栏；要老师填的格写成【20】。",
    "",
    "提示老师任何时候都看得到，别把答案写进去。题里请不要写真实的学生姓名、电话。",
    "题号就是这道题的编号：开始用以后别再改，分数才对得上。",
)
ABOUT = (("练习编号", ""), ("标题", ""), ("对应微课", ""), ("约几分钟", "20"), ("开头的话", ""))
EXAMPLES: tuple[dict[str, Any], ...] = (
    {"题型": "单选", "题目": "开学推迟期间，学校能不能提前讲新课？",
     "选项": "A. 能\nB. 不能\nC. 家长同意就能", "答案": "B", "分值": 5, "提示": "再看一遍通知。"},
    {"题型": "多选", "题目": "课间可以做什么？", "选项": "A. 远眺\nB. 看动画片\nC. 跳绳",
     "答案": "AC", "分值": 6},
    {"题型": "判断", "题目": "一、二年级要每天打卡。", "答案": "错", "分值": 4},
    {"题型": "数字", "题目": "小学一节网课最多看几分钟屏幕？", "答案": "20 分钟", "分值": 5,
     "允许误差": 0},
    {"题型": "简答", "题目": "全家只有一部手机的孩子怎么学？", "分值": 10,
     "评分标准": "写明什么时候学 4 分\n写明谁来帮 3 分\n没有另外加活 3 分"},
    {"题型": "归类", "题目": "哪些在屏幕上做，哪些离开屏幕做？", "选项": "屏上\n屏外",
     "答案": "看录播课 → 屏上\n做操 → 屏外\n读课本 → 屏外", "分值": 6},
    {"题型": "连线", "题目": "哪种情形用哪种办法？",
     "答案": "没有网络 → 发纸质材料\n只有一部手机 → 错开时段\n家长白天上班 → 傍晚回看", "分值": 6},
    {"题型": "填表", "题目": "把一节课的时间填完整。", "答案": "时间表", "分值": 4},
)  # fmt: skip
TABLE = (("环节", "分钟"), ("看录播", "【15】"), ("做练习", "【20/二十】"), ("休息", "10"))
FILL = PatternFill("solid", fgColor="EAF3FF")
HEADING = PatternFill("solid", fgColor="D0D7DE")


def template(id: str = "", title: str = "", lesson: str = "") -> bytes:
    """An .xlsx with instructions, what is known of the exercise, and examples."""
    book = Workbook()
    _help(book.active)
    _about(book.create_sheet("练习"), {"练习编号": id, "标题": title, "对应微课": lesson})
    _questions(book.create_sheet("题目"))
    _rows(book.create_sheet("时间表"), TABLE, (16, 16))
    book.active = 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _help(sheet: Worksheet) -> None:
    sheet.title = "怎么填"
    sheet.column_dimensions["A"].width = 96
    for line in HELP:
        sheet.append([line])
    sheet["A1"].font = Font(bold=True)


def _about(sheet: Worksheet, known: dict[str, str]) -> None:
    _rows(sheet, tuple((label, known.get(label) or given) for label, given in ABOUT), (14, 60))


def _questions(sheet: Worksheet) -> None:
    rows = [[n, *(x.get(h) for h in HEAD[1:])] for n, x in enumerate(EXAMPLES, 1)]
    _rows(sheet, (HEAD, *rows), WIDTHS)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEADING
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.fill = FILL
            if cell.column == HEAD.index("答案") + 1:
                cell.number_format = "@"  # or 1-2 becomes a date
    kinds = DataValidation(type="list", formula1=f'"{",".join(words.NAMES.values())}"')
    sheet.add_data_validation(kinds)
    kinds.add("B2:B200")
    sheet.freeze_panes = "A2"


def _rows(sheet: Worksheet, rows, widths: tuple[int, ...]) -> None:
    for row in rows:
        sheet.append(list(row))
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
