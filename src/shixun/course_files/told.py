"""What was done to a course folder, and what is left to do, as sentences."""

from pathlib import Path

from shixun.course_files.compare import Action
from shixun.course_files.differences import differences
from shixun.course_files.upgrade import BESIDE, Upgrade

COUNTED = (Action.REPLACE, Action.ADD, Action.REMOVE)


def done(upgrade: Upgrade) -> list[str]:
    """One line for a folder that was filled; for one that was brought up to date, what was kept too."""
    kept = upgrade.names(Action.SET_BESIDE)
    if not upgrade.before and not kept:
        count = len(upgrade.names(Action.ADD))
        return [
            f"课程 {upgrade.after} 已放进 {upgrade.root}（{count} 个文件）；都可以改，升级时改过的会保留。"
        ]
    if upgrade.before == upgrade.after and not any(
        s.action is not Action.NONE for s in upgrade.steps
    ):
        return [f"课程已是 {upgrade.after}，没有要换的文件。"]
    lines = [
        f"课程已从 {upgrade.before or '不明的版本'} 升到 {upgrade.after}：{_counts(upgrade)}。"
    ]
    if not upgrade.known:
        lines.append("上次展开的记录读不出，所以凡是和新版不同的文件，都当作改过的。")
    if kept:
        lines.append(f"改过的没有动，新版放在“{BESIDE}”文件夹里；逐处的差别请运行 shixun upgrade：")
        lines += [f"  {name}" for name in kept]
    if left := upgrade.names(Action.KEEP_REMOVED):
        lines.append("新版里不再有、但这里改过，所以留着：")
        lines += [f"  {name}" for name in left]
    return lines


def planned(upgrade: Upgrade) -> list[str]:
    """What an upgrade would do to each file; nothing has been written."""
    steps = [f"  {s.action.value} {s.name}" for s in upgrade.steps if s.action is not Action.NONE]
    head = (
        f"从 {upgrade.before or '不明的版本'} 升到 {upgrade.after} 会这样（现在什么都没有写入）："
    )
    return [head, *(steps or ["  没有要换的文件"])]


def _counts(upgrade: Upgrade) -> str:
    found = [(action.value, len(upgrade.names(action))) for action in COUNTED]
    return "、".join(f"{word} {count} 个文件" for word, count in found if count) or "没有要换的文件"


def waiting(root: Path) -> list[str]:
    """Every difference that a person has yet to decide, and how."""
    lines = []
    for name, parts in differences(root):
        lines += [f"{name}（- 是现在的，+ 是新版的）", *(f"  {part}" for part in parts)]
    if lines:
        lines += [
            f"要用新版的：把“{BESIDE}”里的文件移过去，盖掉现在的。要留现在的：把“{BESIDE}”里的那个删掉。"
        ]
    return lines
