"""What the course team looks at: findings with their evidence, their steps, and their effect."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shixun import release
from shixun import syllabus as course
from shixun.analytics import changes as steps
from shixun.analytics.findings import Finding, find
from shixun.analytics.suppression import ENOUGH
from shixun.classroom import course as grading_course
from shixun.exercises import task
from shixun.lessons.outline import outline
from shixun.paths import Paths
from shixun.responses.records import ChangeStep
from shixun.responses.store import open_store

HANDLED = "已经处理"


@dataclass(frozen=True)
class Row:
    """One finding as the board shows it."""

    finding: Finding
    state: str
    note: str
    decided: str  # what was changed and in which release, or why nothing was
    changed_in: str  # the release of the newest 已修改, "" if there is none
    effect: str

    @property
    def handled(self) -> bool:
        """Whether what it counted is dealt with: of this release, nothing is left to be done."""
        if self.state == steps.KEPT or (self.state == steps.TOLD and not self.changed_in):
            return True
        return self.before and self.state in (steps.CHANGED, steps.TOLD)

    @property
    def before(self) -> bool:
        """Whether it counts a release before the change."""
        if not self.changed_in:
            return False
        return steps.order(self.finding.release) < steps.order(self.changed_in)


def collect(paths: Paths) -> list[Row]:
    """All findings of the kit's store and gradebook: the most urgent first, what is dealt with last."""
    syllabus = course.load(paths.root / "course.toml")
    store = open_store(paths.store_url)
    outlines = {x.id: dict(outline(paths.notebooks / x.file)) for x in syllabus.lessons}
    titles = {i.id: i.title for e in syllabus.exercises for i in task.load(e.id).items}
    items = grading_course.gradebook_items(paths)
    found = find(syllabus, outlines, store.all_responses(), items, titles)
    taken = store.changes()
    return sorted((_row(f, found, taken) for f in found), key=lambda row: row.handled)


def _row(finding: Finding, found, taken) -> Row:
    mine = [c for c in taken if c.finding == finding.id]
    newest = steps.state(finding.id, taken)
    changed = [c for c in mine if c.state == steps.CHANGED]
    decisions = [c for c in mine if c.state in (steps.CHANGED, steps.KEPT)]
    version = changed[-1].release if changed else ""
    effect = steps.effect(finding.id, version, found) if version else None
    return Row(
        finding,
        newest.state if newest else "",
        newest.note if newest else "",
        _decided(decisions[-1]) if decisions else "",
        version,
        effect.text if effect else ("改后还没有人答，下一期再看。" if version else ""),
    )


def _decided(step: ChangeStep) -> str:
    if step.state == steps.KEPT:
        return f"这次不改：{step.note}"
    return f"{step.note}（版本 {step.release}）"


def to_json(rows: list[Row]) -> list[dict[str, Any]]:
    """For programs; numbers of fewer than five people are left out here, too."""
    wire = []
    for row in rows:
        data = asdict(row.finding)
        if not row.finding.shown:
            data |= {"k": None, "n": None}
        wire.append({**data, **{k: v for k, v in asdict(row).items() if k != "finding"}})
    return wire


def to_text(rows: list[Row]) -> list[str]:
    if not rows:
        return ["还没有意见，也没有评过分的练习。"]
    lines = []
    for row in rows:
        f = row.finding
        lines += [
            f"[{HANDLED if row.handled else f.priority}] {f.title}  （{f.id}，版本 {f.release}）",
            f"    {f.evidence}。{f.why}",
        ]
        if row.state:
            lines.append(f"    {row.state} {row.changed_in}：{row.note}".rstrip("："))
        if row.effect:
            lines.append(f"    {row.effect}")
    return lines


def record(
    paths: Paths, finding: str, state: str, version: str, note: str, about: str = ""
) -> None:
    """Take the next step on a finding.

    Args:
        finding: its id.
        state: where it stands then, one of `changes.NEXT`.
        version: the release with the change; only 已修改 has one.
        note: what was seen or done, or why nothing is.
        about: the release whose evidence the step answers, by default the newest with any.

    Raises:
        ChangeError: it does not follow, or lacks its release or its reason, or the release is not
            later than `about`.
        ReleaseError: there is no such release; a draft is none.
    """
    store = open_store(paths.store_url)
    if state == steps.CHANGED and version:
        known = [lock.id for lock in release.all_locks(paths.releases)]
        if version not in known:
            raise release.ReleaseError(f"没有版本 {version}；现有：{'、'.join(known) or '无'}。")
        about = about or newest_evidence(collect(paths), finding)
    step = ChangeStep(0, finding, state, version, note.strip(), date.today().isoformat())
    steps.require(step, about, store.changes())
    store.add_change(step.finding, step.state, step.release, step.note, step.date)


def newest_evidence(rows: list[Row], finding: str = "") -> str:
    """The newest release under which something was found, of one finding or of all; else ""."""
    found = [r.finding.release for r in rows if finding in ("", r.finding.id)]
    return max(found, key=steps.order, default="")


@dataclass(frozen=True)
class PublicChange:
    """One line of the public page 您说·我们改."""

    said: str
    done: str
    helped: str


def public(paths: Paths) -> list[PublicChange]:
    """What was changed, or not, and why; only what ten people or more stand behind leaves the school."""
    told: dict[str, PublicChange] = {}
    # What was said is what was said before the change, under the newest release of that time.
    for row in sorted(collect(paths), key=_before_the_change, reverse=True):
        f = row.finding
        open_ = row.state not in (steps.CHANGED, steps.TOLD, steps.KEPT)
        if not open_ and f.id not in told and f.n >= ENOUGH:
            told[f.id] = PublicChange(_said(f), row.decided, row.effect)
    return list(told.values())


def _before_the_change(row: Row) -> tuple:
    return row.before, steps.order(row.finding.release)


def _said(f: Finding) -> str:
    """Without anybody's own words: those stay inside the school."""
    if f.kind == "similar_points":
        return f"{f.lesson} 有几位老师没弄懂同一点"
    return f"{f.title}。{f.evidence}"
