"""`python -m benchmarks`: measure, compare, write."""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks import beside, button, courses, results, scores, size
from benchmarks.commands import Failed

PARTS = ("data", "code", "size", "button")


def parser() -> argparse.ArgumentParser:
    here = Path(__file__).parent
    found = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = found.add_argument
    add("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    add("--classes", type=int, nargs="+", default=[24, 500], help="sizes beside plain nbgrader")
    add("--plain", type=int, default=24, help="so many of a class plain nbgrader grades")
    add("--full", action="store_true", help="plain nbgrader grades everybody: hours")
    add("--rounds", type=int, default=3, help="how often the engine grades each class")
    add("--sizes", type=int, nargs="+", default=[500, 2000, 10000], help="sizes of large classes")
    add("--presses", type=int, default=9, help="of formgrader's button")
    add("--cores", type=int, default=2, help="used by whatever is measured")
    add("--exercise", default="E04", help="the data exercise")
    add("--out", type=Path, default=here, help="folder of results.json and README.md")
    return found


def main() -> int:
    args = parser().parse_args()
    if wrong := set(args.parts) - set(PARTS):
        print(f"no such part: {', '.join(sorted(wrong))}", file=sys.stderr)
        return 2
    args.out.mkdir(parents=True, exist_ok=True)
    cores = sorted(os.sched_getaffinity(0))[: args.cores]
    os.sched_setaffinity(0, cores)  # every process that is started inherits it
    try:
        for part in args.parts or PARTS:
            print(f"{part} …", flush=True)
            where = results.machine(len(cores), date.today(), os.getloadavg()[0])
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                results.keep(args.out, part, where, _measure(part, args, len(cores), Path(folder)))
    except (scores.Different, Failed) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print((args.out / "README.md").read_text(encoding="utf-8"))
    return 0


def _measure(part: str, args, workers: int, place: Path):
    data = courses.data_exercise(args.exercise)
    plain = max(args.classes) if args.full else args.plain
    if part == "size":
        return size.measure(data, args.sizes, workers, place)
    if part == "button":
        return button.measure(data, min(args.classes), args.presses, place)
    exercise = data if part == "data" else courses.code_exercise()
    return beside.measure(exercise, args.classes, plain, args.rounds, workers, place)


if __name__ == "__main__":
    sys.exit(main())
