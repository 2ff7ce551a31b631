"""Whether a notice to families says what it must: seven items, each judged by what it says.

《个人信息保护法》第十七条 asks for them; how concrete they have to be is this course's default.
Every check answers with what is missing, or with an empty string.
"""

import re
import unicodedata
from collections.abc import Callable

from shixun.rules.privacy import read_purposes

EMPTY_WORDS = (
    "无", "没有", "暂无", "不详", "略", "同上", "待定", "待填", "待补", "未定", "空", "是", "否",
    "有", "见附件", "按规定", "按要求", "依法", "工作需要", "管理需要", "教学需要", "测试", "test",
    "none", "na", "n/a", "不知道", "某某", "某某学校", "学校", "老师",
)  # fmt: skip
BASIS = "《个人信息保护法》第十七条"
ORGANISATION = re.compile(
    r"[^\s,\uff0c。;\uff1b我本贵该]{2,}(小学|中学|学校|幼儿园|教学点|教育局|中心|集团|委员会)"
)
CONTACT = re.compile(
    r"\d[\d\- ]{5,}|[\w.]+@[\w.]+|(办公室|教导处|教务处|德育处|信箱|窗口|室).{0,12}"
)
STORE = ("存", "保管", "保存", "锁", "加密", "档案柜", "电脑", "纸质", "系统", "表格")
GATHER = ("填", "收", "交", "登记", "纸质", "电子", "线上", "在线", "扫码")
WHO = ("只有", "仅", "只由", "只给", "专人", "班主任", "由", "谁能看")
AMOUNT = re.compile(r"([0-9]+|[一二两三四五六七八九十半]+)\s*(天|日|周|个月|月|年|学期|学年)")
EVENT = (
    "学期结束",
    "学期末",
    "学年结束",
    "学年末",
    "毕业",
    "转学",
    "离校",
    "用完",
    "放假",
    "休学期满",
)
FOREVER = ("永久", "长期", "一直", "终身", "无限期", "不删")
RIGHTS = (("查", "看"), ("改", "更正", "补充"), ("删", "撤回", "退出"), ("投诉", "申诉", "反映"))
WAY = ("电话", "打", "找", "联系", "邮箱", "到", "处", "室", "班主任", "书面", "提出", "@")
END = ("删", "销毁", "清除", "退还", "粉碎")


def is_placeholder(text: str | None) -> bool:
    """无, xxx, ……, a lone punctuation mark: an answer that says nothing."""
    said = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text or "")).lower()
    if len(said) < 2 or said in EMPTY_WORDS or len(set(said)) == 1:
        return True
    return bool(re.search(r"x{2,}|某某|待填|待定|请填写|此处", said))


def _has(text: str, words) -> bool:
    return any(word in text for word in words)


def processor(text: str) -> str:
    if not ORGANISATION.search(text):
        return "看不出是哪个单位：写全称，不写“本校”“我们学校”。"
    return ""


def contact(text: str) -> str:
    if not CONTACT.search(text):
        return "家长照着找不到人：写一个电话、邮箱，或写明哪个办公室。"
    return ""


def purpose(text: str, wanted: str) -> str:
    """`wanted` is the id of the purpose that the form has."""
    found = {p.id for p in read_purposes(text)}
    if wanted not in found:
        return "没说到这张表要办的那件事：写清用来做什么。"
    if found - {wanted}:
        return "一张表只办一件事：把另外的目的去掉，要办就另做一张表。"
    if re.search(r"等(用途|工作|事宜|目的|需要)|其他(用途|工作|需要|目的)|推广|营销|推荐给", text):
        return "留了口子（如“等用途”）：只写要办的那件事。"
    return ""


def method(text: str) -> str:
    lacking = [
        words
        for words, there in (
            ("怎么收", _has(text, GATHER)),
            ("存在哪里", _has(text, STORE)),
            ("谁能看", _has(text, WHO)),
        )
        if not there
    ]
    return f"没说{'、'.join(lacking)}：补上。" if lacking else ""


def period(text: str) -> str:
    if _has(text, FOREVER):
        return "不能长期留着：写一个到期的日子，或办完哪件事就删。"
    if not (AMOUNT.search(text) or _has(text, EVENT)):
        return "看不出哪一天到期：写几天、几个月，或到哪件事结束。"
    return ""


def rights(text: str) -> str:
    kinds = sum(_has(text, words) for words in RIGHTS)
    if kinds < 2:
        return "没说家长能做什么：写明可以查看、更正、删除或撤回，至少两样。"
    if not _has(text, WAY):
        return "没说找谁、怎么提：写一个渠道。"
    return ""


def special_rules(text: str) -> str:
    """Rules of their own for children under 14: who may look, where it lies, when it goes."""
    lacking = [
        words
        for words, there in (
            ("谁能看", _has(text, WHO)),
            ("存在哪里", _has(text, STORE)),
            ("什么时候删", _has(text, END)),
        )
        if not there
    ]
    return f"专门规则里没说{'、'.join(lacking)}：补上。" if lacking else ""


def problem(text: str | None, look: Callable[[str], str]) -> str:
    """What is wrong with one item of a notice; empty if it will do."""
    if not (text or "").strip():
        return "还没填。"
    if is_placeholder(text):
        return "写的是占位的话，家长看了等于没说：写具体内容。"
    return look(text)
