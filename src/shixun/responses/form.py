"""The response form: ninety seconds, where it was unclear, and nothing that says who answers."""

import json
import os
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from shixun import paths, release
from shixun import syllabus as course
from shixun.forms import Action, Message, Reply
from shixun.responses.records import ALL_CLEAR, LENGTHS, USES, Response
from shixun.responses.retention import RETENTION
from shixun.responses.scrub import scrub
from shixun.responses.store import open_store
from shixun.syllabus import Syllabus

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
ACTIONS = (Action("send", "交意见", primary=True),)
WITHDRAW = (Action("withdraw", "撤回我的意见", primary=True),)
WHY_NOT = (
    ("time", "没有时间"),
    ("equipment", "设备或网络不够"),
    ("fit", "和我的课对不上"),
    ("unsure", "还没学会"),
    ("permission", "要学校先定"),
)
NEEDED = (("where", "哪里没讲清"), ("useful", "有用吗"), ("clear", "讲得清楚吗"))


def notice() -> dict[str, str]:
    """What a respondent is told, item by item (《个人信息保护法》第十七条 is what asks for it)."""
    office = os.environ.get("SHIXUN_OFFICE", "使用本课程的学校或县教育局")
    contact = os.environ.get("SHIXUN_CONTACT", "由上面的单位公布")
    return {
        "处理者": office,
        "联系方式": contact,
        "目的": "课程反馈：看哪里没讲清，好去改",
        "方式": "存在本单位的意见库里，只有课程组看；少于 5 份不显示",
        "种类": "对课的看法，不收姓名、电话、单位",
        "期限": f"{RETENTION} 天后删除〔默认〕",
        "权利渠道": "交完会给一个撤回码，凭它随时撤回、删除",
        "第三方": "不提供",
    }


def notice_text() -> str:
    said = notice()
    return (
        f"不记名，约 90 秒。{said['目的']}。{said['方式']}。{said['期限']}。{said['权利渠道']}。"
        f"给别人：{said['第三方']}。谁收：{said['处理者']}；怎么找到：{said['联系方式']}。"
        "请不要写姓名和电话；写了也会自动隐去。"
    )


def _choice(id: str, label: str, values: Sequence[tuple[str, str]], **more: Any) -> dict[str, Any]:
    options = [{"value": v, "label": text} for v, text in values]
    return {"id": id, "kind": "choice", "label": label, "options": options, **more}


def lesson_form(
    syllabus: Syllabus, lesson: str, outline: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The form of one lesson; `outline` is (cell id, heading) of its parts.

    Raises:
        SyllabusError: the course has no such lesson.
    """
    syllabus.lesson(lesson)
    scale = {"kind": "scale", "min": 1, "max": 5, "required": True}
    parts = [*outline, (ALL_CLEAR, "都清楚")]
    return {
        "id": f"response-{lesson}",
        "title": "这一课讲清楚了吗",
        "fields": [
            _choice("where", "哪一部分最没讲清？点一下", parts, required=True),
            {"id": "useful", "label": "对您有用吗", "low": "没用", "high": "很有用", **scale},
            {"id": "clear", "label": "讲得清楚吗", "low": "不清楚", "high": "很清楚", **scale},
            _choice("length", "时长", [(v, v) for v in LENGTHS]),
            _choice("will_use", "下周会用吗", [(v, v) for v in USES]),
            {
                **_choice("why_not", "不会或只用一部分，是因为", WHY_NOT),
                "kind": "multi",
            },
            {
                "id": "muddiest",
                "kind": "text",
                "label": "最没弄懂的一点",
                "max_length": 120,
                "multiline": True,
                "rows": 2,
            },
            {"id": "advice", "kind": "text", "label": "一句建议（可不写）", "max_length": 200},
            {"id": "notice", "kind": "note", "text": notice_text()},
        ],
    }


def withdraw_form() -> dict[str, Any]:
    return {
        "id": "withdraw",
        "title": "撤回已交的意见",
        "fields": [{"id": "code", "kind": "text", "label": "撤回码", "max_length": 20}],
    }


def new_code() -> str:
    letters = [secrets.choice(LETTERS) for _ in range(12)]
    return "-".join("".join(letters[k : k + 4]) for k in (0, 4, 8))


def act(action: str, values: dict[str, Any], lesson: str) -> Reply:
    """Answer 交意见 or 撤回. What was sent is on disk before the thanks are shown."""
    places = paths.current()
    store = open_store(places.store_url)
    today = date.today().isoformat()
    if action == "withdraw":
        return _withdraw(store, values.get("code") or "")
    missing = [(id, name) for id, name in NEEDED if values.get(id) in (None, "")]
    if missing:
        messages = tuple(Message("fail", f"请点一下“{name}”。", field=id) for id, name in missing)
        return Reply(f"还差 {len(missing)} 项。", "fail", messages)
    code = new_code()
    try:
        course.load(places.root / "course.toml").lesson(lesson)
        store.add(_response(values, lesson, release.current(places), today), code)
    except (course.SyllabusError, TypeError, ValueError, KeyError) as error:
        raw = scrub(json.dumps(values, ensure_ascii=False))
        store.keep_raw(raw, f"{lesson}:{type(error).__name__}", today)
        return Reply("收到了，但有的内容没读懂；原话已经保留，课程组会看。", "info", done=True)
    return Reply(
        "谢谢，收到了。改了什么，会写在“您说·我们改”里。",
        "pass",
        facts=(
            ("撤回码", code),
            ("怎么用", "想撤回时，在“说说意见”页填它。只显示这一次，请自己记下"),
        ),
        done=True,
    )


def _response(values: dict[str, Any], lesson: str, version: str, today: str) -> Response:
    texts = {k: scrub(values.get(k) or "") for k in ("muddiest", "advice")}
    return Response(
        id=secrets.token_hex(16),
        lesson=lesson,
        cell=values["where"],
        release=version,
        date=today,
        useful=int(values["useful"]),
        clear=int(values["clear"]),
        length=values.get("length") or "",
        will_use=values.get("will_use") or "",
        why_not=tuple(values.get("why_not") or ()),
        **texts,
    )


def _withdraw(store, code: str) -> Reply:
    if code.strip() and store.withdraw(code):
        return Reply("已撤回，那份意见已经删除。", "pass", done=True)
    return Reply("没有这个撤回码。请对照当时显示的 12 个字母和数字再填一次。", "fail")
