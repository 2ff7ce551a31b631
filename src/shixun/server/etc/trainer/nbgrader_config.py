"""formgrader and nbgrader's commands in the trainer's server, also where the state is not var/."""

from shixun.classroom import config

config.apply(get_config())  # noqa: F821  (nbgrader provides it)
