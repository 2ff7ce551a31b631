"""A run of grading as people and programs read it."""

import sys

from tqdm import tqdm

from shixun.grading.engine.records import PROMISES
from shixun.grading.engine.run import Summary


class Bar:
    """Progress with a count, a rate and what is left, on stderr; nothing where nobody watches."""

    def __init__(self):
        self._bar: tqdm | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, unit="份", desc="评分", disable=not sys.stderr.isatty())
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def to_json(summary: Summary) -> dict:
    """The summary as data."""
    return {
        "assignment": summary.plan.assignment,
        "graded": [{"student": s, "points": p, "review": r} for s, p, r in summary.graded],
        "unchanged": summary.unchanged,
        "unreadable": summary.unreadable,
        "notices": {student: list(texts) for student, texts in summary.notices},
        "promises": [
            {"notebook": n.name, "kind": n.kind.value, "promise": PROMISES[n.kind], "why": n.why}
            for n in summary.plan.notebooks
        ],
        "seconds": round(summary.seconds, 2),
        "per_second": round(summary.rate, 1),
    }


def to_text(summary: Summary) -> list[str]:
    """The summary as lines."""
    plan, bad = summary.plan, set(summary.unreadable)
    lines = [
        f"{plan.assignment}：评了 {len(summary.graded)} 份，没有变化的 {summary.unchanged} 份，"
        f"用时 {summary.seconds:.1f} 秒（每秒 {summary.rate:.1f} 份）。"
    ]
    for notebook in plan.notebooks:
        why = f"（{notebook.why}）" if notebook.why else ""
        lines.append(f"  {notebook.name}：{PROMISES[notebook.kind]}{why}")
    lines += [f"警告 {s}：{'；'.join(texts)}" for s, texts in summary.notices]
    asked = sorted(s for s, _, review in summary.graded if review)
    if bad:
        lines.append(
            f"无法评分 {len(bad)} 份：{'、'.join(sorted(bad))}。交来的文件都在，请人工看。"
        )
    if asked:
        lines.append(f"要人工复核 {len(asked)} 份：{'、'.join(asked)}。")
    return lines
