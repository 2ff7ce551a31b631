"""From responses and graded items to findings: what in the course needs work first, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from shixun.analytics.suppression import ENOUGH, FEW, words
from shixun.analytics.wilson import wilson
from shixun.classroom.records import ItemResult
from shixun.responses.records import ALL_CLEAR, Response
from shixun.syllabus import Syllabus

CLEAR_GOAL = 0.8  # 默认: share of 清楚 4–5 below which a lesson has to be changed
SIMILAR = 3  # 默认: as many alike unclear points make a finding
ALIKE = 0.3  # 默认: share of common pairs of characters (Dice) from which two texts are alike
PRIORITIES = ("必须修改", "建议修改", "继续观察", "人数还少")


@dataclass(frozen=True)
class Finding:
    """One thing about one place. k of n people; n counts each person once."""

    id: str
    lesson: str
    cell: str
    kind: str  # unclear_lesson | unclear_cell | similar_points | item
    title: str
    release: str
    k: int
    n: int
    evidence: str
    why: str
    priority: str
    measure: str = ""  # what is counted, where a finding of this id may count one thing or another

    @property
    def shown(self) -> bool:
        """Whether its number may be seen inside the school."""
        return self.n >= FEW


def find(
    course: Syllabus,
    outlines: Mapping[str, Mapping[str, str]],
    responses: Iterable[Response],
    items: Iterable[ItemResult],
    titles: Mapping[str, str],
    cells: Mapping[str, frozenset[str]] | None = None,
) -> tuple[Finding, ...]:
    """All findings, the most urgent first, per release.

    Args:
        outlines: lesson → cell id → heading.
        titles: item id → title.
        cells: release → ids of the cells that it had. A cell that somebody once found unclear is
            counted under every release that had it, nobody's word against it (0 of n) included;
            else a change that helped would look as if nobody had answered since.
    """
    responses, items = tuple(responses), tuple(items)
    found: list[Finding] = []
    for lesson in course.lessons:
        said = [r for r in responses if r.lesson == lesson.id]
        ever = {r.cell for r in said} - {"", ALL_CLEAR}
        for release in sorted({r.release for r in said}):
            mine = [r for r in said if r.release == release]
            known = ever & (cells or {}).get(release, frozenset())
            found += _lesson(lesson.id, release, mine, outlines.get(lesson.id, {}), known)
    for exercise in course.exercises:
        mine = [i for i in items if i.exercise == exercise.id and not i.manual and i.release]
        for release in sorted({i.release for i in mine}):
            now = [i for i in mine if i.release == release]
            found += _items(exercise.id, exercise.lesson, release, now, titles, found)
    return tuple(sorted(found, key=lambda f: (PRIORITIES.index(f.priority), -_weight(f), f.id)))


def _weight(finding: Finding) -> float:
    return wilson(finding.k, finding.n)[0] if finding.n else 0


def _lesson(lesson: str, release: str, mine: list[Response], outline, known) -> list[Finding]:
    n = len(mine)
    clear = sum(r.clear >= 4 for r in mine)
    found = [_clear(lesson, release, clear, n)]
    placed = [r for r in mine if r.cell]
    counts = Counter(r.cell for r in placed if r.cell != ALL_CLEAR)
    counts.update(dict.fromkeys(sorted(known), 0) if placed else {})
    for cell, k in counts.items():
        heading = outline.get(cell, "（这一版已没有这部分）")
        found.append(_cell(lesson, cell, heading, release, k, len(placed)))
    found += _similar(lesson, release, mine)
    return found


def _clear(lesson: str, release: str, clear: int, n: int) -> Finding:
    unclear = n - clear
    if n < ENOUGH:
        priority, why = "人数还少", f"满 {ENOUGH} 人才判断〔默认〕。"
    elif wilson(clear, n)[1] < CLEAR_GOAL:
        priority = "必须修改"
        why = f"觉得清楚（4–5 分）的比例，区间上限也不到 {CLEAR_GOAL:.0%}〔默认〕。"
    else:
        priority, why = "继续观察", "没有越过必须修改的线〔默认〕。"
    evidence = f"没打 4–5 分的：{words(unclear, n)}"
    return Finding(
        f"F-{lesson}-clear", lesson, "", "unclear_lesson", f"{lesson} 整课讲得清不清楚", release,
        unclear, n, evidence, why, priority,
    )  # fmt: skip


def _cell(lesson: str, cell: str, heading: str, release: str, k: int, n: int) -> Finding:
    if n < ENOUGH:
        priority, why = "人数还少", f"满 {ENOUGH} 人才判断〔默认〕。"
    elif wilson(k, n)[0] > 0.1:
        priority, why = "建议修改", "点它的人不止零星几个：区间下限超过 10%〔默认〕。"
    else:
        priority, why = "继续观察", "点它的人还少。"
    evidence = f"点这里“最没讲清”的（分母含“都清楚”）：{words(k, n)}"
    return Finding(
        f"F-{cell}", lesson, cell, "unclear_cell", f"{lesson} “{heading}”没讲清", release,
        k, n, evidence, why, priority,
    )  # fmt: skip


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(c for c in text if c.isalnum())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def alike(a: str, b: str) -> float:
    """Dice's share of common pairs of neighbouring characters, 0 … 1; crude, and easy to check."""
    first, second = _pairs(a), _pairs(b)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def groups(texts: list[str]) -> list[list[str]]:
    """Texts that are alike to the first of a group, largest group first."""
    found: list[list[str]] = []
    for text in sorted(texts, key=lambda t: (-len(t), t)):
        home = next((g for g in found if alike(g[0], text) >= ALIKE), None)
        if home is None:
            found.append([text])
        else:
            home.append(text)
    return sorted(found, key=lambda g: (-len(g), g[0]))


def _similar(lesson: str, release: str, mine: list[Response]) -> list[Finding]:
    n = len(mine)
    if n < FEW:
        return []
    found = []
    texts = [r.muddiest.strip() for r in mine if r.muddiest.strip()]
    for group in (g for g in groups(texts) if len(g) >= SIMILAR):
        evidence = f"意思相近的有 {len(group)} 条，如“{group[-1]}”"
        found.append(
            Finding(
                f"F-{lesson}-said-{_mark(min(group, key=texts.index))}", lesson, "", "similar_points",
                f"{lesson} 没弄懂的一点：{group[-1]}", release, len(group), n, evidence,
                f"相近的话满 {SIMILAR} 条〔默认〕；按相同的字词归的类，请读原话再定。", "建议修改",
            )
        )  # fmt: skip
    return found


def _mark(first: str) -> str:
    """Names a group by what was said first in it, so that later responses do not rename it, and
    steps taken on it are never shown beside another point."""
    return sha256(first.encode()).hexdigest()[:6]


def _items(exercise, lesson, release, mine, titles, others) -> list[Finding]:
    unclear = {
        f.lesson
        for f in others
        if (f.kind, f.priority, f.release) == ("unclear_lesson", "必须修改", release)
    }
    found = []
    for item in dict.fromkeys(i.item for i in mine):
        people = {i.student: i for i in mine if i.item == item}
        first = [i for i in people.values() if i.first is not None]
        judged = first or list(people.values())
        wrong = sum((i.first != "pass") if first else (i.points < i.out_of) for i in judged)
        n = len(judged)
        if n < ENOUGH:
            priority, why = "人数还少", f"满 {ENOUGH} 人才判断〔默认〕。"
        elif wilson(wrong, n)[0] > 0.5:
            priority = "必须修改" if lesson in unclear else "建议修改"
            why = (
                "做错的过半，而且课也讲得不清楚：先改课。"
                if lesson in unclear
                else "课说得清楚，题却过半做错：题目或讲法里有误会，先看错在哪个值。"
            )
        else:
            priority, why = "继续观察", "错的没有过半。"
        what = "第一次检查没过" if first else "交上来没得满分"
        found.append(
            Finding(
                f"F-{item}", lesson, item, "item", f"{exercise} “{titles.get(item, item)}”做错",
                release, wrong, n, f"{what}的：{words(wrong, n)}", why, priority, what,
            )
        )  # fmt: skip
    return found
