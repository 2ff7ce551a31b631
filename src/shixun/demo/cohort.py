"""Synthetic teachers (合成数据) who learn, answer, hand in and respond; nothing is written by hand.

Two cohorts, one after the other: the first works under the course's first release and finds L07
unclear, the course team takes the steps on that finding, and the second works under the release with
the change. So the page shows the loop closed, with the numbers as they come out.

Every answer file comes from a desk, every score from nbgrader's autograde, every response from the
response form. Only what a synthetic teacher enters is drawn by chance, from a fixed seed: one of
the exercise's own stated answers, right or wrong, and words from a small list.
"""

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shixun import release
from shixun import syllabus as course
from shixun.analytics import board, changes
from shixun.classroom.config import in_environment
from shixun.lessons.outline import outline
from shixun.paths import Paths
from shixun.server.setup import setup

TEACHERS = 24  # of a cohort: enough to see a change, few enough to wait for
MARK = "合成数据"
HARD = "L07"  # drawn less clear than the others, until it is changed
FINDING = f"F-{HARD}-clear"
STEPS = (
    (changes.RECEIVED, ""),
    (changes.ANALYSED, f"{MARK}：没弄懂的多半是“隔得太近的两节怎么连起来算”"),
    (changes.CHANGED, f"{MARK}：讲解里加了一张表，把连起来算的分钟数算给人看"),
    (changes.TOLD, f"{MARK}：写进“您说·我们改”，下一期开课时说明"),
)
UNCLEAR = {
    "L01": ("“一般应”算不算必须", "一般应和必须怎么区别", "背景类的句子要不要管"),
    "L07": (
        "间隔不到十分钟怎么合并",
        "合并间隔为什么是十分钟",
        "录播算不算看屏",
        "两节课合并怎么算",
    ),
    "L11": ("单独同意怎么写", "法定职责是什么意思", "学籍表为什么可以收"),
}


def prepare(paths: Paths, seed: int = 2026, say: Callable[[str], None] = print) -> Paths:
    """A state of its own, below the given one, with a cohort that has been through the loop.

    Run again with the same seed it changes nothing; another seed asks for an empty folder.

    Raises:
        ValueError: the folder holds a cohort of another seed.
    """
    demo = Paths(paths.root, paths.state / "demo")
    done = demo.state / "cohort.json"
    if done.is_file():
        old = json.loads(done.read_text(encoding="utf-8"))["seed"]
        if old != seed:
            raise ValueError(f"{done} 里是种子 {old} 的合成数据；请先删掉 {demo.state} 再换种子。")
        say(f"合成数据已经有了（种子 {seed}）。")
        return demo
    os.environ["SHIXUN_STATE"] = str(demo.state)  # for what is started from here, kernels included
    os.environ.pop("SHIXUN_STORE", None)
    setup(demo)
    before, after = cohorts(demo, seed)
    learn(demo, before, say)
    for state, note in STEPS:
        board.record(demo, FINDING, state, after.release, note)
    learn(demo, after, say)
    done.write_text(json.dumps({"seed": seed, "about": MARK}, ensure_ascii=False), encoding="utf-8")
    return demo


@dataclass(frozen=True)
class Cohort:
    """Teachers who start together, under one release of the course."""

    release: str
    students: tuple[str, ...]
    start: datetime
    hard: frozenset[str]  # lessons that are drawn unclear
    chance: random.Random


def cohorts(paths: Paths, seed: int) -> tuple[Cohort, Cohort]:
    """One under the first release, one under the course as it is."""
    chance = random.Random(seed)
    names = [f"{MARK}-{n:02}" for n in range(1, 2 * TEACHERS + 1)]
    spring, autumn = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 9, 7, 1, tzinfo=UTC)
    first = release.all_locks(paths.releases)[0].id
    return (
        Cohort(first, tuple(names[:TEACHERS]), spring, frozenset({HARD}), chance),
        Cohort(release.current(paths), tuple(names[TEACHERS:]), autumn, frozenset(), chance),
    )


def learn(paths: Paths, cohort: Cohort, say: Callable[[str], None]) -> None:
    """A cohort's way through the course, up to the feedback."""
    syllabus = course.load(paths.root / "course.toml")
    with in_environment({"SHIXUN_RELEASE": cohort.release}):
        for student in cohort.students:
            for exercise in syllabus.exercises:
                answer(paths, exercise.id, student, cohort)
            for lesson in syllabus.lessons:
                respond(paths, lesson, cohort)
    say(f"{len(cohort.students)} 位合成学员（版本 {cohort.release}）已交作业、说过意见；正在评分……")
    grade(paths, syllabus)


def cases(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The exercise's model answer, and its wrong ones in the order of their names."""
    read = [
        json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("key/wrong_*.json"))
    ]
    model = json.loads((folder / "key/model.json").read_text(encoding="utf-8"))
    return model["values"], [case["values"] for case in read if case["values"]]


def answer(paths: Paths, exercise: str, student: str, cohort: Cohort) -> None:
    """One teacher's way through one exercise: a first try, checks, perhaps a better one, hand-in."""
    from shixun.classroom import course as grading_course
    from shixun.classroom.attempt import Attempt

    chance, home = cohort.chance, paths.teachers / student
    home.mkdir(parents=True, exist_ok=True)
    if not (home / exercise).is_dir():
        grading_course.fetch(paths, exercise, home, student)
    clock = Clock(cohort.start + timedelta(minutes=chance.randrange(60 * 24 * 5)))
    desk = Attempt(paths, exercise, home / exercise, student, cohort.release, clock)
    model, wrong = cases(paths.exercises / exercise)
    if chance.random() < 0.75:
        desk.act("check", chance.choice(wrong))
        clock.pass_minutes(chance.randrange(3, 30))
    final = model if chance.random() < 0.6 else chance.choice(wrong)
    desk.act("check", final)
    clock.pass_minutes(1)
    desk.act("handin", final)


class Clock:
    """Time as a synthetic teacher has it."""

    def __init__(self, start: datetime):
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


def respond(paths: Paths, lesson: course.Lesson, cohort: Cohort) -> None:
    """One response to one lesson, through the form's own door."""
    from shixun.responses import form

    chance, hard = cohort.chance, lesson.id in cohort.hard
    parts = [id for id, _ in outline(paths.notebooks / lesson.file)]
    where = "all_clear"
    if chance.random() < (0.7 if hard else 0.3):
        explained = [p for p in parts if "explain" in p or "example" in p]
        where = chance.choice(explained * 3 + parts)
    clear = chance.choice([1, 2, 3, 3, 4] if hard else [3, 4, 4, 5, 5])
    use = chance.choice(["会", "会", "部分", "不会"])
    values = {
        "where": where,
        "useful": chance.choice([3, 4, 4, 5]),
        "clear": clear,
        "length": chance.choice(["短", "合适", "合适", "长"]),
        "will_use": use,
        "muddiest": chance.choice(UNCLEAR[lesson.id]) if where != "all_clear" else "",
        "advice": "",
    }
    reply = form.act("send", values, lesson.id)
    if reply.state == "fail":
        raise RuntimeError(f"{lesson.id}：合成意见没有收下：{reply.headline}")


def grade(paths: Paths, syllabus: course.Syllabus) -> None:
    """Collect, autograde, and send feedback to everybody."""
    from shixun.classroom import course as grading_course

    for exercise in syllabus.exercises:
        grading_course.collect(paths, exercise.id)
        grading_course.autograde(paths, exercise.id)
        grading_course.give_feedback(paths, exercise.id)
