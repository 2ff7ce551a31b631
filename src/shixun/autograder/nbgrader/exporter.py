"""Runs the engine under `nbgrader autograde` and formgrader's button, by one setting of nbgrader's.

nbgrader's Autograde makes its exporter (`Autograde.exporter_class`) before it copies, removes or opens
anything. This exporter grades all submissions at that point and leaves nothing to convert. Preprocessors
would come too late: the earlier result is gone by then, and links and pipes have been followed.
"""

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from shixun.autograder import report
from shixun.autograder.engine import batch, settings, storage_errors
from shixun.autograder.engine.courses import Course, open_gradebook
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext


class AutograderExporter(NotebookExporter):
    """An exporter that grades with the engine when it is made, instead of converting."""

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        if isinstance(self.parent, Autograde):
            autograde(self.parent)


def autograde(converter: Autograde) -> None:
    """Grade what a converter was asked to grade, and leave it nothing to do.

    Raises:
        NbGraderException: nothing could be graded, or a submission could not be read; all others are
            graded then.
    """
    coursedir = converter.coursedir
    course = Course(coursedir, converter.config)
    settings.apply_language(course.config)
    students = course.students(coursedir.assignment_id, coursedir.student_id)
    try:
        with storage_errors.translate_errors(course):
            unknown = [] if converter.create_student else _unknown_students(course, students)
        if unknown:
            raise GradingError(
                gettext("Not on the gradebook's list of students: {students}").format(
                    students=gettext(", ").join(unknown)
                )
            )
        summary = batch.grade(course, coursedir.assignment_id, students, again=converter.force)
    except GradingError as error:
        raise _logged(converter, str(error)) from error
    converter.assignments = {}
    for line in report.warning_lines(summary):
        converter.log.warning("%s", line)
    for line in (*report.result_lines(summary), *report.todo_lines(summary)):
        converter.log.info("%s", line)
    if summary.unreadable:
        message = gettext(
            "Could not be graded, a person should look: {students} (see above for the reason). "
            "All others are graded."
        )
        raise _logged(converter, message.format(students=gettext(", ").join(summary.unreadable)))


def _logged(converter: Autograde, text: str) -> NbGraderException:
    """An exception to be raised; its text is logged, because nbgrader's command prints none."""
    converter.log.error("%s", text)
    return NbGraderException(text)


def _unknown_students(course: Course, students: list[str]) -> list[str]:
    with open_gradebook(course) as book:
        known = {s.id for s in book.students}
    return sorted(set(students) - known)
