"""Read a timetable as people hand it over: pasted from a sheet, as .csv or as .xlsx."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from shixun.rules.timetable import Timetable, plain, read_clock, read_compulsory, read_kind

FULL_COMMA = "\uff0c"  # written as an escape: the two commas look alike in a listing
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_ROWS = 500
HEADERS = {
    "grade": r"年级|班级|grade|class",
    "day": r"星期|日期|周|day|date|weekday",
    "start": r"开始|起|start|^from$|上课时间",
    "end": r"结束|止|end|^to$|下课时间",
    "time": r"时间|时段|time",
    "subject": r"科目|课程|学科|内容|事项|节次|subject|事项",
    "kind": r"形式|方式|类型|kind|type",
    "compulsory": r"必须|必修|参加|compulsory|required",
    "activity": r"课间做什么|课间活动|活动|activity",
    "note": r"备注|说明|note|remark",
}
WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")
SPAN = re.compile(r"(.+?)\s*[-–—~至到]+\s*(.+)")


@dataclass(frozen=True)
class Problem:
    """Something that was kept, but not understood."""

    place: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}:{self.text};{self.remedy}"


@dataclass(frozen=True)
class Reading:
    timetable: Timetable
    problems: tuple[Problem, ...] = ()


def read_bytes(name: str, data: bytes) -> Reading:
    """A file as it came; what cannot be read at all is a problem, never an exception."""
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm") or data[:2] == b"PK":
        return _read_xlsx(name, data)
    text = decode(data)
    if text is None:
        remedy = "请用 Excel 或 WPS 另存为 .xlsx 再上传"
        return Reading(Timetable(()), (Problem(name, "不是能读的表格(.csv 或 .xlsx)", remedy),))
    return read_text(text)


def decode(data: bytes) -> str | None:
    """Text of a .csv as Excel, WPS and others write it; None if it isn't text."""
    candidates = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def read_text(text: str) -> Reading:
    """Cells with tabs between them, as copied from a sheet, or with commas."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in lines.split("\n") if line.strip()), "")
    if "\t" in first:
        mark = "\t"
    elif first.count(FULL_COMMA) > first.count(","):
        mark, lines = ",", lines.replace(FULL_COMMA, ",")
    else:
        mark = ","
    table = list(csv.reader(io.StringIO(lines), delimiter=mark))
    return read_table(table, "第 {row} 行")


def _read_xlsx(name: str, data: bytes) -> Reading:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError):
        remedy = "请在 Excel 或 WPS 里打开它,另存为 .xlsx 再上传"
        return Reading(Timetable(()), (Problem(name, "文件坏了或不是 .xlsx", remedy),))
    sheet = next((s for s in book.worksheets if s.max_row > 1), book.worksheets[0])
    merged = {
        (r, c): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for r in range(area.min_row, area.max_row + 1)
        for c in range(area.min_col, area.max_col + 1)
    }
    rows = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS + 20), max_col=min(sheet.max_column, 40))
    table = [[_cell(merged.get((cell.row, cell.column), cell.value)) for cell in row] for row in rows]
    return read_table(table, f"“{sheet.title}”第 {{row}} 行")


def _cell(value) -> str:
    if isinstance(value, datetime) and value.year > 1900:
        return value.date().isoformat()
    if isinstance(value, (time, datetime)):
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, date):
        return value.isoformat()
    return plain(value)


def _header(cells: list[str]) -> dict[str, int]:
    """Column name → index; each cell names at most one column."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        text = plain(cell).lower()
        if not text or len(text) > 20:
            continue
        open_names = (n for n in HEADERS if n not in found)
        if name := next((n for n in open_names if re.search(HEADERS[n], text)), None):
            found[name] = index
    return found


def read_table(table: list[list[str]], place: str) -> Reading:
    """Rows of cells, the header wherever it stands; a week with days side by side is laid out."""
    rows = [(n, [plain(c) for c in cells]) for n, cells in enumerate(table, 1)]
    rows = [(n, cells) for n, cells in rows if any(cells)]
    if not rows:
        return Reading(Timetable(()), (Problem("课表", "里面没有内容", "请粘贴或上传有内容的课表"),))
    for position, (_, cells) in enumerate(rows[:15]):
        days = {i: c for i, c in enumerate(cells) if WEEKDAY.search(c)}
        if len(days) >= 2:
            return _read_week(rows[position + 1 :], cells, days, place)
        header = _header(cells)
        timed = "start" in header or "time" in header
        if len(header) >= 2 and (timed or "subject" in header):
            return _read_list(rows[position + 1 :], header, place)
    return _read_bare(rows, place)


def _span(text: str) -> tuple[str, str]:
    found = SPAN.fullmatch(plain(text))
    if found and read_clock(found[1]) is not None and read_clock(found[2]) is not None:
        return found[1], found[2]
    return text, ""


def _read_list(rows, header: dict[str, int], place: str) -> Reading:
    """One row a session; an empty grade or day repeats the one above, as in merged cells."""
    out, problems = [], []
    for number, cells in rows[:MOST_ROWS]:
        row = {name: cells[i] if i < len(cells) else "" for name, i in header.items()}
        if span := row.pop("time", ""):
            start, end = _span(span)
            row["start"], row["end"] = row.get("start") or start, row.get("end") or end
        if row.get("start") and not row.get("end"):
            row["start"], row["end"] = _span(row["start"])
        problems += _row_problems(row, place.format(row=number))
        if not row.get("kind"):
            row["kind"] = read_kind(row.get("subject", "")) if "kind" not in header else ""
        out.append(row)
    if len(rows) > MOST_ROWS:
        problems.append(Problem("课表", f"超过 {MOST_ROWS} 行,后面的没有读", "请分成几张表检查"))
    return Reading(Timetable.from_rows(out), tuple(problems))


def _row_problems(row: dict[str, str], place: str) -> list[Problem]:
    found = []
    for name, label in (("start", "开始时间"), ("end", "结束时间")):
        if row.get(name) and read_clock(row[name]) is None:
            found.append(Problem(place, f"{label}“{row[name]}”看不懂", "请写成 8:40 这样"))
            row["note"] = f"{row.get('note', '')} {label}原写:{row[name]}".strip()
    start, end = read_clock(row.get("start")), read_clock(row.get("end"))
    if start is not None and end is not None and end <= start:
        found.append(Problem(place, f"结束 {row['end']} 不晚于开始 {row['start']}", "请改正其中一个"))
    if row.get("kind") and not read_kind(row["kind"]):
        found.append(Problem(place, f"形式“{row['kind']}”看不懂", "请写直播、录播、自学、离屏或课间"))
        row["note"] = f"{row.get('note', '')} 形式原写:{row['kind']}".strip()
    if row.get("compulsory") and read_compulsory(row["compulsory"]) is None:
        found.append(Problem(place, f"是否必须“{row['compulsory']}”看不懂", "请写是或否"))
    return found


def _read_week(rows, head: list[str], days: dict[int, str], place: str) -> Reading:
    """时间 in one column, a day in each of the others."""
    first = min(days)
    out, problems = [], []
    for number, cells in rows[:MOST_ROWS]:
        times = [_span(c) for c in cells[:first] if _span(c)[1]]
        others = [c for c in cells[:first] if c and not _span(c)[1]]
        if not times and any(cells[first:]):
            text = f"没有读出时间:{' '.join(others) or '(空)'}"
            problems.append(Problem(place.format(row=number), text, "请把时间写成 8:30-8:50"))
        for index, day in days.items():
            subject = cells[index] if index < len(cells) else ""
            if not subject:
                continue
            start, end = times[0] if times else ("", "")
            note = " ".join(others)
            row = {"day": day, "start": start, "end": end, "subject": subject, "note": note}
            out.append({**row, "kind": read_kind(f"{subject} {note}")})
    return Reading(Timetable.from_rows(sorted(out, key=lambda r: list(days.values()).index(r["day"]))), tuple(problems))


def _read_bare(rows, place: str) -> Reading:
    """No header: a time and words in each line is still a timetable; the rest is named."""
    out, problems = [], []
    for number, cells in rows[:MOST_ROWS]:
        line = " ".join(c for c in cells if c)
        clocks = re.findall(r"\d{1,2}[:点.]\d{2}", line)
        words = re.sub(r"\d{1,2}[:点.]\d{2}|[-–—~]", " ", line).strip()
        if len(clocks) >= 2 and words:
            row = {"start": clocks[0], "end": clocks[1], "subject": words, "kind": read_kind(words)}
        else:
            row = {"subject": words or line, "note": line if clocks else ""}
            problems.append(Problem(place.format(row=number), f"没有读出起止时间:{line[:30]}", "请补上时间,如 8:30-8:50 语文"))
        out.append(row)
    return Reading(Timetable.from_rows(out), tuple(problems))
