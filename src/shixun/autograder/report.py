"""A run's summary as text for people and as data for programs."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

from shixun.autograder.engine.batch import Interrupted, RunSummary
from shixun.autograder.engine.differences import CellChange
from shixun.autograder.engine.records import GUARANTEES
from shixun.autograder.i18n import gettext

MAX_LISTED = 20  # people whose points changed, each on a line
MAX_NAMED = 5  # people in one line


class ProgressBar:
    """A progress callback that draws a bar with the time left on stderr, if that is a terminal."""

    def __init__(self):
        self._bar = None

    def __call__(self, done: int, total: int) -> None:
        if not total or not sys.stderr.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            bar_format = gettext(
                "{desc} {percentage:3.0f}% {bar} {n_fmt}/{total_fmt}, {elapsed} passed, "
                "about {remaining} left"
            )
            self._bar = tqdm(total=total, desc=gettext("Grading"), bar_format=bar_format)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()


def to_json(summary: RunSummary) -> dict:
    """The summary as JSON data, as `shixun grade --json` prints it."""
    return {
        "assignment": summary.plan.assignment,
        "graded": [{"student": s, "points": p, "review": r} for s, p, r in summary.graded],
        "unchanged": summary.unchanged,
        "unreadable": summary.unreadable,
        "notices": {student: list(texts) for student, texts in summary.notices},
        "promises": [
            {
                "notebook": n.name,
                "kind": n.isolation.value,
                "promise": gettext(GUARANTEES[n.isolation]),
                "why": n.reason,
                "fails": n.source_fails,
            }
            for n in summary.plan.notebooks
        ],
        "written": not summary.dry,
        "differences": [asdict(d) for d in summary.differences],
        "seconds": round(summary.seconds, 2),
        "per_second": round(summary.rate, 1),
        "waiting": summary.waiting,
        "reopened": sorted(summary.reopened),
    }


def format_change(before: float | None, after: float | None) -> str:
    """Points before and after, in words; None is no score."""
    return f"{_points(before)} → {_points(after)}"


def _points(points: float | None) -> str:
    if points is None:
        return gettext("no score")
    return gettext("{points} points").format(points=f"{points:g}")


def _pace(summary: RunSummary) -> str:
    if summary.rate >= 1 or not summary.graded:
        return gettext("{rate} a second").format(rate=f"{summary.rate:.1f}")
    seconds = summary.seconds / len(summary.graded)
    return gettext("{seconds} s each").format(seconds=f"{seconds:.1f}")


def difference_lines(summary: RunSummary) -> list[str]:
    """Old and new score side by side, for each student whose points would change."""
    name, found = summary.plan.assignment, sorted(summary.differences, key=lambda d: d.student)
    same = len(summary.graded) - len(found)
    if not found:
        message = gettext("{assignment}: {number} graded for trial; nobody's points would change.")
        return [message.format(assignment=name, number=same)]
    message = gettext("{assignment}: points would change for {changed}, and stay for {same}:")
    lines = [message.format(assignment=name, changed=len(found), same=same)]
    for one in found:
        again = (
            gettext(" (the files are others, too; not only the rules)") if one.resubmitted else ""
        )
        lines.append(_total(one.student, one.before, one.after) + again)
        lines += [f"    {_cell_line(change)}" for change in one.changes]
    return lines


def _total(student: str, before: float, after: float) -> str:
    change = format_change(before, after)
    return "  " + gettext("{student}: total {change}").format(student=student, change=change)


def _cell_line(change: CellChange) -> str:
    line = gettext("{notebook} / {cell}: {change}").format(
        notebook=change.notebook,
        cell=change.cell,
        change=format_change(change.before, change.after),
    )
    if change.by_hand is None:
        return line
    stands = gettext(" (a person gave {points}, which stand)")
    return line + stands.format(points=_points(change.by_hand))


def to_text(summary: RunSummary) -> list[str]:
    """The summary as lines."""
    if summary.dry:
        end = gettext(
            "This was a trial, nothing was written. To change points, write --reason “why”."
        )
        return [*difference_lines(summary), *reopened_lines(summary), *warning_lines(summary), end]
    return [*result_lines(summary), *warning_lines(summary), *todo_lines(summary)]


def interrupted_lines(interrupted: Interrupted) -> list[str]:
    """What is safe and what is left after Ctrl-C, with what was found by then."""
    summary, done = interrupted.summary, len(interrupted.summary.graded)
    if summary.dry:
        return ["", gettext("Stopped. This was a trial, nothing was written.")]
    message = gettext(
        "Stopped: {done} are graded and stored, {left} are not graded yet. "
        "Run the same command again to go on."
    )
    return [
        "",
        message.format(done=done, left=interrupted.total - done),
        *warning_lines(summary),
        *todo_lines(summary),
    ]


def result_lines(summary: RunSummary) -> list[str]:
    """What was done, what each notebook's isolation guarantees, and whose points have changed."""
    lines = [_done_line(summary)]
    for notebook in summary.plan.notebooks:
        guarantee = gettext(GUARANTEES[notebook.isolation])
        if notebook.reason and not notebook.source_fails:
            guarantee += gettext(" ({reason})").format(reason=notebook.reason)
        line = gettext("{notebook}: {guarantee}")
        lines.append("  " + line.format(notebook=notebook.name, guarantee=guarantee))
    if summary.differences:
        found = sorted(summary.differences, key=lambda d: d.student)
        message = gettext(
            "Points other than before: {number} students (--dry-run shows each item beforehand):"
        )
        lines.append(message.format(number=len(found)))
        lines += [_total(d.student, d.before, d.after) for d in found[:MAX_LISTED]]
        if len(found) > MAX_LISTED:
            lines.append(
                "  " + gettext("… and {number} more").format(number=len(found) - MAX_LISTED)
            )
    return lines


def _done_line(summary: RunSummary) -> str:
    name = summary.plan.assignment
    if not summary.graded and not summary.unreadable:
        message = gettext("{assignment}: nothing has changed, {number} need no grading.")
        return message.format(assignment=name, number=summary.unchanged)
    message = gettext(
        "{assignment}: {graded} graded, {unchanged} unchanged, in {seconds} s ({pace})."
    )
    return message.format(
        assignment=name,
        graded=len(summary.graded),
        unchanged=summary.unchanged,
        seconds=f"{summary.seconds:.1f}",
        pace=_pace(summary),
    )


def warning_lines(summary: RunSummary) -> list[str]:
    """What to know before trusting the points; what holds for several students is said once."""
    doubtful = gettext(
        "Note: {notebook}: {reason}. Everybody's points may be wrong: mend the source first, install "
        "what it lacks into the Python that grades, then grade again with --again."
    )
    lines = [
        doubtful.format(notebook=n.name, reason=n.reason)
        for n in summary.plan.notebooks
        if n.source_fails
    ]
    students: dict[str, list[str]] = {}
    for student, notices in sorted(summary.notices):
        students.setdefault(gettext("; ").join(notices), []).append(student)
    warning = gettext("Warning: {students}: {notice}")
    return [
        *lines,
        *(warning.format(students=names(who), notice=text) for text, who in students.items()),
    ]


def todo_lines(summary: RunSummary) -> list[str]:
    """What a person has to do now."""
    lines, bad = [], sorted(set(summary.unreadable))
    if bad:
        message = gettext(
            "Could not be graded: {number}: {students}. The submitted files are all there; please look."
        )
        lines.append(message.format(number=len(bad), students=gettext(", ").join(bad)))
    asked = sorted(student for student, _, review in summary.graded if review)
    if asked:
        message = gettext("To be reviewed by a person: {number}: {students}.")
        lines.append(message.format(number=len(asked), students=gettext(", ").join(asked)))
    lines += reopened_lines(summary)
    if summary.waiting:
        message = gettext(
            "Waiting for a person's mark: {number} in all (free answers and reviews), in formgrader's "
            "Manual Grading."
        )
        lines.append(message.format(number=summary.waiting))
    return lines


def reopened_lines(summary: RunSummary) -> list[str]:
    """Whose marks by hand were for another answer than there is now."""
    if not summary.reopened:
        return []
    message = gettext(
        "Handed in again with another answer to a part marked by hand, which is to be marked again: "
        "{number}: {students}. The former marks and comments are shown in formgrader; they do not "
        "count and are not sent."
    )
    students = names(sorted(summary.reopened))
    return [message.format(number=len(summary.reopened), students=students)]


def names(students: Sequence[str]) -> str:
    """A few by name, of many the number."""
    shown = gettext(", ").join(students[:MAX_NAMED])
    if len(students) <= MAX_NAMED:
        return shown
    message = gettext("{students} and others, {number} in all")
    return message.format(students=shown, number=len(students))
