"""The command line: few verbs, each of which does one whole thing. Talks Chinese, like the kit."""

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

from shixun import __version__, notebooks, paths, release, release_notes, signals
from shixun.autograder import command, i18n
from shixun.autograder.errors import GradingError
from shixun.course_files import told
from shixun.course_files import upgrade as upgrading
from shixun.course_files.compare import Action
from shixun.course_files.differences import differences
from shixun.records import RecordError
from shixun.server.errors import ServerError

EPILOG = """\
常用的三条：
  shixun up                 打开教师端、培训端和指南（Ctrl-C 全部关闭）
  shixun check 课表.xlsx    检查一张课表：哪条规则不通过、怎么改
  shixun findings           课程组：先改哪里，凭什么

会输出数据的命令都有 --json。数据放在 var/ 和 grading/ 里，重新运行不会丢。
"""


KINDS = "sort pick match grid sliders dialogue timeline letter plan"  # a test compares


class Chinese(argparse.RawDescriptionHelpFormatter):
    """argparse's help with its own headings in Chinese."""

    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def start_section(self, heading):
        names = {"options": "选项", "positional arguments": "参数"}
        super().start_section(names.get(heading, heading))


class Parser(argparse.ArgumentParser):
    """What cannot be understood is said in Chinese, with the way it is written."""

    def error(self, message):
        self.exit(2, f"{self.format_usage()}命令写得不对。请照上面的用法写；说明：{self.prog} -h\n")


def port(text: str) -> int:
    """A port that a server can listen on."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


class UserError(Exception):
    """Something the user can mend; its text is all that is printed."""


def _print(data, as_json: bool, lines) -> None:
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))


def _course() -> paths.Paths:
    """The course to work with; unpacked or brought up to date if need be, which is then said."""
    where, done = upgrading.open_course(Path.cwd())
    if done:
        print("\n".join(told.done(done)), flush=True)
    return where


def setup(args) -> int:
    where = _course()  # before what takes seconds to import: a wrong folder is said at once
    from shixun.server import setup as server_setup

    server_setup.setup(where)
    return 0


def upgrade(args) -> int:
    done = upgrading.upgrade_here(Path.cwd(), dry=args.dry_run)
    steps = {s.name: s.action.value for s in done.steps if s.action is not Action.NONE}
    lines = told.planned(done) if args.dry_run else [*told.done(done), *told.waiting(done.root)]
    data = {"from": done.before, "to": done.after, "steps": steps}
    _print(data | {"waiting": dict(differences(done.root))}, args.json, lines)
    return 0


def up(args) -> int:
    where = _course()
    from shixun.server import up as server_up

    return server_up.up(where, ports=tuple(args.ports)) or 0


def demo(args) -> int:
    course = _course()
    from shixun.demo import cohort
    from shixun.server import up as server_up

    where = cohort.prepare(course, seed=args.seed)
    return 0 if args.no_servers else server_up.up(where, ports=tuple(args.ports)) or 0


def check(args) -> int:
    from shixun.authoring import check as content
    from shixun.rules import reading, timetable_checks

    if args.all:
        return _problems(content.everything(paths.current()), args.json)
    if not args.file:
        raise UserError("请写要检查的文件或编号；全部检查用 --all。")
    if (problems := content.problems(paths.current(), args.file)) is not None:
        return _problems(problems, args.json)
    file = Path(args.file)
    if not file.is_file():
        raise UserError(f"找不到文件 {file}；请检查路径。")
    read = reading.read_bytes(file.name, file.read_bytes())
    context = timetable_checks.Context(stage=args.stage, mode=args.mode)
    verdicts = timetable_checks.check(read.timetable, context)
    data = [
        {
            "rule": v.rule,
            "name": v.name,
            "result": v.state.value,
            "rows": list(v.where),
            "text": v.text,
            "basis": v.basis,
            "readings": {when: state.value for when, state in v.readings},
        }
        for v in verdicts
    ]
    lines = [
        f"{v.rule} {v.name}  {v.state.chinese}\n    {v.text}\n    依据：{v.basis}" for v in verdicts
    ]
    unread = [str(p) for p in read.problems]
    _print({"verdicts": data, "unread": unread}, args.json, [*unread, *lines])
    return 1 if any(d["result"] == "fail" for d in data) else 0


def _problems(problems, as_json: bool) -> int:
    """What an author should mend, and what a template left to be written; 1 if there is a mistake."""
    wrong = [str(p) for p in problems if not p.todo]
    todo = [str(p) for p in problems if p.todo]
    lines = [*wrong, *todo] or ["没有问题。"]
    if todo and not wrong:
        lines.append("写法都对，上面这些还要写。")
    _print({"problems": wrong, "todo": todo}, as_json, lines)
    return 1 if wrong else 0


def new(args) -> int:
    from shixun.authoring import commands
    from shixun.authoring import new as content

    where = paths.current()
    if args.source:
        return commands.import_file(
            where, Path(args.source), yes=args.yes, again=False, id=args.id, title=args.title,
            lesson=args.lesson, minutes=args.minutes,
        )  # fmt: skip
    if args.xlsx:
        return commands.write_template(where, args.id, args.title, args.lesson)
    if not args.title:
        raise UserError("请用 --title 写上标题。")
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


def build(args) -> int:
    from shixun.classroom import course

    done = course.build(paths.current())
    lines = [f"{b.exercise}：{'、'.join(b.changed) or '没有变化'}" for b in done]
    data = {b.exercise: {"changed": b.changed, "set_aside": [*map(str, b.set_aside)]} for b in done}
    _print(data, args.json, lines or ["还没有练习。"])
    return 0


def import_exercise(args) -> int:
    from shixun.authoring import commands

    return commands.import_file(
        paths.current(), Path(args.file), yes=args.yes, again=args.replace, id=args.id or "",
        title=args.title, lesson=args.lesson, minutes=args.minutes,
    )  # fmt: skip


def findings(args) -> int:
    from shixun.analytics import board as board_findings

    found = board_findings.collect(paths.current())
    _print(board_findings.to_json(found), args.json, board_findings.to_text(found))
    return 0


def items(args) -> int:
    from shixun import syllabus
    from shixun.analytics import trust

    where = paths.current()
    every = tuple(e.id for e in syllabus.load(where.root / "course.toml").exercises)
    chosen = (args.exercise,) if args.exercise else every
    if args.json:
        _print(trust.collect(where, chosen), True, ())
    else:
        _print(None, False, trust.to_text(where, chosen))
    return 0


def explain(args) -> int:
    from shixun.analytics import explain as grounds
    from shixun.analytics import explained

    found = grounds.explain(paths.current(), args.exercise, args.student)
    _print(explained.to_json(found), args.json, explained.to_text(found))
    return 0


def make_release(args) -> int:
    where = paths.current()
    if args.id:
        lock = release.make(where, args.id, date.today().isoformat())
        changes = release.changes(where)
        lines = [f"已生成版本 {lock.id}。", *release_notes.told(where, changes)]
        _print({"id": lock.id, "cells": len(lock.hashes)}, args.json, lines)
        return 0
    made = [lock.id for lock in release.all_locks(where.releases)]
    changes = release.changes(where)
    data = {"current": release.current(where), "releases": made, "changes": dict(changes.parts)}
    lines = [f"现在的版本：{data['current']}", f"已有版本：{'、'.join(made) or '无'}"]
    _print(data, args.json, [*lines, *release_notes.told(where, changes)])
    return 0


def tidy(args) -> int:
    changed = [p for p in notebooks.all_notebooks(paths.current().root) if notebooks.tidy(p)]
    print("\n".join(f"已整理 {p.name}" for p in changed) or "笔记本都已是规范格式。")
    return 0


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")


def parser() -> argparse.ArgumentParser:
    top = Parser(
        prog="shixun",
        description="师训：教师信息化能力的微课、练习、工作指南和意见闭环。",
        epilog=EPILOG,
        formatter_class=Chinese,
        add_help=False,
    )
    _add_help(top)
    version = f"shixun {__version__}"
    top.add_argument("--version", action="version", version=version, help="显示程序版本")
    verbs = top.add_subparsers(title="命令", metavar="命令", required=True)

    def verb(name, run, text, *, as_json=False):
        sub = verbs.add_parser(
            name, help=text, description=text, formatter_class=Chinese, add_help=False
        )
        _add_help(sub)
        sub.set_defaults(run=run)
        if as_json:
            sub.add_argument("--json", action="store_true", help="输出 JSON，给程序用")
        return sub

    def with_ports(sub):
        sub.add_argument(
            "--ports",
            nargs=3,
            type=port,
            default=[8801, 8802, 8803],
            metavar=("教师端", "培训端", "指南"),
            help="三个端口，1 到 65535（默认 8801 8802 8803）",
        )

    verb("setup", setup, "准备好文件夹、成绩库、意见库，发布练习；可反复运行，不丢数据")
    with_ports(verb("up", up, "打开教师端、培训端和指南，只在本机；Ctrl-C 全部关闭"))
    sub = verb("demo", demo, "用一批合成数据走完整个闭环，再打开三个入口")
    with_ports(sub)
    sub.add_argument("--seed", type=int, default=2026, help="随机种子（默认 2026）")
    sub.add_argument("--no-servers", action="store_true", help="只生成数据，不打开入口")
    text = "检查一张课表（.csv、.xlsx）、一份填好的题目（.xlsx），或一课、一道练习、一章；有不通过时退出码为 1"
    sub = verb("check", check, text, as_json=True)
    sub.add_argument(
        "file", nargs="?", metavar="文件或编号", help="如 课表.xlsx、E04、exercises/E04"
    )
    sub.add_argument("--all", action="store_true", help="课程里的全部：每一课、每道练习、每一章")
    sub.add_argument("--stage", default="小学", choices=["小学", "初中", "高中"], help="学段")
    sub.add_argument(
        "--mode", default="延期开学线上", choices=["延期开学线上", "常态课堂"], help="适用模式"
    )
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
        "--minutes",
        type=command.count,
        default=0,
        metavar="分钟",
        help="几分钟（微课默认 8，练习默认 20）",
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
    sub.add_argument("--minutes", type=command.count, default=0, metavar="分钟")
    sub.add_argument("--yes", action="store_true", help="不再询问，直接写")
    sub.add_argument("--replace", action="store_true", help="换掉同一编号的练习；原来的另存，不删")
    verb("build", build, "由练习的声明生成 nbgrader 用的笔记本；手改过的另存，不覆盖", as_json=True)
    i18n.use_language("zh_CN")  # the kit's help is Chinese; what grading says is by the locale
    command.add_arguments(
        verb("grade", command.run, "评分：任何 nbgrader 课程；重新运行只评有变化的")
    )
    i18n.use_language("")
    verb("findings", findings, "列出课程里最该改的地方和证据", as_json=True)
    sub = verb("items", items, "每道题难不难、分不分得开、常错成什么；人少的不显示", as_json=True)
    sub.add_argument("exercise", nargs="?", metavar="练习", help="如 E04；不写就是全部")
    sub = verb("explain", explain, "一份作业的分从哪来：按哪条规则、看了哪个值", as_json=True)
    sub.add_argument("exercise", metavar="练习", help="如 E04")
    sub.add_argument("student", metavar="学员", help="成绩库里的编号")
    sub = verb("release", make_release, "看现在的课程版本；给出编号就生成一个新版本", as_json=True)
    sub.add_argument("id", nargs="?", metavar="编号", help="如 2026.12")
    text = "把课程文件夹升到装好的版本：没改过的换新，改过的一个不动，列出差别"
    sub = verb("upgrade", upgrade, text, as_json=True)
    sub.add_argument("--dry-run", action="store_true", help="只列出会做什么，什么都不写入")
    verb("tidy", tidy, "把笔记本整理成规范格式（提交前用）")
    return top


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        with signals.stoppable():
            return args.run(args)
    except (
        UserError,
        ServerError,
        release.ReleaseError,
        RecordError,
        notebooks.NotebookError,
        upgrading.CourseFilesError,
        FileNotFoundError,
        GradingError,
    ) as error:
        print(f"出错了：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads has had enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\n停下了。数据都在，再运行一次就接着来。", file=sys.stderr)
        return 130
