"""L11: strike out columns of two forms; the first has nothing to keep, the second is half done."""

from typing import Any

from shixun.forms import Action, Message, Reply
from shixun.lessons.quiz import WORDS
from shixun.rules.privacy import Column, read_purposes
from shixun.rules.privacy_checks import Judgement, judge, records

AUTO = "check"
POPUP = {
    "p1": "姓名", "p2": "专业", "p3": "层次", "p4": "分数", "p5": "电话", "p6": "QQ/微信", "p7": "地址",
}  # fmt: skip
CONTACT = {
    "c1": "学生姓名", "c2": "学生身份证号", "c3": "监护人电话", "c4": "班级", "c5": "家庭月收入",
    "c6": "监护人称谓", "c7": "监护人工作单位", "c8": "孩子过敏史",
}  # fmt: skip
DONE = {"c1": "keep", "c2": "drop", "c3": "keep"}
WHY = {
    "p1": "看通知不用报名字", "p2": "通知谁都能看，和学什么专业没关系", "p3": "看通知不分学历",
    "p4": "分数是招生要的，看通知用不着", "p5": "看通知用不着打电话", "p6": "看通知不用加好友",
    "p7": "网页上看，不用寄到家",
    "c1": "不知道是哪个孩子，没法联系", "c2": "打电话用不着", "c3": "没有它就联系不上",
    "c4": "有同名的孩子，靠班级分清", "c5": "找家长，用不着知道收入",
    "c6": "接电话的是妈妈还是爷爷，要知道怎么称呼", "c7": "打电话找得到人就行，不用知道在哪儿上班",
    "c8": "过敏是大事，可这张表只管找人；真要问，另做一张，写明用途",
}  # fmt: skip
SHEETS = (("popup", POPUP, "看一份通知", "访客"), ("contact", CONTACT, "家校联系", "家长"))

actions = (Action("check", "看看划得对不对", primary=True),)


def form() -> dict[str, Any]:
    return {
        "id": "L11-practice",
        "title": "划一划，两张表",
        "words": WORDS,
        "fields": [
            _cards("popup", "弹出来的表", "您只想看一份通知。用不着的，划掉。", POPUP),
            _cards(
                "contact",
                "家校联系表（合成数据）",
                "用途只有一个：老师有事时找得到家长。前三栏划好了，后面的您来。",
                CONTACT,
            ),
        ],
    }


def _cards(id: str, label: str, help: str, columns: dict[str, str]) -> dict[str, Any]:
    cards = [{"id": card, "text": text} | _note(card) for card, text in columns.items()]
    options = [{"value": "keep", "label": "留"}, {"value": "drop", "label": "划掉"}]
    return {
        "id": id, "kind": "cards", "label": label, "help": help, "cards": cards, "options": options,
    }  # fmt: skip


def _note(card: str) -> dict[str, str]:
    if card not in DONE:
        return {}
    return {"note": f"{'留' if DONE[card] == 'keep' else '删'}：{WHY[card]}"}


def start() -> dict[str, Any]:
    return {"popup": {}, "contact": dict(DONE)}


def act(action_id: str, values: dict[str, Any]) -> Reply:
    """Explain every card that has been decided; the half that was given is not counted as hers."""
    messages, right, left = [], 0, 0
    for id, columns, purpose, respondent in SHEETS:
        chosen = values.get(id) or {}
        for card, label in columns.items():
            choice = chosen.get(card)
            if not choice:
                left += 1
                continue
            judged = judge(Column(label), read_purposes(purpose), respondent)
            message = _message(id, card, choice, judged, purpose)
            messages.append(message)
            right += message.state == "pass"
    total = len(POPUP) + len(CONTACT)
    if right == total:
        text = "都划对了。弹出来的表一栏不用填；家校联系八栏剩四栏。"
        return Reply(text, "pass", tuple(messages))
    if not left:
        return Reply(f"{total} 栏里划对 {right} 栏，红的那几栏再想想。", "fail", tuple(messages))
    return Reply(f"还有 {left} 栏没定。", "info", tuple(messages))


def _message(id: str, card: str, choice: str, judged: Judgement, purpose: str) -> Message:
    wanted = "keep" if judged.stand == "keep" else "drop"
    basis = records()["V-02"].basis
    text = f"{WHY[card]}。"
    if choice != wanted:
        text = (
            f"该留：{text}划掉了，{purpose}就做不成了。" if wanted == "keep" else f"该划掉：{text}"
        )
    state = "pass" if choice == wanted else "fail"
    return Message(state, text, basis=basis, field=id, card=card)
