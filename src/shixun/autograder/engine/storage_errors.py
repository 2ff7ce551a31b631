"""Turns errors of the gradebook and the disk into one sentence: where, what, and what helps."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from shixun.autograder.engine.courses import Course
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext, gettext_noop

GRADEBOOK_ERRORS = {
    "readonly database": gettext_noop("it cannot be written to, the file or folder is read-only"),
    "not a database": gettext_noop(
        "the file is damaged, or no gradebook; put a backup in its place"
    ),
    "malformed": gettext_noop("the file is damaged; put a backup in its place"),
    "locked": gettext_noop("another program is using it; wait until it has ended, or close it"),
    "no such": gettext_noop(
        "it is of an older nbgrader; make a backup, then run nbgrader db upgrade"
    ),
}
DISK_ERRORS = {
    errno.EACCES: gettext_noop("permission denied"),
    errno.EPERM: gettext_noop("permission denied"),
    errno.EROFS: gettext_noop("it is read-only"),
    errno.ENOSPC: gettext_noop("the disk is full"),
    errno.EDQUOT: gettext_noop("the disk quota is used up"),
}


@contextmanager
def translate_errors(course: Course) -> Iterator[None]:
    """Raise GradingError for database and disk errors that an instructor can mend; pass on all others."""
    try:
        yield
    except DBAPIError as error:
        raise unusable(course, error) from error
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        where = error.filename or course.root
        raise GradingError(
            gettext("{path} cannot be written: {reason}. Mend this before grading.").format(
                path=where, reason=gettext(DISK_ERRORS[error.errno])
            )
        ) from error


def _gradebook_error(error: DBAPIError) -> str:
    said = str(error.orig)
    return next((gettext(text) for sign, text in GRADEBOOK_ERRORS.items() if sign in said), said)


def unusable(course: Course, error: DBAPIError) -> GradingError:
    """That the gradebook cannot be used, where it is and why."""
    place = make_url(course.directory.db_url).database  # the address may hold a password
    return GradingError(
        gettext("The gradebook {path} cannot be used: {reason}.").format(
            path=place, reason=_gradebook_error(error)
        )
    )
