"""Synthetic teachers (合成数据) who learn, answer, hand in and respond; nothing is written by hand.

Two cohorts, one after the other: the first works under an earlier release and finds one lesson
unclear, the course team takes the steps on that finding, and the second works under the release with
the change. So the page shows the loop closed, with the numbers as they come out.

Every answer file comes from an attempt, every score from nbgrader's autograde, every response from the
response form; half of the second cohort waits to be marked by hand. Only what a synthetic teacher enters is drawn by chance, from a fixed seed: one of
the exercise's own stated answers, right or wrong, and words from a small list.
"""

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from shixun import release, syllabus
from shixun.analytics import board, changes
from shixun.classroom.config import in_environment
from shixun.lessons.outline import outline
from shixun.paths import Paths
from shixun.responses.records import ALL_CLEAR
from shixun.server.setup import setup
from shixun.syllabus import Lesson, Syllabus

TEACHERS = 24  # of a cohort: enough to see a change, few enough to wait for
MARK = "合成数据"
MUDDY = (
    "“{heading}”这一段没看懂",
    "“{heading}”再多举一个例子就好",
    "看到“{heading}”就跟不上了",
)  # what a synthetic teacher says was unclear, by the heading of the part


@dataclass(frozen=True)
class Story:
    """What the two cohorts meet: a lesson unclear in one release and changed in the next."""

    lesson: str
    before: str  # release of the first cohort
    after: str  # release with the change, "" where the course has none to show
    parts: tuple[str, ...]  # headings of what was changed

    @property
    def finding(self) -> str:
        return f"F-{self.lesson}-clear"

    def steps(self) -> tuple[tuple[str, str, str], ...]:
        """The course team's steps on the finding: (state, release, note)."""
        looked = (
            (changes.RECEIVED, self.before, ""),
            (changes.ANALYSED, self.before, f"{MARK}：没弄懂的多半在讲解和例子里"),
        )
        if not self.after:
            return looked
        changed = f"{MARK}：改了{'、'.join(f'“{heading}”' for heading in self.parts)}"
        return (
            *looked,
            (changes.CHANGED, self.after, changed),
            (changes.TOLD, self.after, f"{MARK}：写进“您说·我们改”，下一期开课时说明"),
        )


def story(paths: Paths, course: Syllabus) -> Story:
    """About the core lesson that the newest such release changed most; else about the first one."""
    locks = release.all_locks(paths.releases)
    core = [lesson for lesson in course.lessons if lesson.core] or list(course.lessons)
    for before, after in reversed(list(pairwise(locks))):
        keys = {key for key, _ in after.changed(before)}
        parts = {lesson.id: _parts(paths, lesson, keys) for lesson in core}
        most = max(parts, key=lambda id: len(parts[id]))
        if parts[most]:
            return Story(most, before.id, after.id, parts[most])
    return Story(core[0].id, locks[-1].id if locks else release.current(paths), "", ())


def _parts(paths: Paths, lesson: Lesson, keys: set[str]) -> tuple[str, ...]:
    """Headings of the parts of a lesson that are among the changed cells."""
    return tuple(
        heading
        for id, heading in outline(paths.notebooks / lesson.file)
        if f"notebooks/{lesson.file}#{id}" in keys
    )


def prepare(paths: Paths, seed: int = 2026, say: Callable[[str], None] = print) -> Paths:
    """A state of its own, below the given one, with a cohort that has been through the loop.

    Run again with the same seed it changes nothing; another seed asks for an empty folder.

    Raises:
        ValueError: the folder holds a cohort of another seed.
    """
    demo = Paths(paths.root, paths.state / "demo")
    done = demo.synthetic
    if done.is_file():
        old = json.loads(done.read_text(encoding="utf-8"))["seed"]
        if old != seed:
            raise ValueError(f"{done} 里是种子 {old} 的合成数据；请先删掉 {demo.state} 再换种子。")
        say(f"合成数据已经有了（种子 {seed}）。")
        return demo
    os.environ["SHIXUN_STATE"] = str(demo.state)  # for what is started from here, kernels included
    os.environ.pop("SHIXUN_STORE", None)
    setup(demo)
    course = syllabus.load(demo.root / "course.toml")
    told = story(demo, course)
    before, after = cohorts(demo, seed, told)
    learn(demo, before, say)
    for state, version, note in told.steps():
        board.record(demo, told.finding, state, version, note)
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
    marked: frozenset[str]  # whose rubric parts a trainer has marked; the others wait


def cohorts(paths: Paths, seed: int, told: Story) -> tuple[Cohort, Cohort]:
    """One under the release before the change, one under the course as it is."""
    chance = random.Random(seed)
    names = [f"{MARK}-{n:02}" for n in range(1, 2 * TEACHERS + 1)]
    spring, autumn = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 9, 7, 1, tzinfo=UTC)
    return (
        Cohort(
            told.before,
            tuple(names[:TEACHERS]),
            spring,
            frozenset({told.lesson}),
            chance,
            frozenset(names[:TEACHERS]),
        ),
        Cohort(
            release.current(paths),
            tuple(names[TEACHERS:]),
            autumn,
            frozenset(),
            chance,
            frozenset(names[TEACHERS::2]),  # the rest is left for whoever looks at the demo
        ),
    )


def learn(paths: Paths, cohort: Cohort, say: Callable[[str], None]) -> None:
    """A cohort's way through the course, up to the feedback."""
    course = syllabus.load(paths.root / "course.toml")
    with in_environment({"SHIXUN_RELEASE": cohort.release}):
        for student in cohort.students:
            for exercise in course.exercises:
                answer(paths, exercise.id, student, cohort)
            for lesson in course.lessons:
                respond(paths, lesson, cohort)
    say(f"{len(cohort.students)} 位合成学员（版本 {cohort.release}）已交作业、说过意见；正在评分……")
    grade(paths, course, cohort)


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


def respond(paths: Paths, lesson: Lesson, cohort: Cohort) -> None:
    """One response to one lesson, through the form's own door."""
    from shixun.responses import form

    chance, hard = cohort.chance, lesson.id in cohort.hard
    headings = dict(outline(paths.notebooks / lesson.file))
    parts = list(headings)
    where = ALL_CLEAR
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
        "muddiest": chance.choice(MUDDY).format(heading=headings.get(where, ""))
        if where in headings
        else "",
        "advice": "",
    }
    reply = form.act("send", values, lesson.id)
    if reply.state == "fail":
        raise RuntimeError(f"{lesson.id}：合成意见没有收下：{reply.headline}")


def grade(paths: Paths, course: Syllabus, cohort: Cohort) -> None:
    """Collect, autograde, mark by hand as far as the cohort is marked, and send feedback."""
    from shixun.classroom import course as grading_course

    for exercise in course.exercises:
        grading_course.collect(paths, exercise.id)
        grading_course.autograde(paths, exercise.id)
        mark(paths, exercise.id, cohort)
        grading_course.give_feedback(paths, exercise.id)


def mark(paths: Paths, exercise: str, cohort: Cohort) -> None:
    """A synthetic trainer's marks: of whole points, for the rubric parts of some of the cohort."""
    from shixun.classroom import gradebook

    for student, marks in sorted(gradebook.marks(paths, exercise).items()):
        if student not in cohort.marked:
            continue
        for part, found in marks.items():
            if found.task and found.waits:
                points = cohort.chance.randint(round(found.out_of / 2), round(found.out_of))
                text = f"{MARK}：这一段照评分标准给分。"
                gradebook.give_mark(paths, exercise, student, part, points, text)
