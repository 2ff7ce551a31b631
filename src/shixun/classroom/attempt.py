"""A teacher's desk for one exercise: what she entered, checked and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from shixun import answers
from shixun.answers import Answer, checks
from shixun.answers.checks import Check
from shixun.classroom import feedback_inbox, handin, instant
from shixun.classroom.feedback_inbox import Feedback
from shixun.classroom.handin import HandinError, Receipt
from shixun.exercises import folder as files
from shixun.exercises import task
from shixun.exercises.task import Item, Submission
from shixun.forms import Action, Reply
from shixun.paths import Paths

BEIJING = timezone(timedelta(hours=8))
ACTIONS = (
    Action("check", "检查", primary=True, shows="看看哪些要求还没有做到"),
    Action("handin", "交作业", confirm="现在就交吗？交了以后还可以改，再交一次以最后一次为准。"),
)


@dataclass(frozen=True)
class Opening:
    """What the form starts with."""

    values: dict[str, Any] | None
    saved_at: float = 0  # seconds since 1970; 0 where nothing was saved
    problem: str = ""  # what to say where an earlier answer could not be read


@dataclass(frozen=True)
class Attempt:
    """One teacher at one exercise; `folder` is the exercise as she fetched it."""

    paths: Paths
    exercise: str
    folder: Path
    student: str
    release: str
    clock: Callable[[], datetime]

    @cached_property
    def form(self) -> dict[str, Any]:
        return files.load_form(self.folder)

    def opening(self) -> Opening:
        """The saved answer, else what the exercise gives to start with."""
        try:
            answer = answers.read(self.folder, self.exercise, self.form)
            return Opening(answer.values, _seconds(answer.saved_at))
        except answers.Missing:
            return Opening(files.start_values(self.folder))
        except answers.AnswerError as error:
            kept = "您一保存，原来的文件会换个名字留在旁边，不会丢。"
            return Opening(files.start_values(self.folder), problem=f"{error}{kept}")

    def stamp(self) -> str:
        """Which answer lies on disk; "" where there is none that can be read."""
        try:
            return answers.digest(answers.read(self.folder, self.exercise, self.form))
        except answers.AnswerError:
            return ""

    def save(self, values: dict[str, Any]) -> None:
        """Keep what is in the form.

        Raises:
            AnswerError, OSError: not saved.
        """
        at = self.clock().astimezone(BEIJING).isoformat(timespec="seconds")
        answers.save(self.folder, Answer(self.exercise, self.release, at, values), self.form)

    def act(self, action: str, values: dict[str, Any], uploads: dict | None = None) -> Reply:
        """What a button answers; what was entered is on disk before anything else happens."""
        try:
            self.save(values)
        except answers.AnswerError as error:
            return Reply(f"没有保存。{error}", "fail")
        except OSError as error:
            return Reply(
                f"没有保存：写不进文件夹（{error.strerror}）。请告诉培训者；先别关这个页面。",
                "fail",
            )
        return self.check(values) if action == "check" else self.hand_in()

    def check(self, values: dict[str, Any]) -> Reply:
        history = checks.read(self.folder, self.exercise)
        now = self.clock()
        if pause := checks.wait(history, now):
            text = f"连着几次都没有进展。先对照提示想一想，{pause} 秒后再检查。您填的已经保存。"
            return Reply(text, "info", wait=pause)
        submission = Submission(values, self.folder)
        try:
            job = task.load(self.exercise, self.folder)
            reply = job.check(submission)
            shares = {i.id: share(i, submission) for i in job.items if not i.hidden}
        except Exception as error:
            text = f"这次没有查成（{type(error).__name__}），不是您的问题。您填的已经保存，可以直接交。"
            return Reply(text, "fail")
        check = Check(now.astimezone(BEIJING).isoformat(), self.release, values, shares)
        checks.append(self.folder, self.exercise, check)
        return replace(reply, wait=checks.wait((*history, check), now))

    def hand_in(self) -> Reply:
        try:
            receipt = handin.submit(
                self.paths, self.exercise, self.folder.parent, self.student, self.form
            )
        except HandinError as error:
            return Reply(str(error), "fail")
        score = self._score(receipt)
        facts = (("交的时间", local_time(receipt.at)), ("回执摘要", receipt.digest), *receipt.facts)
        word = "自动评的部分已经评好，往下看反馈。" if score else ""
        text = f"交好了。{word}下面是培训者会看到的内容。"
        return Reply(text, "pass", facts=(*score, *facts))

    def _score(self, receipt: Receipt) -> tuple[tuple[str, str], ...]:
        """The points of what was just handed in, where the course grades at once."""
        if not instant.is_on(self.paths):
            return ()
        found = instant.wait_for(
            self.paths, self.exercise, self.folder.parent, self.student, receipt.at
        )
        if found is None:
            return ()
        rows = found.content["rows"]
        points, out_of = (sum(row[k] for row in rows) for k in ("points", "out_of"))
        later = "，主观题等培训者评" if found.content["rubric"] else ""
        return (("自动评分", f"{points:g} 分，满分 {out_of:g} 分{later}"),)

    def handed_in(self) -> tuple[Receipt, bool] | None:
        """The latest hand-in, and whether the form has changed since."""
        home = self.folder.parent
        receipt = handin.latest(self.exercise, home, self.student, self.form)
        return (
            None if receipt is None else (receipt, receipt.answer.values != self.opening().values)
        )

    def feedback(self) -> Feedback | None:
        """The newest feedback, fetched if there is any."""
        home = self.folder.parent
        feedback_inbox.fetch(self.paths, self.exercise, home, self.student)
        return feedback_inbox.newest(self.exercise, home)


def share(item: Item, submission: Submission) -> float:
    """What share of an item's points an answer would get, 0 … 1."""
    return max(0.0, min(1.0, item.score(submission).points / item.points))


def _seconds(saved_at: str) -> float:
    try:
        return datetime.fromisoformat(saved_at).timestamp()
    except (ValueError, OverflowError, OSError):  # a time written by hand
        return 0


def local_time(stamp: str) -> str:
    """nbgrader's UTC stamp as people here read the clock."""
    moment = datetime.strptime(stamp.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S.%f")
    return f"{moment.replace(tzinfo=UTC).astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）"
