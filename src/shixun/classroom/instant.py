"""Grading on hand-in: the score is there when the receipt is. For exercises whose answers are data.

On by `c.Grading.on_handin = True` in grading/nbgrader_config.py. The trainer's server starts this
beside itself; a teacher's side never grades, because it has no key. The two meet in the exchange:
a hand-in goes in, feedback comes out, and a mark there says that somebody is watching.
"""

import sys
import threading
import time
from pathlib import Path

from shixun.autograder.engine import settings
from shixun.autograder.errors import GradingError
from shixun.classroom import config, course, feedback_inbox
from shixun.classroom.feedback_inbox import Feedback
from shixun.classroom.progress import waiting
from shixun.paths import Paths, current

MARK = "graded-at-once"  # in the exchange; its age says whether the watch is awake
AWAKE = 10  # seconds
EVERY = 0.3  # seconds between two looks
PATIENCE = 8  # seconds that a teacher waits for the score before the receipt comes alone


def watch(paths: Paths, stop: threading.Event) -> None:
    """Grade each hand-in as it comes, until told to stop.

    What cannot be graded is left for the trainer's own button, which says why; it is tried again
    only when something newer comes.
    """
    failed: set[tuple[str, str, str]] = set()
    while not stop.is_set():
        mark(paths).touch()
        for exercise in course.exercises(paths):
            news = {
                s: at
                for s, at in waiting(paths, exercise).items()
                if (exercise, s, at) not in failed
            }
            if not news:
                continue
            try:
                grade(paths, exercise, list(news))
            except GradingError as error:
                print(f"{exercise}：{error}", file=sys.stderr, flush=True)
                failed |= {(exercise, s, at) for s, at in news.items()}
        stop.wait(EVERY)
    mark(paths).unlink(missing_ok=True)


def grade(paths: Paths, exercise: str, students: list[str]) -> None:
    """Collect, grade, and send the feedback to these teachers.

    Raises:
        GradingError: it did not work.
    """
    course.collect(paths, exercise)
    course.autograde(paths, exercise, students)
    for student in students:
        course.give_feedback(paths, exercise, student)


def mark(paths: Paths) -> Path:
    return paths.exchange / config.COURSE_ID / MARK


def is_on(paths: Paths) -> bool:
    """Whether somebody grades at once; seen from a teacher's side."""
    try:
        return time.time() - mark(paths).stat().st_mtime < AWAKE
    except OSError:
        return False


def wait_for(paths: Paths, exercise: str, home: Path, student: str, at: str) -> Feedback | None:
    """The feedback on the hand-in of this time, or None if it does not come soon."""
    until = time.monotonic() + PATIENCE
    while is_on(paths) and time.monotonic() < until:
        feedback_inbox.fetch(paths, exercise, home, student)
        found = feedback_inbox.newest(exercise, home)
        if found and found.at == at:
            return found
        time.sleep(EVERY)
    return None


def main() -> None:
    """Watch until standard input closes: whoever started this holds the other end."""
    paths = current()
    if not settings.read(config.course(paths)).on_handin:
        return
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    with config.in_environment(config.trainer_environment()):
        watch(paths, stop)


if __name__ == "__main__":
    main()
