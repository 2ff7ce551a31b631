"""The answer file: one per exercise, beside the notebook, written atomically, validated on reading.

    answers/E04.json  {"schema": 1, "exercise": "E04", "release": "2026.11",
                       "saved_at": "2026-11-24T09:30:00+08:00", "values": {…}}

Whoever reads it trusts nothing: it may have been edited, copied from another exercise, cut short,
or replaced by a link to somebody else's file.
"""

import hashlib
import json
import os
import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shixun.answers import errors
from shixun.answers.explain import explain
from shixun.files import write_atomically
from shixun.forms import read as read_form

SCHEMA = 1
MAX_BYTES = 512 * 1024
FOLDER = "answers"
ASIDE = (
    "无法读取"  # part of the name of a kept, unreadable file; nbgrader is told to leave those home
)
ENVELOPE = {"schema": int, "exercise": str, "release": str, "saved_at": str, "values": dict}


@dataclass(frozen=True)
class Answer:
    """What a teacher answered in one exercise, and under which release of the course."""

    exercise: str
    release: str
    saved_at: str
    values: dict[str, Any]


def path_of(folder: Path, exercise: str) -> Path:
    """Where the answer of an exercise lies, below the exercise's folder."""
    return folder / FOLDER / f"{exercise}.json"


def digest(answer: Answer) -> str:
    """Short fingerprint of an answer with its time and release; the same on every machine."""
    content = json.dumps(vars(answer), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a plain file below `answers/`, never through a link and never more than `limit`.

    Raises:
        Missing, NotAFile, TooLarge
    """
    if path.parent.is_symlink():
        raise errors.NotAFile(path, "answers 文件夹是一个快捷方式（链接），不能用。")
    try:
        # Without O_NONBLOCK, opening a pipe would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        raise errors.Missing(path, "还没有答案。") from None
    except OSError as error:
        raise errors.NotAFile(path, f"打不开，或者是一个快捷方式（{error.strerror}）。") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise errors.NotAFile(path, "不是普通文件。")
    with os.fdopen(handle, "rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise errors.TooLarge(path, f"文件超过 {limit // 1024} KB，不像是练习的答案。")
    return content


def parse(path: Path, content: bytes, exercise: str, form: dict[str, Any]) -> Answer:
    """The answer in these bytes; `path` is only named in messages.

    Raises:
        AnswerError: one of its kinds, by what is wrong.
    """
    data = _object(path, content)
    schema = data.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise errors.FutureSchema(
            path, f"由更新的版本写成（格式 {schema}）。", "请更新课程后再打开。"
        )
    for name, kind in ENVELOPE.items():
        if not isinstance(data.get(name), kind) or isinstance(data.get(name), bool):
            raise errors.Damaged(path, f"缺少 {name}，或者它的内容不对。")
    if unknown := sorted(data.keys() - ENVELOPE.keys()):
        raise errors.UnknownField(path, f"有不认识的项：{'、'.join(unknown)}。")
    if data["exercise"] != exercise:
        raise errors.Foreign(path, f"这是练习 {data['exercise'][:20]} 的答案，不是 {exercise} 的。")
    answer = Answer(exercise, data["release"][:80], data["saved_at"][:80], data["values"])
    validate(path, answer.values, form)
    return answer


def _object(path: Path, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")  # some editors put a mark before the first character
    except UnicodeDecodeError as error:
        raise errors.WrongEncoding(
            path, f"不是 UTF-8 编码（第 {error.start + 1} 个字节处）。"
        ) from error
    try:
        data = json.loads(text, parse_constant=_no_constant)
        json.dumps(
            data, ensure_ascii=False
        ).encode()  # a lone surrogate would break every later write
    except (ValueError, RecursionError) as error:
        line = f"第 {error.lineno} 行" if isinstance(error, json.JSONDecodeError) else "内容"
        raise errors.Damaged(path, f"文件损坏，{line}读不下去。") from error
    if not isinstance(data, dict):
        raise errors.Damaged(path, "文件损坏，里面不是一份答案。")
    return data


def _no_constant(name: str):
    raise ValueError(f"{name} is no JSON number")


def validate(path: Path, values: dict[str, Any], form: dict[str, Any]) -> None:
    """Refuse values that the form cannot have produced.

    Raises:
        UnknownField: a field that the form does not have; the message names it.
        Invalid: a value of the wrong kind, too long, or not among the options.
    """
    problem = explain(values, read_form(form))
    if problem:
        kind = errors.UnknownField if problem.unknown else errors.Invalid
        raise kind(path, problem.text)


def read(folder: Path, exercise: str, form: dict[str, Any]) -> Answer:
    """The answer of an exercise in this folder.

    Raises:
        AnswerError: one of its kinds, by what is wrong; the file stays as it is.
    """
    path = path_of(folder, exercise)
    return parse(path, read_bytes(path), exercise, form)


def save(folder: Path, answer: Answer, form: dict[str, Any]) -> Path | None:
    """Write an answer so that a crash leaves the old one or the new one, never half of one.

    A file that cannot be read is not overwritten: it is kept under another name, which is returned.

    Raises:
        AnswerError: the values do not fit the form, or are too large; nothing is written.
    """
    path = path_of(folder, answer.exercise)
    validate(path, answer.values, form)
    content = json.dumps({"schema": SCHEMA} | asdict(answer), ensure_ascii=False, indent=1) + "\n"
    if len(content.encode()) > MAX_BYTES:
        raise errors.TooLarge(
            path, f"填写的内容超过 {MAX_BYTES // 1024} KB，没有保存。", "请删短一些。"
        )
    _own_folder(path.parent)
    aside = None
    try:
        read(folder, answer.exercise, form)
    except errors.Missing:
        pass
    except errors.AnswerError:
        aside = keep_aside(path)
    write_atomically(path, content.encode())
    return aside


def _own_folder(folder: Path) -> None:
    """Make answers/; a link or a file of that name is put aside, not written through."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        keep_aside(folder)
    folder.mkdir(parents=True, exist_ok=True)


def keep_aside(path: Path) -> Path:
    """Rename to E04.json.无法读取-1, -2, …: whatever is in it may still be of use to somebody."""
    number = 1
    while os.path.lexists(target := path.with_name(f"{path.name}.{ASIDE}-{number}")):
        number += 1
    path.rename(target)
    return target
