"""The command that grades an assignment of any nbgrader course: `shixun grade`, or `shixun-grade`.

The second is all that a machine has that grades and does nothing else (the distribution
`shixun-autograder`).
"""

import argparse
import gc
import json
import os
import sys
from pathlib import Path

from shixun import __version__
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext

YES = ("是", "y", "Y", "yes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that `run` reads, with their help in the current language."""
    parser.add_argument("assignment", metavar=gettext("ASSIGNMENT"), help=gettext("e.g. ps1"))
    parser.add_argument(
        "--course",
        default=".",
        metavar=gettext("FOLDER"),
        help=gettext("root folder of the course (the current folder by default)"),
    )
    parser.add_argument(
        "--workers",
        type=count,
        default=0,
        metavar=gettext("COUNT"),
        help=gettext("how many to grade at a time (by default as many as cores)"),
    )
    parser.add_argument(
        "--student",
        action="append",
        metavar=gettext("ID"),
        help=gettext("grade this student only; may be given several times"),
    )
    parser.add_argument(
        "--again", action="store_true", help=gettext("grade again what has not changed, too")
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=gettext("try: list old and new scores side by side, write nothing"),
    )
    parser.add_argument(
        "--reason",
        metavar=gettext("WHY"),
        help=gettext(
            "grade again after a correction: changes are listed, then made once confirmed, and the feedback says why"
        ),
    )
    parser.add_argument("--yes", action="store_true", help=gettext("with --reason: do not ask"))
    parser.add_argument(
        "--scheduler",
        metavar=gettext("ADDRESS"),
        help=gettext("grade on a Dask cluster, e.g. tcp://10.0.0.5:8786"),
    )
    parser.add_argument("--json", action="store_true", help=gettext("print JSON, for programs"))


def count(text: str) -> int:
    """A number of things, not less than none."""
    if (number := int(text)) < 0:
        raise ValueError(text)
    return number


def run(args: argparse.Namespace) -> int:
    """Grade what the arguments say; the exit code.

    Raises:
        GradingError: nothing could be graded, or a correction was not asked for as it must be.
    """
    # nbgrader asks jsonschema for a checker that nobody here uses and that takes seconds to import.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    gc.disable()  # what is loaded is no garbage; looking through it takes a quarter of the start
    from shixun.autograder import report
    from shixun.autograder.engine import batch

    gc.freeze()
    gc.enable()
    try:
        if args.reason is not None and not args.dry_run:
            summary = _correct(args)
            if summary is None:
                return 1
        else:
            summary = _grade(args, again=args.again, dry=args.dry_run)
    except batch.Interrupted as stop:
        print("\n".join(report.interrupted_lines(stop)), file=sys.stderr)
        return 130
    if args.json:
        print(json.dumps(report.to_json(summary), ensure_ascii=False, indent=1))
    else:
        print("\n".join(report.to_text(summary)))
    return 1 if summary.unreadable else 0


def _grade(args, **how):
    from shixun.autograder import report
    from shixun.autograder.engine import batch, courses

    bar = report.ProgressBar()
    try:
        return batch.grade(
            courses.open_course(Path(args.course)),
            args.assignment,
            args.student or None,
            workers=args.workers,
            scheduler=args.scheduler,
            progress=bar,
            on_wait=lambda: print(
                gettext("Another grading is under way; waiting for its end…"), file=sys.stderr
            ),
            **how,
        )
    finally:
        bar.close()
        gc.freeze()  # nor is it when we leave


def _correct(args):
    """Grade again because a rule was wrong: shown first, done once it is confirmed; else None."""
    from shixun.autograder import report

    if not args.reason.strip():
        raise GradingError(
            gettext("--reason needs a reason; students will see it in their feedback.")
        )
    if not args.yes:
        if args.json or not sys.stdin.isatty():
            raise GradingError(
                gettext(
                    "A correction must be confirmed: see with --dry-run whose score would change, then add --yes. Nothing has been changed."
                )
            )
        print("\n".join(report.difference_lines(_grade(args, dry=True))))
        if (
            input(
                gettext("Change the scores like this now, and say why in the feedback? Enter y: ")
            ).strip()
            not in YES
        ):
            print(gettext("Nothing has been changed."))
            return None
    return _grade(args, again=True, reason=args.reason)


def main(argv: list[str] | None = None) -> int:
    """`shixun-grade`."""
    parser = argparse.ArgumentParser(
        prog="shixun-grade", description=gettext("Grade an assignment of any nbgrader course.")
    )
    parser.add_argument("--version", action="version", version=f"shixun-autograder {__version__}")
    add_arguments(parser)
    # nbgrader calls `alembic` by name, also where no environment is active.
    here = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join((here, os.environ.get("PATH", "")))
    try:
        return run(parser.parse_args(argv))
    except GradingError as error:
        print(gettext("Error: {error}").format(error=error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(gettext("Stopped. Nothing is lost; run it again to go on."), file=sys.stderr)
        return 130
