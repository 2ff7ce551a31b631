"""The command line: few verbs, each of which does one whole thing. Talks Chinese, like the kit."""

import os
import sys

from shixun import notebooks, release, signals
from shixun.autograder.errors import GradingError
from shixun.cli.parser import parser
from shixun.cli.verbs import UserError
from shixun.course_files import upgrade as upgrading
from shixun.records import RecordError
from shixun.server.errors import ServerError


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        with signals.stoppable():
            return args.run(args)
    except (
        UserError,
        ServerError,
        release.ReleaseError,
        RecordError,
        notebooks.NotebookError,
        upgrading.CourseFilesError,
        FileNotFoundError,
        GradingError,
    ) as error:
        print(f"出错了：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads has had enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\n停下了。数据都在，再运行一次就接着来。", file=sys.stderr)
        return 130
