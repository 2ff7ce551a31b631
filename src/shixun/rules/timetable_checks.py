"""T-01…T-11 on a timetable: each says 通过, 不通过 or 无法判断, where, by how much, and what to do."""

from collections.abc import Callable

from shixun.rules import burden, rest, screen_time
from shixun.rules.plan import Plan
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import Context, Timetable
from shixun.rules.verdict import State, Verdict

CHECKS: dict[str, Callable[[Plan], Verdict]] = {
    "T-01": burden.not_early,
    "T-02": screen_time.shorter_than_offline,
    "T-03": rest.denser_breaks,
    "T-04": rest.longer_breaks,
    "T-05": screen_time.continuous,
    "T-06": screen_time.whole_day,
    "T-07": burden.lower_grades,
    "T-08": burden.start_and_overlap,
    "T-09": burden.workload,
    "T-10": rest.off_screen,
    "T-11": screen_time.share,
}


def check(timetable: Timetable, context: Context | None = None) -> tuple[Verdict, ...]:
    """All rules of the context's mode, in their order.

    Raises:
        KeyError: the context names a profile that isn't there.
    """
    plan = Plan(timetable, context or Context())
    rules = timetable_rules()
    return tuple(run(plan) for id, run in CHECKS.items() if plan.context.mode in rules[id].modes)


__all__ = ["Context", "State", "Verdict", "check"]
