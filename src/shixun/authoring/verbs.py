"""The author's verbs on the command line; what they need is imported once one is called."""

from collections.abc import Callable
from pathlib import Path

from shixun import paths

KINDS = "sort pick match grid sliders dialogue timeline letter plan"  # a test compares


def add(verb: Callable, count: Callable[[str], int]) -> None:
    """Put `new` and `import` into a command line.

    Args:
        verb: makes the parser of a verb from its name, its function and what it is for.
        count: the type of an argument that is a number of things.
    """
    text = "按样子写一课（lesson）、一道练习（exercise）或一章（chapter），登记进 course.toml"
    sub = verb("new", new, text)
    sub.add_argument(
        "what",
        choices=["lesson", "exercise", "chapter"],
        metavar="种类",
        help="lesson、exercise 或 chapter",
    )
    sub.add_argument("id", metavar="编号", help="没有用过的编号，如 L19")
    sub.add_argument("--title", default="", metavar="标题")
    sub.add_argument("--lesson", default="", metavar="微课", help="练习属于哪一课，如 L07")
    sub.add_argument("--xlsx", action="store_true", help="练习：只给一张表格模板，填好再导入")
    sub.add_argument("--from", dest="source", metavar="文件", help="练习：从填好的 .xlsx 导入")
    sub.add_argument("--yes", action="store_true", help="和 --from 同用：不再询问")
    sub.add_argument("--unit", default="", metavar="单元", help="微课所在的单元，如 M2")
    sub.add_argument(
        "--minutes", type=count, default=0, metavar="分钟", help="几分钟（微课默认 8，练习默认 20）"
    )
    sub.add_argument(
        "--kind", default="sort", metavar="互动", help=f"先放哪一种互动（默认 sort）：{KINDS}"
    )
    sub = verb(
        "import", import_exercise, "把填好的题目表（.xlsx）变成一道练习：先看一遍，再写进课程"
    )
    sub.add_argument("file", metavar="文件")
    sub.add_argument("--id", metavar="编号", help="表里没写时，如 E07（默认用下一个空号）")
    sub.add_argument("--title", default="", metavar="标题")
    sub.add_argument("--lesson", default="", metavar="微课", help="属于哪一课，如 L07")
    sub.add_argument("--minutes", type=count, default=0, metavar="分钟")
    sub.add_argument("--yes", action="store_true", help="不再询问，直接写")
    sub.add_argument("--replace", action="store_true", help="换掉同一编号的练习；原来的另存，不删")


def new(args) -> int:
    from shixun.authoring import commands
    from shixun.authoring import new as content

    where = paths.current()
    if (args.source or args.xlsx) and args.what != "exercise":
        raise content.NewError("表格只能写练习：shixun new exercise 编号 --xlsx。")
    if args.source:
        return commands.import_file(
            where, Path(args.source), yes=args.yes, again=False, id=args.id, title=args.title,
            lesson=args.lesson, minutes=args.minutes,
        )  # fmt: skip
    if args.xlsx:
        return commands.write_template(where, args.id, args.title, args.lesson)
    if not args.title:
        raise content.NewError("请用 --title 写上标题。")
    if args.what == "exercise":
        minutes = args.minutes or 20
        return commands.new_exercise(where, args.id, args.title, args.lesson, minutes)
    args.minutes = args.minutes or 8
    if args.what == "lesson":
        made = content.lesson(
            where, args.id, unit=args.unit, title=args.title, minutes=args.minutes, kind=args.kind
        )
    else:
        made = content.chapter(where, args.id, title=args.title, kind=args.kind)
    print("\n".join(f"写好了 {p.relative_to(where.root)}" for p in made))
    print(f"接着改这几个文件里带“写”字的方括号，再运行 shixun check {args.id}。")
    return 0


def import_exercise(args) -> int:
    """A filled-in spreadsheet becomes an exercise."""
    from shixun.authoring import commands

    return commands.import_file(
        paths.current(), Path(args.file), yes=args.yes, again=args.replace, id=args.id or "",
        title=args.title, lesson=args.lesson, minutes=args.minutes,
    )  # fmt: skip
