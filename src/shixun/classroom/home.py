"""The course home's logic: how far each exercise is, and the one thing to do next. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from shixun.syllabus import Syllabus


class State(StrEnum):
    CLOSED = "还没发布"
    NEW = "还没开始"
    STARTED = "做了一部分"
    HANDED_IN = "已交作业"
    CHANGED = "交后又改过"
    RETURNED = "已有反馈"


@dataclass(frozen=True)
class Facts:
    """What lies on disk about one exercise in a teacher's home."""

    fetched: bool
    started: bool = False  # there is an answer file
    handed_in: str = ""  # when the newest hand-in was made, as nbgrader stamps it
    digest: str = ""  # of the newest hand-in
    answer_digest: str = ""  # of the answer as it is now
    feedback: str = ""  # the hand-in that the newest feedback is about
    page: str = ""  # that feedback, below the home


@dataclass(frozen=True)
class ExerciseProgress:
    exercise: str
    state: State
    facts: Facts

    @property
    def is_open(self) -> bool:
        """Whether there is something to open."""
        return self.state is not State.CLOSED


@dataclass(frozen=True)
class Suggestion:
    text: str
    open: str  # path below the home; "" where there is nothing to open
    label: str = ""


def progress(exercise: str, facts: Facts) -> ExerciseProgress:
    return ExerciseProgress(exercise, _state(facts), facts)


def _state(facts: Facts) -> State:
    """The latest thing that happened counts: a change after a hand-in, then feedback on it."""
    if not facts.fetched:
        return State.CLOSED
    if not facts.handed_in:
        return State.STARTED if facts.started else State.NEW
    if facts.answer_digest and facts.answer_digest != facts.digest:
        return State.CHANGED
    return State.RETURNED if facts.feedback >= facts.handed_in else State.HANDED_IN


def suggestion(course: Syllabus, all_progress: tuple[ExerciseProgress, ...]) -> Suggestion:
    """What to do next: finish what is begun, else the next lesson, else read what came back."""
    by_state = {s: [p for p in all_progress if p.state is s] for s in State}
    for state, text in (
        (State.CHANGED, "{}交过以后您又改了，要再交一次才算数。"),
        (State.STARTED, "{}做了一部分，都存着，接着做。"),
    ):
        if found := by_state[state]:
            return _to_exercise(course, found[0].exercise, text)
    if by_state[State.NEW]:
        return _to_lesson(course, by_state[State.NEW][0].exercise, all_progress)
    if found := by_state[State.RETURNED]:
        title = _name(course, found[-1].exercise)
        return Suggestion(f"{title}的反馈来了，看看哪几条还能改。", found[-1].facts.page, "读反馈")
    if by_state[State.HANDED_IN]:
        return Suggestion("都交了。反馈来了，这里会写。先回头看看哪一课还没弄懂。", "")
    first = course.lessons[0]
    return Suggestion("练习还没有发布，先学第一课。", first.file, f"打开 {first.id}")


def _to_exercise(course: Syllabus, id: str, text: str) -> Suggestion:
    return Suggestion(text.format(_name(course, id)), course.exercise(id).file, f"打开 {id}")


def _to_lesson(course: Syllabus, id: str, all_progress: tuple[ExerciseProgress, ...]) -> Suggestion:
    """Before anything has been begun, the very first lesson; later, the lesson of the exercise."""
    fresh = all(p.state in (State.NEW, State.CLOSED) for p in all_progress)
    lesson = course.lessons[0] if fresh else course.lesson(course.exercise(id).lesson)
    if fresh:
        text = f"从第一课开始：{lesson.title}，约 {lesson.minutes} 分钟。"
    else:
        text = f"下一课：{lesson.title}，约 {lesson.minutes} 分钟；学完做{_name(course, id)}。"
    return Suggestion(text, lesson.file, f"打开 {lesson.id}")


def _name(course: Syllabus, id: str) -> str:
    return f"练习 {id} {course.exercise(id).title}"
