"""How far the privacy rules agree with a careful reader of real forms, as a count.

python -m shixun.rules.privacy_agreement DIR [--json]
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shixun.rules.privacy import Column, FormFacts
from shixun.rules.privacy_checks import Judgement, judge_all

RESULTS = {"agree": "一致", "differ": "不一致", "undecided": "无法判断"}


@dataclass(frozen=True)
class ComparedRow:
    """One column: what the reader says, what the rules say."""

    form: str
    column: str
    expected: str
    got: str
    confidence: str
    why: str

    @property
    def result(self) -> str:
        if self.got in ("depends", "unknown"):
            return "undecided"
        return "agree" if self.got == self.expected else "differ"


def facts(data: dict[str, Any]) -> FormFacts:
    columns = tuple(Column(f["field"], f.get("required")) for f in data["fields"])
    return FormFacts(
        data["title"],
        data["stated_purpose"],
        data["respondent"],
        columns,
        basis=data.get("basis", ""),
    )


def compare(data: dict[str, Any]) -> tuple[ComparedRow, ...]:
    """Columns on which the reader is sure enough, beside the verdict of the rules."""
    judged: tuple[Judgement | None, ...] = judge_all(facts(data)) or (None,) * len(data["fields"])
    return tuple(
        ComparedRow(
            data["id"],
            f["field"],
            f["expected"],
            j.stand if j else "unknown",
            f["confidence"],
            (f"{j.reason}只在“{j.when}”时留。" if j.when else j.reason)
            if j
            else "目的不在词表里。",
        )
        for f, j in zip(data["fields"], judged, strict=True)
        if f["confidence"] != "low"
    )


def agreement(folder: Path) -> tuple[ComparedRow, ...]:
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
    return tuple(line for data in found for line in compare(data))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    lines = agreement(args.folder)
    counts = Counter(line.result for line in lines)
    open_lines = [line for line in lines if line.result != "agree"]
    if args.json:
        wire = [{**vars(line), "result": line.result} for line in open_lines]
        print(
            json.dumps(
                {"counts": counts, "of": len(lines), "open": wire}, ensure_ascii=False, indent=1
            )
        )
        return 0
    print(f"共 {len(lines)} 栏：" + "，".join(f"{RESULTS[r]} {counts[r]}" for r in RESULTS))
    for line in open_lines:
        print(
            f"{line.form} {line.column}：{RESULTS[line.result]}（读者 {line.expected}，规则 {line.got}）。{line.why}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
