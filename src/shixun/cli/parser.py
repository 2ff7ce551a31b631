"""The verbs with their options and their help, in Chinese."""

import argparse

from shixun import __version__
from shixun.autograder import command, i18n
from shixun.cli import verbs

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
    subparsers = top.add_subparsers(title="命令", metavar="命令", required=True)

    def verb(name, run, text, *, as_json=False):
        sub = subparsers.add_parser(
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

    verb("setup", verbs.setup, "准备好文件夹、成绩库、意见库，发布练习；可反复运行，不丢数据")
    with_ports(verb("up", verbs.up, "打开教师端、培训端和指南，只在本机；Ctrl-C 全部关闭"))
    sub = verb("demo", verbs.demo, "用一批合成数据走完整个闭环，再打开三个入口")
    with_ports(sub)
    sub.add_argument("--seed", type=int, default=2026, help="随机种子（默认 2026）")
    sub.add_argument("--no-servers", action="store_true", help="只生成数据，不打开入口")
    text = "检查一张课表（.csv、.xlsx）、一份填好的题目（.xlsx），或一课、一道练习、一章；有不通过时退出码为 1"
    sub = verb("check", verbs.check, text, as_json=True)
    what = sub.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="文件或编号", help="如 课表.xlsx、E04、exercises/E04"
    )
    what.add_argument("--all", action="store_true", help="课程里的全部：每一课、每道练习、每一章")
    sub.add_argument("--stage", default="小学", choices=["小学", "初中", "高中"], help="学段")
    sub.add_argument(
        "--mode", default="延期开学线上", choices=["延期开学线上", "常态课堂"], help="适用模式"
    )
    text = "按样子写一课（lesson）、一道练习（exercise）或一章（chapter），登记进 course.toml"
    sub = verb("new", verbs.new, text)
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
        "import", verbs.import_exercise, "把填好的题目表（.xlsx）变成一道练习：先看一遍，再写进课程"
    )
    sub.add_argument("file", metavar="文件")
    sub.add_argument("--id", metavar="编号", help="表里没写时，如 E07（默认用下一个空号）")
    sub.add_argument("--title", default="", metavar="标题")
    sub.add_argument("--lesson", default="", metavar="微课", help="属于哪一课，如 L07")
    sub.add_argument("--minutes", type=command.count, default=0, metavar="分钟")
    sub.add_argument("--yes", action="store_true", help="不再询问，直接写")
    sub.add_argument("--replace", action="store_true", help="换掉同一编号的练习；原来的另存，不删")
    verb(
        "build",
        verbs.build,
        "由练习的声明生成 nbgrader 用的笔记本；手改过的另存，不覆盖",
        as_json=True,
    )
    i18n.use_language("zh_CN")  # the kit's help is Chinese; what grading says is by the locale
    text = "评分：任何 nbgrader 课程；重新运行只评有变化的"
    command.add_arguments(verb("grade", command.run, text))
    i18n.use_language("")
    verb("findings", verbs.findings, "列出课程里最该改的地方和证据", as_json=True)
    sub = verb(
        "items", verbs.items, "每道题难不难、分不分得开、常错成什么；人少的不显示", as_json=True
    )
    sub.add_argument("exercise", nargs="?", metavar="练习", help="如 E04；不写就是全部")
    sub = verb("explain", verbs.explain, "一份作业的分从哪来：按哪条规则、看了哪个值", as_json=True)
    sub.add_argument("exercise", metavar="练习", help="如 E04")
    sub.add_argument("student", metavar="学员", help="成绩库里的编号")
    sub = verb(
        "release", verbs.make_release, "看现在的课程版本；给出编号就生成一个新版本", as_json=True
    )
    sub.add_argument("id", nargs="?", metavar="编号", help="如 2026.12")
    text = "把课程文件夹升到装好的版本：没改过的换新，改过的一个不动，列出差别"
    sub = verb("upgrade", verbs.upgrade, text, as_json=True)
    sub.add_argument("--dry-run", action="store_true", help="只列出会做什么，什么都不写入")
    verb("tidy", verbs.tidy, "把笔记本整理成规范格式（提交前用）")
    return top
