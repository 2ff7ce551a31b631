"""Scorers by kind. A declaration names a kind; another package adds kinds by entry point.

[project.entry-points."shixun.scorers"]
my_kind = "my_package.my_module:MyScorer"
"""

from importlib.metadata import entry_points

from shixun.exercises.scorers.base import Scorer
from shixun.exercises.scorers.choice import Choice
from shixun.exercises.scorers.f1 import F1
from shixun.exercises.scorers.filled import Filled
from shixun.exercises.scorers.key_match import KeyMatch
from shixun.exercises.scorers.minutes_between import MinutesBetween
from shixun.exercises.scorers.needed import Needed
from shixun.exercises.scorers.notice import NoticeKinds, NoticePart
from shixun.exercises.scorers.number import Number
from shixun.exercises.scorers.reasons import Reasons
from shixun.exercises.scorers.rule import RuleScorer
from shixun.exercises.scorers.sessions_kept import SessionsKept
from shixun.exercises.scorers.table import Table
from shixun.exercises.scorers.third_party import ThirdPartyScorer
from shixun.exercises.scorers.under14 import Under14
from shixun.exercises.scorers.unneeded import Unneeded

__all__ = ["BUILT_IN", "GROUP", "Scorer", "find"]

GROUP = "shixun.scorers"
BUILT_IN: dict[str, type[Scorer]] = {
    kind.__struct_config__.tag: kind
    for kind in (
        Choice, F1, Filled, KeyMatch, MinutesBetween, Needed, NoticeKinds, NoticePart, Number,
        Reasons, RuleScorer, SessionsKept, Table, ThirdPartyScorer, Under14, Unneeded,
    )
}  # fmt: skip


def find(kind: str) -> type[Scorer]:
    """The scorer of this kind, our own or one that another package brings.

    Raises:
        KeyError: there is none.
    """
    if kind in BUILT_IN:
        return BUILT_IN[kind]
    (found,) = entry_points(group=GROUP, name=kind) or (None,)
    if found is None:
        raise KeyError(kind)
    return found.load()
