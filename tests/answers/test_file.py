"""The answer file keeps what a teacher entered and believes nothing it reads."""

import json
import os

import pytest

from shixun import answers
from shixun.answers import Answer

FORM = {
    "id": "E04",
    "title": "课表改错",
    "fields": [
        {"id": "say", "kind": "text", "label": "说明", "max_length": 20},
        {
            "id": "rows",
            "kind": "grid",
            "label": "课表",
            "max_rows": 3,
            "columns": [
                {"id": "start", "kind": "time", "label": "开始"},
                {
                    "id": "kind",
                    "kind": "choice",
                    "label": "形式",
                    "options": [{"value": "a", "label": "甲"}],
                },
            ],
        },
    ],
}
ANSWER = Answer(
    "E04", "2026.11", "2026-11-24T09:30:00+08:00", {"say": "好", "rows": [{"start": "8:40"}]}
)


def file_data(**changes) -> dict:
    return {
        "schema": 1,
        "exercise": "E04",
        "release": "2026.11",
        "saved_at": "2026-11-24T09:30:00+08:00",
        "values": {"say": "好"},
    } | changes


def put(folder, content) -> None:
    (folder / "answers").mkdir()
    raw = (
        content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    )
    (folder / "answers/E04.json").write_bytes(raw)


def test_what_is_saved_comes_back(tmp_path):
    """An answer is read back as it was saved, and its digest is the same."""
    assert answers.save(tmp_path, ANSWER, FORM) is None
    back = answers.read(tmp_path, "E04", FORM)
    assert back == ANSWER
    assert answers.digest(back) == answers.digest(ANSWER)
    assert os.listdir(tmp_path / "answers") == ["E04.json"]


def test_digest_tells_answers_apart():
    """Another value or another release gives another digest; the order of keys does not."""
    other = Answer("E04", "2026.12", ANSWER.saved_at, ANSWER.values)
    turned = Answer("E04", "2026.11", ANSWER.saved_at, dict(reversed(ANSWER.values.items())))
    assert answers.digest(other) != answers.digest(ANSWER) == answers.digest(turned)
    assert len(answers.digest(ANSWER)) == 12


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b'{"schema": 1, "exer', answers.Damaged, "损坏"),
        (b"[]", answers.Damaged, "不是一份答案"),
        (b"", answers.Damaged, "损坏"),
        (b"[" * 100_000, answers.Damaged, "损坏"),
        (json.dumps(file_data()).replace('"\\u597d"', "NaN").encode(), answers.Damaged, "损坏"),
        (b'{"schema": 1, "exercise": "\\ud800"}', answers.Damaged, "损坏"),
        (json.dumps(file_data(), ensure_ascii=False).encode("gbk"), answers.WrongEncoding, "UTF-8"),
        (b" " * (answers.file.MAX_BYTES + 1), answers.TooLarge, "512 KB"),
        (file_data(exercise="E06"), answers.Foreign, "E06"),
        (file_data(schema=2), answers.FutureSchema, "更新"),
        (file_data(values=[]), answers.Damaged, "values"),
        (file_data(saved_at=None), answers.Damaged, "saved_at"),
        (file_data(score=100), answers.UnknownField, "score"),
        (file_data(values={"score": 100}), answers.UnknownField, "score"),
        (
            file_data(values={"rows": [{}, {"points": 1}]}),
            answers.UnknownField,
            "「课表」第 2 行有不认识的项：points",
        ),
        (file_data(values={"say": "字" * 21}), answers.Invalid, "「说明」太长，最多 20 字"),
        (
            file_data(values={"rows": [{"kind": "b"}]}),
            answers.Invalid,
            "「课表」第 1 行「形式」填的不在",
        ),
        (file_data(values={"rows": [{}] * 4}), answers.Invalid, "最多 3 行"),
        (file_data(values={"say": 5}), answers.Invalid, "「说明」"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(tmp_path, content, error, words):
    """Each kind of trouble has its own error that names the file, the place and the remedy."""
    put(tmp_path, content)
    before = (tmp_path / "answers/E04.json").read_bytes()
    with pytest.raises(answers.AnswerError) as caught:
        answers.read(tmp_path, "E04", FORM)
    assert type(caught.value) is error
    assert "answers/E04.json" in str(caught.value) and words in str(caught.value)
    assert "请" in str(caught.value)
    assert (tmp_path / "answers/E04.json").read_bytes() == before


def test_a_mark_before_the_first_character_is_no_harm(tmp_path):
    """A file saved again by a Windows editor, with a byte order mark, is still read."""
    put(tmp_path, b"\xef\xbb\xbf" + json.dumps(file_data()).encode())
    assert answers.read(tmp_path, "E04", FORM).values == {"say": "好"}


def test_nothing_answered_yet(tmp_path):
    """No file is its own case, not damage."""
    with pytest.raises(answers.Missing):
        answers.read(tmp_path, "E04", FORM)


@pytest.mark.parametrize("kind", ["link", "folder link", "pipe", "folder"])
def test_only_plain_files_are_read(tmp_path, kind):
    """A link is not followed, a pipe does not hang, a folder is refused."""
    put(tmp_path, file_data())
    other = tmp_path / "other"
    (tmp_path / "answers").rename(other)
    if kind == "folder link":
        (tmp_path / "answers").symlink_to(other)
    else:
        (tmp_path / "answers").mkdir()
        path = tmp_path / "answers/E04.json"
        {
            "link": lambda: path.symlink_to(other / "E04.json"),
            "pipe": lambda: os.mkfifo(path),
            "folder": path.mkdir,
        }[kind]()
    with pytest.raises(answers.NotAFile):
        answers.read(tmp_path, "E04", FORM)


def test_an_unreadable_file_is_kept_before_it_is_replaced(tmp_path):
    """What could not be read stays, under its own number, byte by byte."""
    put(tmp_path, b"first wreck")
    first = answers.save(tmp_path, ANSWER, FORM)
    (tmp_path / "answers/E04.json").write_bytes(b"second wreck")
    second = answers.save(tmp_path, ANSWER, FORM)
    assert (first.name, first.read_bytes()) == ("E04.json.无法读取-1", b"first wreck")
    assert (second.name, second.read_bytes()) == ("E04.json.无法读取-2", b"second wreck")
    assert answers.read(tmp_path, "E04", FORM) == ANSWER


def test_a_link_is_put_aside_and_its_target_untouched(tmp_path):
    """Saving never writes through a link."""
    target = tmp_path / "somebody.json"
    target.write_text("theirs")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers/E04.json").symlink_to(target)
    answers.save(tmp_path, ANSWER, FORM)
    assert target.read_text() == "theirs"
    assert answers.read(tmp_path, "E04", FORM) == ANSWER


def test_a_crash_while_writing_leaves_the_old_answer(tmp_path, monkeypatch):
    """Cut off at the last step, the earlier answer is whole and nothing else lies around."""
    answers.save(tmp_path, ANSWER, FORM)

    def cut(*_):
        raise OSError("no power")

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(OSError):
        answers.save(tmp_path, Answer("E04", "2026.12", "x", {"say": "新"}), FORM)
    assert answers.read(tmp_path, "E04", FORM) == ANSWER
    assert os.listdir(tmp_path / "answers") == ["E04.json"]


def test_what_does_not_fit_the_form_is_not_saved(tmp_path):
    """A value the form cannot have produced is refused before anything is written."""
    with pytest.raises(answers.UnknownField, match="score"):
        answers.save(tmp_path, Answer("E04", "1", "x", {"score": 1}), FORM)
    assert not (tmp_path / "answers").exists()
