"""How far the timetable rules agree with a careful reader of real timetables, as a count.

python -m shixun.rules.timetable_agreement DIR [--json]
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from shixun.rules import reading
from shixun.rules.timetable import Context
from shixun.rules.timetable_checks import check

RESULTS = {"pass": "pass", "fail": "fail", "undecided": "not-decidable"}


@dataclass(frozen=True)
class ComparedRow:
    """One rule on one timetable: what the reader says, what the rule says."""

    timetable: str
    rule: str
    expected: str
    got: str
    rows_agree: bool  # of a failed rule: the same rows
    confidence: str
    why: str

    @property
    def agrees(self) -> bool:
        return self.expected == self.got


def compare(csv: Path) -> tuple[ComparedRow, ...]:
    reader = json.loads(
        csv.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8")
    )
    table = reading.read_bytes(csv.name, csv.read_bytes()).timetable
    verdicts = {v.rule: v for v in check(table, Context())}
    lines = []
    for rule, expected in sorted({**reader["rules"], "T-01": reader["T-01"]}.items()):
        verdict = verdicts[rule]
        same = expected["result"] != "fail" or sorted(expected["rows"]) == list(verdict.where)
        sure = expected.get("confidence", "high")
        got = RESULTS[verdict.state.value]
        lines.append(
            ComparedRow(reader["id"], rule, expected["result"], got, same, sure, verdict.text)
        )
    return tuple(lines)


def agreement(folder: Path) -> tuple[ComparedRow, ...]:
    """All verdicts of all timetables of a folder that have a reader's verdicts beside them."""
    tables = [p for p in sorted(folder.glob("*.csv")) if p.with_suffix(".expected.json").is_file()]
    return tuple(line for p in tables for line in compare(p))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    every = agreement(args.folder)
    sure = [line for line in every if line.confidence != "low"]
    counts = Counter(line.agrees for line in sure)
    rows = sum(line.rows_agree for line in sure)
    differ = [line for line in every if not (line.agrees and line.rows_agree)]
    if args.json:
        wire = {"verdicts": len(sure), "agree": counts[True], "rows_agree": rows}
        print(
            json.dumps(
                {**wire, "differ": [asdict(line) for line in differ]}, ensure_ascii=False, indent=1
            )
        )
        return 0
    print(f"共 {len(sure)} 条判断（把握低的不计），一致 {counts[True]}，行号也一致 {rows}。")
    for line in differ:
        print(
            f"{line.timetable} {line.rule}：读者 {line.expected}，规则 {line.got}（{line.confidence}）。{line.why}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
