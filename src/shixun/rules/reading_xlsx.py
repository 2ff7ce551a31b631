"""The sheets of a workbook that anybody may have made, as rows of text; nothing is interpreted."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from shixun.rules.timetable import clock, plain

MOST_COLUMNS = 40
LOOKED_AT = 300  # columns in which something beyond the last one read is noticed
MOST_BYTES = 60_000_000  # of everything in a workbook, unpacked: a small file can hold very much
MOST_MERGED = 100_000  # cells in merged areas; each of them costs memory


class Unreadable(Exception):
    """No workbook, or a damaged one."""


class TooMuch(Exception):
    """More than any timetable has; reading it would take the machine down."""


@dataclass(frozen=True)
class Worksheet:
    title: str
    table: list[list[str]]
    uncounted: tuple[int, ...]  # rows with formulas whose result the file does not hold
    cut: bool  # something stands beyond the last column read


def read(data: bytes, most_rows: int, text: Callable[[Any], str] | None = None) -> list[Worksheet]:
    """Every sheet, up to `most_rows` rows; `text` makes a cell's value text, else as timetables have it.

    Raises:
        Unreadable, TooMuch
    """
    try:
        _require_bounded(data)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
        return [
            _sheet(s, formulas and formulas[s.title], most_rows, text or _cell)
            for s in book.worksheets
        ]
    except TooMuch:
        raise
    except Exception as error:  # whatever a library meets in a stranger's file
        raise Unreadable(type(error).__name__) from error


def _parts(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = (n for n in packed.namelist() if n.startswith("xl/worksheets/sheet"))
        return [packed.read(n) for n in names]


def _require_bounded(data: bytes) -> None:
    """Asked before the library builds a cell for everything."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(i.file_size for i in packed.infolist()) > MOST_BYTES:
            raise TooMuch
    merged = (re.findall(rb'<mergeCell[^>]*ref="([A-Z0-9:]+)"', part) for part in _parts(data))
    if sum(_size(area) for areas in merged for area in areas) > MOST_MERGED:
        raise TooMuch


def _size(area: bytes) -> int:
    left, top, right, bottom = range_boundaries(area.decode())
    return (right - left + 1) * (bottom - top + 1)


def _has_formulas(data: bytes) -> bool:
    return any(re.search(rb"<f[ >/]", part) for part in _parts(data))


def _sheet(sheet, formulas, most_rows: int, text: Callable[[Any], str]) -> Worksheet:
    merged = {
        (r, c): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for r in range(area.min_row, area.max_row + 1)
        for c in range(area.min_col, area.max_col + 1)
    }
    last_row, last_column = min(sheet.max_row, most_rows), min(sheet.max_column, MOST_COLUMNS)
    table = [
        [text(merged.get((cell.row, cell.column), cell.value)) for cell in row]
        for row in sheet.iter_rows(max_row=last_row, max_col=last_column)
    ]
    beyond = ()
    if sheet.max_column > MOST_COLUMNS:
        beyond = sheet.iter_rows(
            max_row=last_row,
            min_col=MOST_COLUMNS + 1,
            max_col=min(sheet.max_column, LOOKED_AT),
            values_only=True,
        )
    uncounted = {
        cell.row
        for row in (formulas.iter_rows(max_row=last_row, max_col=last_column) if formulas else ())
        for cell in row
        if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None
    }
    cut = any(value not in (None, "") for row in beyond for value in row)
    return Worksheet(sheet.title, table, tuple(sorted(uncounted)), cut)


def _cell(value) -> str:
    if isinstance(value, datetime) and value.year > 1900:
        return value.date().isoformat()
    if isinstance(value, (time, datetime)):
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return clock(round(value.total_seconds() / 60))
    if isinstance(value, float) and 0 < value < 1:  # a time of day whose cell has no time format
        return clock(round(value * 24 * 60))
    return plain(value)
