"""nbgrader's own Validate, Fetch and Submit in a teacher's server read their settings here."""

from shixun.classroom import config
from shixun.paths import current, teacher_id

paths = current()
home = paths.teachers / teacher_id()
get_config().merge(config.teacher(paths, home, teacher_id()))  # noqa: F821  (nbgrader provides it)
