"""nbgrader's settings for the trainer's side. Do not load them in a teacher's server."""

from shixun.classroom import config

config.apply(get_config())  # noqa: F821  (nbgrader provides it)
