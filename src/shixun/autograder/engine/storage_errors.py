"""What the gradebook or the disk refuses, as one sentence with its place and what helps."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from shixun.autograder.engine.courses import Course
from shixun.autograder.errors import GradingError

GRADEBOOK_ERRORS = {
    "readonly database": "不能写，文件或文件夹是只读的",
    "not a database": "文件坏了，或者不是成绩库；请换上备份",
    "malformed": "文件坏了；请换上备份",
    "locked": "别的程序正占着它；请等它结束，或关掉再试",
    "no such": "是旧版 nbgrader 的；请先备份，再运行 nbgrader db upgrade",
}
DISK_ERRORS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
}


@contextmanager
def translate_errors(course: Course) -> Iterator[None]:
    """Raise as ours what an instructor can mend; anything else is a mistake, and stays one."""
    try:
        yield
    except DBAPIError as error:
        place = make_url(course.directory.db_url).database  # the address may hold a password
        raise GradingError(f"成绩库 {place} 用不了：{_gradebook_error(error)}。") from error
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        where = error.filename or course.root
        raise GradingError(f"不能写 {where}：{DISK_ERRORS[error.errno]}。请改好再评分。") from error


def _gradebook_error(error: DBAPIError) -> str:
    said = str(error.orig)
    return next((words for sign, words in GRADEBOOK_ERRORS.items() if sign in said), said)
