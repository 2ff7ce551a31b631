"""One row as a question: its field, how it is scored, and its answer. Pure."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shixun.exercises.spreadsheet import words

LETTERS = "ABCDEFGH"
ARROW = re.compile(r"\s*(?:→|➜|➔|⇒|->|=>|—>|——|＝|=|：|:)\s*")
LABELLED = re.compile(r"(?<![A-Za-z])([A-HＡ-Ｈ])\s*[.．、:：)）]\s*")
BRACKET = re.compile(r"[（(]\s*([A-HＡ-Ｈa-h、,，\s]+|[对错√×✓✗])\s*[）)]")
NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)")
ABOUT = re.compile(r"左右|上下|大约|大概|约")
LINE = re.compile(
    r"\s*(?:\d+[.．、)）]\s*|[①-⑳]\s*)?(.+?)[\s:：，,（(]*(\d+(?:\.\d+)?)\s*分[）)。；;]?\s*"
)
HOLE = re.compile(r"【(.*)】|\[(.*)\]", re.S)
LONGEST = 400  # characters of a written answer


class Refused(ValueError):
    """A row that cannot be a question; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """What stands in a row, by the meaning of its column; `place` is for messages."""

    place: str
    cells: dict[str, str]
    table: list[list[str]] | None = None  # of a question with a table: the sheet that holds it

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Question:
    """One question, ready to be declared."""

    number: int
    kind: str
    place: str
    stem: str
    points: float
    field: dict[str, Any]
    answer: str  # in words, for the preview
    item: dict[str, Any] | None = None  # how it is scored; None: a trainer marks it
    criteria: list[dict[str, Any]] | None = None
    key: Any = None
    model: Any = None
    start: Any = None
    notes: tuple[str, ...] = field(default=())  # what was guessed


@dataclass(frozen=True)
class Parts:
    """What a kind of question makes of a row."""

    field: dict[str, Any]
    answer: str
    item: dict[str, Any] | None = None
    key: Any = None
    model: Any = None
    start: Any = None
    criteria: list[dict[str, Any]] | None = None
    points: float | None = None  # where the answer says it


def question(row: Row, number: int, kind: str, points: str) -> Question:
    """The question of a row.

    Args:
        kind, points: what the row says, or the heading above it; "" where neither does.

    Raises:
        Refused: something is missing or cannot be understood.
    """
    _no_dates(row)
    stem, row = _stem(row)
    if not stem:
        raise Refused("没有写题目；请补上，或把这一行整行删掉。")
    notes = []
    if not kind:
        kind = _guess(row, stem)
        notes.append(f"没写题型，按{words.NAMES[kind]}题读")
    if kind == "single" and len(_letters(row["answer"])) > 1:
        kind = "multi"
        notes.append("答案不止一个，按多选题读")
    parts = BUILDERS[kind](row)
    worth = _points(points, parts)
    id = f"q{number}"
    return Question(
        number, kind, row.place, stem, worth,
        {"id": id, "label": f"{number}. {stem}", **parts.field}, parts.answer,
        parts.item and {**parts.item, "field": id}, parts.criteria,
        parts.key, parts.model, parts.start, tuple(notes),
    )  # fmt: skip


def _no_dates(row: Row) -> None:
    for name, text in row.cells.items():
        if text.startswith(words.DATE) and name in ("answer", "points", "options", "tolerance"):
            shown = text.removeprefix(words.DATE)
            raise Refused(
                f"“{words.COLUMNS[name][0]}”这一格被 Excel 变成了日期（{shown}）；"
                "请把这一格设成“文本”，再填一遍。"
            )


def _stem(row: Row) -> tuple[str, Row]:
    """The question without what belongs elsewhere: options and the answer in brackets."""
    text, cells = row["stem"], dict(row.cells)
    bracket = BRACKET.search(text)
    answer = cells.get("answer", "")
    if bracket and words.narrow(answer) in ("", words.narrow(bracket[1])):
        cells["answer"] = answer or bracket[1]
        text = text[: bracket.start()] + "（　）" + text[bracket.end() :]
    found = LABELLED.search(text)
    if found and words.narrow(found[1]) == "a" and not _has_options(row):
        cells["options"] = text[found.start() :]
        text = text[: found.start()].rstrip("，,；; \n")
    return text.strip(), Row(row.place, cells, row.table)


def _has_options(row: Row) -> bool:
    return bool(row["options"]) or any(n.startswith("option_") and v for n, v in row.cells.items())


def _guess(row: Row, stem: str) -> str:
    answer = words.narrow(row["answer"])
    if row.table:
        return "table"
    if _has_options(row) and not ARROW.search(row["answer"]):
        return "multi" if "多选" in stem or len(_letters(answer)) > 1 else "single"
    if ARROW.search(row["answer"]):
        return "match"
    if answer in (*words.RIGHT, *words.WRONG):
        return "judge"
    if NUMBER.match(answer) and not LINE.fullmatch(row["answer"]):
        return "number"
    if row["rubric"]:
        return "text"
    known = "、".join(words.NAMES.values())
    raise Refused(f"没有写题型，也猜不出来；请在“题型”一栏写：{known}。")


def _points(said: str, parts: Parts) -> float:
    worth = words.number(said) if said else parts.points
    if said and worth is None:
        raise Refused(f"分值写的是“{said}”，读不出是几分；请写一个数，如 5。")
    if worth is None:
        raise Refused("没有写分值；请在“分值”一栏写一个数，如 5。")
    if worth <= 0:
        raise Refused(f"分值是 {worth:g}；要大于 0。")
    if parts.points is not None and abs(parts.points - worth) > 1e-9:
        raise Refused(
            f"评分标准加起来是 {parts.points:g} 分，“分值”写的是 {worth:g} 分；请改成一样。"
        )
    return worth


def options(row: Row) -> list[str]:
    """The options in order, from their own columns or from one cell."""
    own = [row[f"option_{letter.lower()}"] for letter in LETTERS]
    if any(own):
        last = max(n for n, text in enumerate(own) if text)
        if not all(own[: last + 1]):
            gap = LETTERS[own.index("")]
            raise Refused(f"选项 {gap} 空着，后面的却有；请补上，或往前挪。")
        return own[: last + 1]
    return split(row["options"])


def split(text: str) -> list[str]:
    """Several things in one cell: by letters, else by lines or semicolons, else by strokes."""
    marks = list(LABELLED.finditer(text))
    letters = [words.narrow(m[1]).upper() for m in marks]
    if len(marks) > 1 and letters == list(LETTERS[: len(letters)]):
        ends = [*(m.start() for m in marks[1:]), len(text)]
        found = [text[m.end() : end] for m, end in zip(marks, ends, strict=True)]
    else:
        by = next((b for b in ("\n", "；", ";", "/", "、") if b in text.strip()), "\n")
        found = text.split(by)
    return [t.strip(" \n　；;，,") for t in found if t.strip(" \n　；;，,")]


def _letters(answer: str) -> list[str]:
    """The letters of an answer like ABD or A、B、D; [] if it is something else."""
    said = re.sub(r"[\s、,，;；.。]", "", words.narrow(answer)).upper()
    return list(said) if said and set(said) <= set(LETTERS) else []


def _chosen(row: Row, texts: list[str]) -> list[int]:
    """The places of the right options, by letter or by what they say."""
    if not row["answer"]:
        raise Refused("没有写答案；请在“答案”一栏写对的选项，如 B。")
    letters = _letters(row["answer"])
    places = [LETTERS.index(x) for x in letters]
    if not places:
        same = [n for n, t in enumerate(texts) if words.narrow(t) == words.narrow(row["answer"])]
        several = [words.narrow(t) for t in re.split(r"[、,，;；\n]", row["answer"]) if t.strip()]
        places = same or [n for n, t in enumerate(texts) if words.narrow(t) in several]
        if not same and len(places) != len(several):
            places = []
    if not places or max(places) >= len(texts):
        last = LETTERS[len(texts) - 1]
        raise Refused(f"答案写的是“{row['answer']}”，选项只有 A 到 {last}；请写对的字母。")
    if len(set(places)) < len(places):
        raise Refused(f"答案“{row['answer']}”里有重复的字母；请改。")
    return sorted(places)


def _choice(row: Row, several: bool) -> Parts:
    texts = options(row)
    if len(texts) < 2:
        raise Refused("选项不到两个；请写在“选项”一栏，一行一个，如 A. 能。")
    if len(texts) > len(LETTERS):
        raise Refused(f"选项有 {len(texts)} 个，最多 {len(LETTERS)} 个；请减少。")
    if len(set(map(words.narrow, texts))) < len(texts):
        raise Refused("有两个选项一模一样；请改。")
    places = _chosen(row, texts)
    listed = [{"value": LETTERS[n].lower(), "label": f"{LETTERS[n]}. {t}"}
              for n, t in enumerate(texts)]  # fmt: skip
    right = [LETTERS[n].lower() for n in places]
    shown = "".join(LETTERS[n] for n in places)
    if several:
        about = {"kind": "multi", "help": "可以选几项。", "required": True, "options": listed}
        return Parts(about, shown, {"scorer": "choice"}, right, right)
    about = {"kind": "choice", "style": "radio", "required": True, "options": listed}
    return Parts(about, shown, {"scorer": "choice"}, right[0], right[0])


def _judge(row: Row) -> Parts:
    answer = words.narrow(row["answer"])
    if answer not in (*words.RIGHT, *words.WRONG):
        raise Refused(f"判断题的答案写的是“{row['answer']}”；请写 对 或 错。")
    value = "right" if answer in words.RIGHT else "wrong"
    listed = [{"value": "right", "label": "对"}, {"value": "wrong", "label": "错"}]
    about = {"kind": "choice", "style": "radio", "required": True, "options": listed}
    return Parts(about, "对" if value == "right" else "错", {"scorer": "choice"}, value, value)


def _number(row: Row) -> Parts:
    said = words.narrow(row["answer"]).replace(",", "")
    found = re.fullmatch(
        r"约?\s*(-?\d+(?:\.\d+)?)\s*(?:(±|\+-|\+/-|-|~|到|至)\s*(\d+(?:\.\d+)?))?\s*([^\d\s].*)?",
        said,
    )
    if not found:
        raise Refused(
            f"答案写的是“{row['answer']}”，读不出是几；请写一个数，如 20 分钟。"
            "要用文字回答的题，题型请写 简答。"
        )
    right, mark, more, unit = float(found[1]), found[2], found[3], (found[4] or "").strip()
    tolerance = _tolerance(row["tolerance"])
    if ABOUT.search(said) and not tolerance:
        raise Refused(
            f"答案“{row['answer']}”没说差多少还算对；请在“允许误差”写一个数，或写成 18-22。"
        )
    unit = ABOUT.sub("", unit)
    if more and mark in ("±", "+-", "+/-"):
        tolerance = float(more)
    elif more:
        low, high = sorted((right, float(more)))
        right, tolerance = (low + high) / 2, (high - low) / 2
    right = int(right) if right == int(right) else right
    about = {"kind": "number", "required": True} | ({"unit": unit} if unit else {})
    shown = f"{right:g}{f' ± {tolerance:g}' if tolerance else ''}{unit}"
    return Parts(about, shown, {"scorer": "number", "tolerance": tolerance}, right, right)


def _tolerance(text: str) -> float:
    if not text:
        return 0
    found = NUMBER.search(words.narrow(text))
    if not found:
        raise Refused(f"允许误差写的是“{text}”，读不出是多少；请写一个数，如 1。")
    return abs(float(found[1]))


def _text(row: Row) -> Parts:
    scheme = row["rubric"] or row["answer"]
    lines = [x for x in re.split(r"[\n；;]", scheme) if x.strip()]
    if not lines:
        raise Refused("没有写评分标准；请在“评分标准”一栏一行写一个要点和分，如 写明时间 4 分。")
    read = [LINE.fullmatch(x) for x in lines]
    if not all(read):
        bad = next(x for x, found in zip(lines, read, strict=True) if not found)
        raise Refused(f"评分标准的“{bad.strip()}”没有写几分；请写成 写明时间 4 分。")
    criteria = [_criterion(found[1], float(found[2])) for found in read]
    total = sum(float(found[2]) for found in read)
    about = {"kind": "text", "multiline": True, "max_length": LONGEST}
    return Parts(about, f"{len(criteria)} 个要点", None, None, "", criteria=criteria, points=total)


def _criterion(look: str, points: float) -> dict[str, Any]:
    best, half = (int(p) if p == int(p) else p for p in (points, points / 2))
    return {"look": look.strip(), "levels": [[best, "做到"], [half, "部分做到"], [0, "没有"]]}


def _pairs(row: Row) -> list[tuple[str, str]]:
    lines = [x for x in re.split(r"[\n；;]", row["answer"]) if x.strip()]
    pairs = []
    for line in lines:
        sides = ARROW.split(line.strip(), maxsplit=1)
        if len(sides) != 2 or not all(s.strip() for s in sides):
            raise Refused(f"答案里“{line.strip()}”没有写清哪个对哪个；请一行一对，如 做操 → 屏外。")
        pairs.append((sides[0].strip(), sides[1].strip()))
    if len(pairs) < 2:
        raise Refused("答案要一行一对，至少两对，如 做操 → 屏外。")
    if len({a for a, _ in pairs}) < len(pairs):
        raise Refused("答案里有两行左边一样；请改。")
    return pairs


def _cards(row: Row, shuffled: bool) -> Parts:
    pairs, given = _pairs(row), split(row["options"])
    wanted = [_alternatives(right, given) for _, right in pairs]
    every = list(dict.fromkeys([*given, *(r for rights in wanted for r in rights)]))
    if len(every) < 2:
        raise Refused("只有一类，没有可选的；请在“选项”一栏把几类都写上。")
    if shuffled and not given:  # in the order of the answers, the options would give them away
        told = every
        every = sorted(every, key=lambda t: hashlib.sha256(t.encode()).digest())
        every = every[1:] + every[:1] if every == told else every
    value = {text: f"o{n}" for n, text in enumerate(every, 1)}
    cards = [{"id": f"c{n}", "text": left} for n, (left, _) in enumerate(pairs, 1)]
    listed = [{"value": v, "label": text} for text, v in value.items()]
    key = {f"c{n}": [value[r] for r in rights] for n, rights in enumerate(wanted, 1)}
    about = {"kind": "cards", "required": True, "cards": cards, "options": listed}
    item = {"scorer": "key_match", "verb": "对", "unit": "张"}
    shown = "；".join(f"{a} → {b}" for a, b in pairs)
    return Parts(about, shown, item, key, {card: rights[0] for card, rights in key.items()})


def _alternatives(right: str, given: list[str]) -> list[str]:
    """What is accepted: 甲/乙 names two, if both are among the options."""
    several = [t.strip() for t in re.split(r"[/／或]", right)]
    return several if right not in given and all(t in given for t in several) else [right]


def _table(row: Row) -> Parts:
    if not row.table or len(row.table) < 2:
        raise Refused(
            "找不到要填的表；请另放一张工作表，名字写在“答案”一栏，"
            "第一行是表头，要老师填的格写成【答案】。"
        )
    head, *lines = row.table
    width = max(len(head), *(len(x) for x in lines))
    names = [f"k{n}" for n in range(1, width + 1)]
    if not all(head):
        raise Refused("表的第一行有空格；每一列都要有表头。")
    rows = [dict(zip(names, [*line, *[""] * width][:width], strict=True)) for line in lines]
    holes = {n for r in rows for n, text in r.items() if HOLE.fullmatch(text)}
    if not holes:
        raise Refused("表里没有一格写成【答案】；请把要老师填的格括起来，如【20】。")
    by = [n for n in names if n not in holes and len({r[n] for r in rows}) == len(rows)][:1]
    key = [
        {n: r[n] for n in by} | {n: _hole(t) for n, t in r.items() if HOLE.fullmatch(t)}
        for r in rows
    ]
    start = [{n: "" if HOLE.fullmatch(t) else t for n, t in r.items()} for r in rows]
    columns = [
        {"id": n, "label": text, "kind": "text"} for n, text in zip(names, head, strict=True)
    ]
    about = {"kind": "grid", "required": True, "help": "只填空着的格。", "fixed_rows": True,
             "max_rows": len(rows), "columns": columns}  # fmt: skip
    model = [s | {n: v[0] if isinstance(v, list) else v for n, v in k.items()}
             for s, k in zip(start, key, strict=True)]  # fmt: skip
    count = sum(bool(HOLE.fullmatch(t)) for r in rows for t in r.values())
    item = {"scorer": "table", "by": by, "tolerance": _tolerance(row["tolerance"])}
    return Parts(about, f"{len(rows)} 行，{count} 格要填", item, key, model, start)


def _hole(text: str) -> str | list[str]:
    found = HOLE.fullmatch(text)
    said = (found[1] or found[2] or "").strip()
    if not said:
        raise Refused("表里有一格【】是空的；请在里面写上答案。")
    several = [t.strip() for t in re.split(r"[/／]", said) if t.strip()]
    return several if len(several) > 1 else said


BUILDERS: dict[str, Callable[[Row], Parts]] = {
    "single": lambda row: _choice(row, several=False),
    "multi": lambda row: _choice(row, several=True),
    "judge": _judge,
    "number": _number,
    "text": _text,
    "sort": lambda row: _cards(row, shuffled=False),
    "match": lambda row: _cards(row, shuffled=True),
    "table": _table,
}
