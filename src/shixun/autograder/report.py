"""A run of grading as people and programs read it."""

import sys
from dataclasses import asdict

from shixun.autograder.engine.batch import Interrupted, RunSummary
from shixun.autograder.engine.records import GUARANTEES

MAX_LISTED = 20  # people whose points changed, each on a line
MAX_NAMED = 5  # people in one line
BAR_FORMAT = (
    "{desc} {percentage:3.0f}% {bar} {n_fmt}/{total_fmt} 份，已用 {elapsed}，还要约 {remaining}"
)


class ProgressBar:
    """Progress with a count and the time left, on stderr; nothing where nobody watches."""

    def __init__(self):
        self._bar = None

    def __call__(self, done: int, total: int) -> None:
        if not total or not sys.stderr.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc="评分", bar_format=BAR_FORMAT)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def to_json(summary: RunSummary) -> dict:
    """The summary as data."""
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
                "promise": GUARANTEES[n.isolation],
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
    }


def format_change(before: float | None, after: float | None) -> str:
    """Points before and after, in words."""
    return f"{_points(before)} → {_points(after)}"


def _pace(summary: RunSummary) -> str:
    if summary.rate >= 1 or not summary.graded:
        return f"每秒 {summary.rate:.1f} 份"
    return f"每份平均 {summary.seconds / len(summary.graded):.1f} 秒"


def _points(points: float | None) -> str:
    return "没有分" if points is None else f"{points:g} 分"


def difference_lines(summary: RunSummary) -> list[str]:
    """Old and new score side by side, for everyone touched."""
    found = sorted(summary.differences, key=lambda d: d.student)
    new = len(summary.graded) - len(found)
    if not found:
        return [f"{summary.plan.assignment}：试评 {new} 份，没有人的分数会变。"]
    lines = [f"{summary.plan.assignment}：{len(found)} 人的分数有变化，其余 {new} 人没有："]
    for one in found:
        again = "（文件也变了，不只因为规则）" if one.resubmitted else ""
        lines.append(f"  {one.student}：总分 {format_change(one.before, one.after)}{again}")
        for c in one.changes:
            stands = f"（人工给了 {c.by_hand:g} 分，仍按人工的）" if c.by_hand is not None else ""
            lines.append(f"    {c.notebook} / {c.cell}：{format_change(c.before, c.after)}{stands}")
    return lines


def to_text(summary: RunSummary) -> list[str]:
    """The summary as lines."""
    if summary.dry:
        end = "这是试评，什么都没有写入。要改分，请写 --reason “原因”。"
        return [*difference_lines(summary), *warning_lines(summary), end]
    return [*result_lines(summary), *warning_lines(summary), *todo_lines(summary)]


def interrupted_lines(interrupted: Interrupted) -> list[str]:
    """What is safe and what is left after Ctrl-C, with what was found by then."""
    summary, done = interrupted.summary, len(interrupted.summary.graded)
    if summary.dry:
        return ["", "停下了。这是试评，什么都没有写入。"]
    return [
        "",
        f"停下了：评完的 {done} 份都存好了，还有 {interrupted.total - done} 份没评。"
        "用同样的命令再运行一次就接着来。",
        *warning_lines(summary),
        *todo_lines(summary),
    ]


def result_lines(summary: RunSummary) -> list[str]:
    """What was done, which promise holds, and whose points are others than before."""
    plan, name = summary.plan, summary.plan.assignment
    lines = [f"{name}：没有变化，{summary.unchanged} 份都不用再评。"]
    if summary.graded or summary.unreadable:
        lines = [
            f"{name}：评了 {len(summary.graded)} 份，没有变化的 {summary.unchanged} 份，"
            f"用时 {summary.seconds:.1f} 秒（{_pace(summary)}）。"
        ]
    for notebook in plan.notebooks:
        reason = f"（{notebook.reason}）" if notebook.reason and not notebook.source_fails else ""
        lines.append(f"  {notebook.name}：{GUARANTEES[notebook.isolation]}{reason}")
    if summary.differences:
        found = sorted(summary.differences, key=lambda d: d.student)
        lines.append(
            f"分数和上次不同的 {len(found)} 人（每一项的新旧分数，可以先用 --dry-run 看）："
        )
        lines += [
            f"  {d.student}：总分 {format_change(d.before, d.after)}" for d in found[:MAX_LISTED]
        ]
        if len(found) > MAX_LISTED:
            lines.append(f"  ……还有 {len(found) - MAX_LISTED} 人")
    return lines


def warning_lines(summary: RunSummary) -> list[str]:
    """What to know before trusting the points; what is said of several people is said once."""
    lines = [
        f"注意：{n.name} {n.reason}。所有人的分都可能靠不住：请先改好原题，"
        "缺的库装进评分用的 Python，再加 --again 重评。"
        for n in summary.plan.notebooks
        if n.source_fails
    ]
    students: dict[str, list[str]] = {}
    for student, texts in sorted(summary.notices):
        students.setdefault("；".join(texts), []).append(student)
    return [*lines, *(f"警告 {_names(who)}：{text}" for text, who in students.items())]


def todo_lines(summary: RunSummary) -> list[str]:
    """What a person has to do now."""
    lines, bad = [], sorted(set(summary.unreadable))
    if bad:
        lines.append(f"无法评分 {len(bad)} 份：{'、'.join(bad)}。交来的文件都在，请人工看。")
    asked = sorted(s for s, _, review in summary.graded if review)
    if asked:
        lines.append(f"要人工复核 {len(asked)} 份：{'、'.join(asked)}。")
    if summary.waiting:
        lines.append(
            f"等人批的一共 {summary.waiting} 份（主观题和要复核的），在批改页的 Manual Grading 里。"
        )
    return lines


def _names(students: list[str]) -> str:
    if len(students) <= MAX_NAMED:
        return "、".join(students)
    return f"{'、'.join(students[:MAX_NAMED])} 等 {len(students)} 人"
