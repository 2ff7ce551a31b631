"""The trainer's home: the five steps with their numbers, and the buttons that take them."""

from ipywidgets import HTML, VBox

from shixun import paths, syllabus
from shixun.autograder import report
from shixun.classroom import course as grading
from shixun.classroom.progress import ClassProgress, ItemShare, item_shares, progress
from shixun.exercises import task
from shixun.forms import Action, Reply
from shixun.paths import Paths
from shixun.syllabus import Syllabus
from shixun.widgets import choice, correct, page, second, trust
from shixun.widgets.form import FormView

BOARD = "改进看板.ipynb"  # beside this page, as set-up puts it
ACTIONS = (
    Action("grade", "收作业并自动评分", primary=True),
    Action("return", "发回反馈", confirm="老师马上能看到分数和评语。现在发回吗？"),
    Action("refresh", "刷新数字"),
)


def show() -> VBox:
    """What the one-line cell of the trainer's home calls."""
    places = paths.current()
    course = syllabus.load(places.root / "course.toml")
    numbers = HTML(overview(places, course))

    def act(action: str, values: dict, uploads: dict) -> Reply:
        reply = run(places, action, values.get("exercise") or "")
        numbers.value = overview(places, course)
        return reply

    steps = FormView(form(course), actions=ACTIONS, on_action=act)
    parts = (trust.section, second.section, correct.section)
    return VBox([numbers, steps, *(part(places, course) for part in parts)])


def form(course: Syllabus) -> dict:
    field = choice.exercise("exercise", "哪一个练习？", course)
    return {"id": "trainer-steps", "title": "走下一步", "fields": [field]}


def run(places: Paths, action: str, exercise: str) -> Reply:
    """One step for one exercise, by nbgrader."""
    if action == "refresh":
        return Reply("数字是刚数的。")
    if not exercise:
        return Reply("先选一个练习，再按按钮。", state="fail")
    try:
        return _grade(places, exercise) if action == "grade" else _return(places, exercise)
    except grading.GradingError as error:
        return Reply(f"{error} 已经评好的都还在；请到批改页看是哪一份。", state="fail")


def _grade(places: Paths, exercise: str) -> Reply:
    if not progress(places, exercise).handed_in:
        return Reply(f"{exercise} 还没有人交。", state="info")
    grading.collect(places, exercise)
    done = grading.autograde(places, exercise)
    now = progress(places, exercise)
    text = f"{exercise}：评好 {now.graded} 份，其中 {now.to_mark} 份还等您批主观题。"
    told = tuple((student, "；".join(texts)) for student, texts in done.notices)
    text += "".join(report.reopened_lines(done))
    if done.unreadable:
        text += f"有 {len(done.unreadable)} 份无法评分，原来的文件都在，请人工看。"
    return Reply(text, state="fail" if done.unreadable else "pass", facts=told)


def _return(places: Paths, exercise: str) -> Reply:
    if not progress(places, exercise).graded:
        return Reply(f"{exercise} 还没有评好的作业，先按“收作业并自动评分”。", state="fail")
    done = grading.give_feedback(places, exercise)
    text = f"{exercise}：发回 {done.sent} 份反馈。"
    if done.in_part:
        text += (
            f"其中 {len(done.in_part)} 份主观题还没批，这一部分没有发分："
            f"{report.names(done.in_part)}。批完再发回一次。"
        )
    if done.left:
        text += f"有 {len(done.left)} 份没有发出去：{report.names(done.left)}。请再按一次。"
    return Reply(text, state="fail" if done.left else "pass")


def overview(places: Paths, course: Syllabus) -> str:
    """The five steps, then which line of each exercise cost most."""
    hardest = [(e, item_shares(places, e.id)) for e in course.exercises]
    return page.render(
        "trainer",
        label="培训者首页",
        synthetic=places.synthetic.is_file(),
        steps=[_step(course, progress(places, e.id)) for e in course.exercises],
        board=BOARD if (places.grading / BOARD).is_file() else "",
        hardest=[
            (f"{e.id} {e.title}", _items(places, e.id, shares)) for e, shares in hardest if shares
        ],
    )


def _step(course: Syllabus, p: ClassProgress) -> tuple[str, ...]:
    return (
        f"{p.exercise} {course.exercise(p.exercise).title}",
        "已发布" if p.released else "未发布",
        f"{p.handed_in} 人交" + (f"，{p.waiting} 份新的没收" if p.waiting else ""),
        f"{p.graded} 份",
        f"{p.to_mark} 份等您" if p.to_mark else "没有等着的",
        f"{p.returned} 份",
        next_step(p),
    )


def next_step(p: ClassProgress) -> str:
    if not p.released:
        return "运行 make setup 发布"
    if not p.handed_in:
        return "等老师交"
    if p.waiting or p.graded < p.handed_in:
        return "收作业并自动评分"
    if p.to_mark:
        return "去批改页批主观题"
    return "发回反馈" if p.returned < p.graded else "都办完了"


def _items(places: Paths, exercise: str, shares: tuple[ItemShare, ...]) -> list[tuple[str, ...]]:
    titles = task.titles(places.exercises / exercise)
    return [(titles.get(s.item, s.item), str(s.graded), str(s.full)) for s in shares]
