"""Our settings of nbgrader, for the trainer and for a teacher. They plug in; nothing is patched.

The two sides share the exchange and nothing else: only the trainer's settings name the source
folder, the gradebook and the keys.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from shixun import answers
from shixun.autograder.engine.courses import open_course
from shixun.exercises import build
from shixun.exercises.declaration import DeclarationError
from shixun.paths import Paths, using

COURSE_ID = "shixun"
IGNORED = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "key",  # model answers and wrong ones; without this line nbgrader releases them
    "*.tmp",
    f"*.{answers.ASIDE}-*",
]


def shared(paths: Paths) -> Config:
    """What both sides must agree on."""
    c = Config()
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.ignore = IGNORED
    c.CourseDirectory.max_file_size = 4_000  # kB; an answer has at most 512
    c.CourseDirectory.max_dir_size = 20_000
    c.Exchange.root = str(paths.exchange)
    return c


def teacher(paths: Paths, home: Path, student: str) -> Config:
    """A teacher's side: her home, her id, her own cache of what she handed in."""
    c = shared(paths)
    c.CourseDirectory.student_id = student
    c.CourseDirectory.root = str(home)
    c.Exchange.assignment_dir = str(home)
    # Of her own: fetch_feedback looks for the hand-ins of everybody whom the cache knows.
    c.Exchange.cache = str(home / ".nbgrader_cache")
    c.ExchangeFetchAssignment.replace_missing_files = True
    return c


def write_teacher(folder: Path, paths: Paths, home: Path, student: str) -> Path:
    """A teacher's settings as a file, for a folder that her server has as JUPYTER_CONFIG_DIR.

    Her nbgrader's own buttons (Validate, Submit, the assignment list) then do as our page does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nbgrader_config.json"
    path.write_text(json.dumps(teacher(paths, home, student), indent=1) + "\n", encoding="utf-8")
    return path


def course(paths: Paths) -> Config:
    """The trainer's settings with what the course's own nbgrader_config.py says beside them.

    The address of the gradebook is among it (`c.CourseDirectory.db_url`), so that our pages and
    nbgrader's commands never look at two.

    Raises:
        GradingError: the file cannot be read.
    """
    if not (paths.grading / "nbgrader_config.py").is_file():
        return trainer(paths)  # not set up yet
    with using(paths):
        return open_course(paths.grading).config


def trainer(paths: Paths) -> Config:
    """The trainer's side: sources, gradebook, grading, feedback."""
    c = shared(paths)
    c.CourseDirectory.root = str(paths.grading)
    c.CourseDirectory.source_directory = str(paths.source)
    c.CourseDirectory.db_url = f"sqlite:///{paths.grading / 'gradebook.db'}"
    c.ExchangeReleaseAssignment.force = True  # a corrected exercise replaces the earlier one
    # On one machine all servers run under one account, so the owner of a hand-in says nothing about
    # who made it, and every hand-in would be called a cheating attempt. A hub turns it on again.
    c.ExchangeCollect.check_owner = False
    c.Grading.language = "zh_CN"  # as our pages are, whatever the locale of the machine
    c.ExchangeFactory.collect = "shixun.autograder.nbgrader.collect.SafeCollect"
    engine(c)
    _feedback(c, paths)
    return c


def engine(c: Config) -> None:
    """Grade with our engine: also for any other nbgrader course, in its nbgrader_config.py."""
    c.Autograde.exporter_class = "shixun.autograder.nbgrader.exporter.AutograderExporter"
    before = _default(GenerateAssignment, "preprocessors")
    at = before.index(SaveCells)
    c.GenerateAssignment.preprocessors = [
        *before[:at], "shixun.autograder.nbgrader.lost_grades.SyncGradebookCells", *before[at:],
    ]  # fmt: skip
    c.GenerateFeedback.preprocessors = [
        *_default(GenerateFeedback, "preprocessors"),
        "shixun.autograder.nbgrader.hidden_tests.HideTests",
        "shixun.autograder.nbgrader.hide_former_marks.HideFormerMarks", "shixun.autograder.nbgrader.regrade_notices.RegradeNotices",
    ]  # fmt: skip


def _feedback(c: Config, paths: Paths) -> None:
    """The Chinese feedback page; for GenerateFeedback alone, formgrader keeps its own pages."""
    import nbgrader

    ours = ["shixun.classroom.feedback_page.FeedbackRows"]
    c.GenerateFeedback.preprocessors = [*c.GenerateFeedback.preprocessors, *ours]
    c.GenerateFeedback.HTMLExporter.template_name = "shixun"
    c.GenerateFeedback.HTMLExporter.extra_template_basedirs = [
        str(paths.root / "grading/templates")
    ]
    # For exercises of another kind, our page hands over to nbgrader's, which wants its style sheet.
    formgrader = Path(nbgrader.__file__).parent / "server_extensions/formgrader"
    c.GenerateFeedback.HTMLExporter.extra_template_paths = [
        str(formgrader / "templates"),
        str(formgrader / "static/node_modules/bootstrap/dist/css"),
    ]


def _default(converter: type, trait: str) -> list:
    return list(converter.class_traits()[trait].default_args[0])


def trainer_environment() -> dict[str, str]:
    """nbgrader calls `alembic` by name to make a gradebook, also where no environment is active."""
    ours, before = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    first = before.split(os.pathsep)[0] == ours
    return {"PATH": before if first else os.pathsep.join((ours, before))}


@contextmanager
def in_environment(values: dict[str, str]) -> Iterator[None]:
    """Set for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def apply(config: Config) -> None:
    """For nbgrader_config.py in the course root: sources, the trainer's settings and environment."""
    from shixun.paths import current

    paths = current()
    os.environ.update(trainer_environment())
    try:
        build.build(
            paths
        )  # whoever types nbgrader's own commands gets the exercises as they are now
    except (DeclarationError, OSError) as error:  # the rest of nbgrader works all the same
        build.log.warning("题目没有重新生成，用的是上一次的：%s", error)
    config.merge(trainer(paths))
