"""From formgrader's button to the score: one teacher, over HTTP, in the trainer's own server."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import classes, commands, courses
from benchmarks.ports import free_ports
from shixun.classroom import course
from shixun.paths import Paths
from shixun.server import up
from shixun.server.place import Place

TARGET = 1.0  # seconds
START = 120  # seconds that the server may take to answer
WARM = 2  # presses before it counts


@dataclass(frozen=True)
class Button:
    """Seconds from the press until formgrader shows the score."""

    exercise: str
    students: int  # in the course
    first: float  # just after the server has started
    presses: tuple[float, ...]  # after that, each for another teacher
    median: float
    target: float = TARGET

    @property
    def met(self) -> bool:
        return self.median <= self.target


def measure(exercise: courses.Exercise, students: int, presses: int, place: Path) -> Button:
    """Press for one teacher after another of a class of this size."""
    paths = Paths(classes.REPOSITORY, place / "state")
    course.prepare(paths)
    course.release(paths, exercise.name)
    for number in range(students):
        folder = paths.grading / "submitted" / courses.student(number) / exercise.name
        shutil.copytree(paths.grading / "release" / exercise.name, folder)
        exercise.hand_in(folder, number)
    with formgrader(paths) as press:
        times = [press(exercise.name, courses.student(n)) for n in range(WARM + presses)]
    rounded = tuple(round(t, 3) for t in times)
    counted = rounded[WARM:]
    return Button(exercise.name, students, rounded[0], counted, round(median(counted), 3))


class Formgrader:
    """A running formgrader, asked as its page asks it."""

    def __init__(self, base: str, token: str):
        self._base, self._token = base, token
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def __call__(self, exercise: str, student: str) -> float:
        """Press autograde; seconds until the page has the score.

        Raises:
            commands.Failed: there is none.
        """
        begin = time.monotonic()
        graded = self.ask(f"submission/{exercise}/{student}/autograde", b"")
        shown = self.ask(f"submission/{exercise}/{student}")
        seconds = time.monotonic() - begin
        if not (graded["success"] and shown["autograded"]):
            raise commands.Failed(f"{student}: {graded.get('log')} {graded.get('error')}")
        return seconds

    def ask(self, verb: str, data: bytes | None = None) -> dict:
        request = urllib.request.Request(
            f"{self._base}formgrader/api/{verb}",
            data=data,
            headers={"Authorization": f"token {self._token}"},
        )
        with self._open(request, timeout=START) as answer:
            return json.load(answer)


@contextmanager
def formgrader(paths: Paths) -> Iterator[Formgrader]:
    """The trainer's server as `shixun up` starts it, while this lasts."""
    server = up.servers(paths, free_ports(3))[1]
    server.log.parent.mkdir(parents=True, exist_ok=True)
    with open(server.log, "wb") as log:
        process = subprocess.Popen(
            server.argv,
            env=server.environment,
            cwd=paths.state,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        base, token = server.url.split("?")[0], Place(paths, "trainer").token()
        formgrader = Formgrader(base, token)
        _wait(formgrader, process, server.log)
        yield formgrader
    finally:
        process.terminate()
        process.wait()


def _wait(formgrader: Formgrader, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START
    while True:
        try:
            formgrader.ask("assignments")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise commands.Failed(log.read_text(errors="replace")[-3000:]) from None
            time.sleep(0.2)
