"""What the course team looks at: findings with their evidence, their steps, and their effect."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shixun import release
from shixun import syllabus as course
from shixun.analytics import changes as steps
from shixun.analytics.findings import Finding, find
from shixun.analytics.suppression import ENOUGH
from shixun.classroom import course as grading_course
from shixun.classroom.records import ItemResult
from shixun.exercises import task
from shixun.lessons.outline import outline
from shixun.paths import Paths
from shixun.release import FIRST_FORMAT, Lock
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
    changed_in: str  # the release of the newest 已修改, "" if there is none or it was 不改 since
    effect: str
    helped: str  # the effect as far as it may be said in public, else ""

    @property
    def handled(self) -> bool:
        """Whether what it counted is dealt with: of this release, nothing is left to be done."""
        if self.state == steps.KEPT or (self.state == steps.TOLD and not self.changed_in):
            return True
        return self.before and self.state in (steps.CHANGED, steps.TOLD)

    @property
    def idle(self) -> bool:
        """Whether it is a part of a lesson that nobody of this release found unclear: no finding."""
        return self.finding.kind == "unclear_cell" and not self.finding.k and not self.state

    @property
    def before(self) -> bool:
        """Whether it counts a release before the change."""
        if not self.changed_in:
            return False
        return steps.order(self.finding.release) < steps.order(self.changed_in)


def unread(paths: Paths) -> list[tuple[str, str]]:
    """(lesson, text) of what teachers sent and the form could not read: nothing said is thrown away."""
    kept = open_store(paths.store_url).kept()
    return [(reason.partition(":")[0], text) for reason, text in kept]


def collect(paths: Paths) -> list[Row]:
    """All findings of the kit's store and gradebook: the most urgent first, what is dealt with last."""
    syllabus = course.load(paths.root / "course.toml")
    store = open_store(paths.store_url)
    outlines = {x.id: dict(outline(paths.notebooks / x.file)) for x in syllabus.lessons}
    titles = {
        id: title
        for e in syllabus.exercises
        for id, title in task.titles(paths.exercises / e.id).items()
    }
    items = grading_course.gradebook_items(paths)
    locks = release.all_locks(paths.releases)
    said, items = store.all_responses(), _dated(items, locks)
    found = find(syllabus, outlines, said, items, titles, _cells({r.release for r in said}, locks))
    taken = store.changes()
    rows = (_row(f, found, taken) for f in found)
    return sorted((r for r in rows if not r.idle), key=lambda row: row.handled)


def _dated(items: Iterable[ItemResult], locks: list[Lock]) -> list[ItemResult]:
    """Results under a release of this course or a draft of one.

    The release stands in the answer file, which a student may edit: one that was never made would
    come after every change.
    """
    known = {lock.id for lock in locks}
    return [i for i in items if not known or i.release.partition("+")[0] in known]


def _cells(releases: set[str], locks: list[Lock]) -> dict[str, frozenset[str]]:
    """Release → ids of its cells; a draft's are those of the release that it grew from."""
    by_id = {lock.id: frozenset(k.partition("#")[2] for k in lock.hashes) for lock in locks}
    return {r: by_id.get(r.partition("+")[0], frozenset()) for r in releases}


def _row(finding: Finding, found, taken) -> Row:
    mine = [c for c in taken if c.finding == finding.id]
    newest = steps.state(finding.id, taken)
    decisions = [c for c in mine if c.state in (steps.CHANGED, steps.KEPT)]
    version = decisions[-1].release if decisions and decisions[-1].state == steps.CHANGED else ""
    effect = steps.effect(finding.id, version, found) if version else None
    return Row(
        finding,
        newest.state if newest else "",
        newest.note if newest else "",
        _decided(decisions[-1]) if decisions else "",
        version,
        effect.text if effect else "",
        effect.text if effect and effect.enough else "",
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
            later than `about`, or changed nothing but other lessons since.
        ReleaseError: there is no such release; a draft is none.
    """
    store = open_store(paths.store_url)
    if state == steps.CHANGED and version:
        about = _evidence_for(paths, finding, version, about)
    step = ChangeStep(0, finding, state, version, note.strip(), date.today().isoformat())
    steps.require(step, about, store.changes())
    store.add_change(step.finding, step.state, step.release, step.note, step.date)


def _evidence_for(paths: Paths, finding: str, version: str, about: str) -> str:
    """The release complained about that `version` may have cured, see `record`."""
    locks = {lock.id: lock for lock in release.all_locks(paths.releases)}
    if version not in locks:
        raise release.ReleaseError(f"没有版本 {version}；现有：{'、'.join(locks) or '无'}。")
    mine = {r.finding.release: r.finding for r in collect(paths) if r.finding.id == finding}
    about = about or max(mine, key=steps.order, default="")
    if about not in mine:
        where = f"版本 {about} 下" if about else ""
        raise steps.ChangeError(f"{where}没有 {finding} 这一处，记不了“已修改”。请重新打开这一页。")
    before = locks.get(about.partition("+")[0])
    lesson = mine[about].lesson
    if (
        before
        and steps.later(version, about)
        and not _touched(paths, locks[version], before, lesson)
    ):
        raise steps.ChangeError(
            f"{version} 和 {about} 相比，改的都是别的课，{lesson} 和它的练习没有动过；"
            "请填改了这一处的那个版本。"
        )
    return about


def _touched(paths: Paths, new: Lock, old: Lock, lesson: str) -> bool:
    """Whether anything between two releases may have to do with a lesson: not all is another's."""
    if FIRST_FORMAT in (new.format, old.format):
        return True  # it knew too little
    syllabus = course.load(paths.root / "course.toml")
    others = [f"notebooks/{x.unit}/{x.id}." for x in syllabus.lessons if x.id != lesson]
    others += [f"exercises/{e.id}/" for e in syllabus.exercises if e.lesson != lesson]
    return any(not key.startswith(tuple(others)) for key, _ in new.changed(old))


def newest_evidence(rows: list[Row], finding: str = "") -> str:
    """The newest release under which something was found, of one finding or of all; else ""."""
    found = [r.finding.release for r in rows if finding in ("", r.finding.id)]
    return max(found, key=steps.order, default="")


@dataclass(frozen=True)
class PublicChange:
    """One line of the public page 您说·我们改."""

    said: str
    done: str
    helped: str  # "" while nothing can be said


def public(paths: Paths) -> list[PublicChange]:
    """What was changed, or not, and why; only what ten people or more stand behind leaves the school."""
    told: dict[str, PublicChange] = {}
    # What was said is what was said before the change, under the newest release of that time.
    for row in sorted(collect(paths), key=_before_the_change, reverse=True):
        f = row.finding
        open_ = row.state not in (steps.CHANGED, steps.TOLD, steps.KEPT)
        since = row.changed_in and not row.before  # said after the change, so not what it answers
        if not open_ and not since and f.id not in told and f.n >= ENOUGH:
            told[f.id] = PublicChange(_said(f), row.decided, row.helped)
    return list(told.values())


def _before_the_change(row: Row) -> tuple:
    return row.before, steps.order(row.finding.release)


def _said(f: Finding) -> str:
    """Without anybody's own words: those stay inside the school."""
    if f.kind == "similar_points":
        return f"{f.lesson} 有几位老师没弄懂同一点"
    return f"{f.title}。{f.evidence}"
