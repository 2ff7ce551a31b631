"""Read a timetable as people hand it over: pasted from a sheet, as .csv or as .xlsx."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import PurePath

from shixun.rules import reading_xlsx
from shixun.rules.timetable import (
    Timetable,
    is_pause,
    plain,
    read_clock,
    read_compulsory,
    read_kind,
)

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
RESULTS = "检查结果"  # the sheet that a written timetable adds
OURS = "检查说明"  # the column that a written timetable adds; it is no part of the timetable
PARTS = ("上午", "中午", "下午", "晚上")
DAWN = 6 * 60  # no lesson is this early: "2:10" without 下午 is the afternoon
IN_TITLE = re.compile(
    r"[一二三四五六七八九十\d、和至\-—~]+年级|[初高][一二三]|[一二三四五六七八九]\s*\(\d+\)\s*班"
)
WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")
SPAN = re.compile(r"(.+?)\s*[-–—~至到]+\s*(.+)")


@dataclass(frozen=True)
class Problem:
    """Something that was kept, but not understood."""

    place: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}：{self.text}；{self.remedy}"


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
        return _nothing(name, "不是能读的表格（.csv 或 .xlsx）", remedy)
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


def _by_full_commas(line: str) -> bool:
    return line.count(FULL_COMMA) > line.count(",")


def read_text(text: str) -> Reading:
    """Cells with tabs between them, as copied from a sheet, or with commas."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # All lines are asked: the first is often a title, which has one cell and no mark at all.
    filled = [line for line in lines.split("\n") if line.strip()]
    if 2 * sum("\t" in line for line in filled) >= max(len(filled), 1):
        mark = "\t"
    elif sum(map(_by_full_commas, filled)) * 2 > len(filled):
        mark, lines = ",", lines.replace(FULL_COMMA, ",")
    else:
        mark = ","
    try:
        table = list(csv.reader(io.StringIO(lines), delimiter=mark))
    except csv.Error:
        remedy = "请在 Excel 或 WPS 里打开看看，另存为 .xlsx 再上传"
        return _nothing("课表", "有一格太长，不像课表", remedy)
    return read_table(table, "第 {row} 行")


def _nothing(place: str, text: str, remedy: str) -> Reading:
    return Reading(Timetable(()), (Problem(place, text, remedy),))


def _read_xlsx(name: str, data: bytes) -> Reading:
    """The first sheet that holds a timetable; others that hold one are named."""
    try:
        sheets = [s for s in reading_xlsx.read(data, MOST_ROWS + 20) if s.title != RESULTS]
    except reading_xlsx.TooMuch:
        remedy = "请把课表那一页复制到一个新文件里再上传"
        return _nothing(name, "里面的内容太多，不像一张课表", remedy)
    except reading_xlsx.Unreadable:
        remedy = "请在 Excel 或 WPS 里打开它，另存为 .xlsx 再上传"
        return _nothing(name, "文件坏了或不是 .xlsx", remedy)
    found = [(s.title, _read_sheet(s)) for s in sheets]
    timed = [(t, r) for t, r in found if any(s.timed for s in r.timetable.sessions)]
    filled = timed or [(t, r) for t, r in found if r.timetable.sessions] or found
    if not filled:
        return _nothing(name, "里面没有表格", "请上传有课表的文件")
    (chosen, first), *others = filled if timed else filled[:1]
    if others:
        rest = "、".join(f"“{title}”" for title, _ in others)
        text = f"只读了“{chosen}”，没有读{rest}"
        remedy = "一次查一张；别的请各存成一个文件再上传"
        return _with(first, Problem(name, text, remedy))
    return first


def _read_sheet(sheet: reading_xlsx.Worksheet) -> Reading:
    found = read_table(sheet.table, f"“{sheet.title}”第 {{row}} 行")
    if sheet.cut:
        text = f"超过 {reading_xlsx.MOST_COLUMNS} 列，后面的没有读"
        found = _with(found, Problem(f"“{sheet.title}”", text, "请删掉用不着的列"))
    remedy = "请在 Excel 或 WPS 里打开、保存一次再上传，或直接写上内容"
    text = "有公式，文件里没有它的结果，空着了"
    empty = (Problem(f"“{sheet.title}”第 {n} 行", text, remedy) for n in sheet.uncounted)
    return _with(found, *empty)


def _with(found: Reading, *problems: Problem) -> Reading:
    return Reading(found.timetable, (*found.problems, *problems))


def _nothing(place: str, text: str, remedy: str) -> Reading:
    return Reading(Timetable(()), (Problem(place, text, remedy),))


def _header(cells: list[str], below: list[list[str]]) -> dict[str, int]:
    """Column name → index; each cell names at most one column.

    时段 (上午, 下午) and 时间 both sound like times: the one with clock times in it is.
    """
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        text = plain(cell).lower()
        if not text or len(text) > 20 or text == OURS:
            continue
        for name in (n for n in HEADERS if re.search(HEADERS[n], text)):
            if name not in found:
                found[name] = index
                break
            if name == "time" and _clocks(below, index) > _clocks(below, found[name]):
                found[name] = index
                break
    return found


def _clocks(rows: list[list[str]], index: int) -> int:
    return sum(read_clock(_span(r[index])[0]) is not None for r in rows if index < len(r))


def read_table(table: list[list[str]], place: str) -> Reading:
    """Rows of cells, the header wherever it stands; a week with days side by side is laid out."""
    rows = [(n, [plain(c) for c in cells]) for n, cells in enumerate(table, 1)]
    rows = [(n, cells) for n, cells in rows if any(cells)]
    if not rows:
        return _nothing("课表", "里面没有内容", "请粘贴或上传有内容的课表")
    for position, (_, cells) in enumerate(rows[:15]):
        days = {i: c for i, c in enumerate(cells) if WEEKDAY.search(c)}
        title = _grade_of(rows[:position])
        if len(days) >= 2:
            return _read_week(rows[position + 1 :], days, place, title)
        header = _header(cells, [c for _, c in rows[position + 1 :]])
        timed = "start" in header or "time" in header
        if len(header) >= 2 and (timed or "subject" in header):
            return _read_list(rows[position + 1 :], cells, header, place, title)
    return _read_bare(rows, place)


def _grade_of(above) -> str:
    """The grade that a title says: 四年级（2）班线上课表."""
    found = (IN_TITLE.search(cell) for _, cells in above for cell in cells)
    return next((f[0] for f in found if f), "")


def _span(text: str) -> tuple[str, str]:
    """Start and end of "8:30—8:50", "下午2:00至2:40" (the end is in the afternoon, too)."""
    found = SPAN.fullmatch(plain(text))
    if not found or read_clock(found[1]) is None:
        return text, ""
    part = next((p for p in PARTS if found[1].startswith(p)), "")
    end = found[2] if found[2].startswith(PARTS) else part + found[2]
    return (found[1], end) if read_clock(end) is not None else (text, "")


def _afternoon(row: dict[str, str], part: str, place: str) -> list[Problem]:
    """Read "2:10" as 14:10, by the 下午 beside it or, said aloud, because nobody teaches at 2:10."""
    problems = []
    for name in ("start", "end"):
        text = row.get(name) or ""
        minutes = read_clock(text)
        if minutes is None or text.startswith(PARTS):
            continue
        later = f"{minutes // 60 + 12}:{minutes % 60:02}"
        if part in ("下午", "晚上") and minutes < 12 * 60:
            row[name] = later
        elif minutes < DAWN:
            row[name] = later
            problems.append(Problem(place, f"“{text}”没写下午，按 {later} 读了", "请看看对不对"))
    return problems


def _read_list(rows, head: list[str], header: dict[str, int], place: str, title: str) -> Reading:
    """One row a session; an empty grade or day repeats the one above, as in merged cells."""
    out, problems = [], []
    above = {"grade": title}
    part = ""
    for number, cells in rows[:MOST_ROWS]:
        said = [c for c in cells if c]
        part = next((c for c in said if c in PARTS), part)
        if all(c in PARTS for c in said):
            continue  # a line that only says 下午 is about the lines below
        row = {name: cells[i] if i < len(cells) else "" for name, i in header.items()}
        for name in ("grade", "day"):
            above[name] = row[name] = row.get(name) or above.get(name, "")
        if span := row.pop("time", ""):
            start, end = _span(span)
            row["start"], row["end"] = row.get("start") or start, row.get("end") or end
        if row.get("start") and not row.get("end"):
            row["start"], row["end"] = _span(row["start"])
        row["note"] = "；".join(filter(None, (row.get("note"), *_beside(cells, head, header))))
        where = place.format(row=number)
        problems += _afternoon(row, part, where)
        problems += _row_problems(row, where)
        if "kind" not in header:
            row["kind"] = read_kind(row.get("subject", ""))
        out.append(row)
    if len(rows) > MOST_ROWS:
        problems.append(Problem("课表", f"超过 {MOST_ROWS} 行，后面的没有读", "请分成几张表检查"))
    return Reading(Timetable.from_rows(out), tuple(problems))


def _beside(cells: list[str], head: list[str], header: dict[str, int]) -> list[str]:
    """What stands in columns that no rule looks at; it goes along in the note."""
    names = (head[i] if i < len(head) else "" for i in range(len(cells)))
    return [
        f"{name}：{cell}" if name else cell
        for i, (name, cell) in enumerate(zip(names, cells, strict=True))
        if cell and cell not in PARTS and i not in header.values() and name != OURS
    ]


def _row_problems(row: dict[str, str], place: str) -> list[Problem]:
    found = []
    for name, label in (("start", "开始时间"), ("end", "结束时间")):
        if row.get(name) and read_clock(row[name]) is None:
            found.append(Problem(place, f"{label}“{row[name]}”看不懂", "请写成 8:40 这样"))
            row["note"] = f"{row.get('note', '')} {label}原写：{row[name]}".strip()
    start, end = read_clock(row.get("start")), read_clock(row.get("end"))
    if start is not None and end is not None and end <= start:
        found.append(
            Problem(place, f"结束 {row['end']} 不晚于开始 {row['start']}", "请改正其中一个")
        )
    if row.get("kind") and not read_kind(row["kind"]):
        found.append(
            Problem(place, f"形式“{row['kind']}”看不懂", "请写直播、录播、自学、离屏或课间")
        )
        row["note"] = f"{row.get('note', '')} 形式原写：{row['kind']}".strip()
    if row.get("compulsory") and read_compulsory(row["compulsory"]) is None:
        found.append(Problem(place, f"是否必须“{row['compulsory']}”看不懂", "请写是或否"))
    return found


def _read_week(rows, days: dict[int, str], place: str, title: str) -> Reading:
    """时间 in one column, a day in each of the others."""
    first = min(days)
    out, problems = [], []
    part = ""
    for number, cells in rows[:MOST_ROWS]:
        where = place.format(row=number)
        cells = cells + [""] * (max(days) + 1 - len(cells))
        part = next((c for c in cells[:first] if c in PARTS), part)
        times = [_span(c) for c in cells[:first] if _span(c)[1]]
        label = " ".join(c for c in cells[:first] if c and c not in PARTS and not _span(c)[1])
        subjects = _of_all_days({day: cells[i] for i, day in days.items()}, label, bool(times))
        span = {"start": times[0][0], "end": times[0][1]} if times else {"start": "", "end": ""}
        problems += _afternoon(span, part, where)
        if not times and any(subjects.values()):
            text = f"没有读出时间：{label or '（空）'}"
            problems.append(Problem(where, text, "请把时间写成 8:30-8:50"))
        over = [c for i, c in enumerate(cells[first:], first) if c and i not in days]
        if over:
            text = f"“{'、'.join(over)}”不在哪一天下面，没有读"
            problems.append(Problem(where, text, "请放到那一天的格子里"))
        for day, subject in subjects.items():
            if subject:
                row = {"grade": title, "day": day, **span, "subject": subject, "note": label}
                out.append({**row, "kind": read_kind(f"{subject} {label}")})
    if len(rows) > MOST_ROWS:
        problems.append(Problem("课表", f"超过 {MOST_ROWS} 行，后面的没有读", "请分成几张表检查"))
    order = list(days.values())
    return Reading(
        Timetable.from_rows(sorted(out, key=lambda r: order.index(r["day"]))), tuple(problems)
    )


def _of_all_days(subjects: dict[str, str], label: str, timed: bool) -> dict[str, str]:
    """A break that is written once for the week, in a wide cell or beside its time, is every day's."""
    filled = [s for s in subjects.values() if s]
    words = label if not filled else filled[0] if len(filled) == 1 else ""
    if timed and words and (read_kind(words) == "break" or is_pause(words)):
        return dict.fromkeys(subjects, words)
    return subjects


def _read_bare(rows, place: str) -> Reading:
    """No header: a time and words in each line is still a timetable; the rest is named."""
    out, problems = [], []
    for number, cells in rows[:MOST_ROWS]:
        line = " ".join(c for c in cells if c)
        clocks = re.findall(r"(?:上午|中午|下午|晚上)?\s*\d{1,2}\s*[:点.]\s*\d{2}", line)
        words = re.sub(
            r"(?:上午|中午|下午|晚上)?\s*\d{1,2}\s*[:点.]\s*\d{2}|[-–—~]", " ", line
        ).strip()
        if len(clocks) >= 2 and words:
            start, end = _span(f"{clocks[0].strip()}-{clocks[1].strip()}")
            row = {"start": start, "end": end, "subject": words, "kind": read_kind(words)}
            problems += _afternoon(row, "", place.format(row=number))
        else:
            row = {"subject": words or line, "note": line if clocks else ""}
            problems.append(
                Problem(
                    place.format(row=number),
                    f"没有读出起止时间：{line[:30]}",
                    "请补上时间，如 8:30-8:50 语文",
                )
            )
        out.append(row)
    return Reading(Timetable.from_rows(out), tuple(problems))
