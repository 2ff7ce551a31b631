"""Take what could name a person out of free text, before anything is written.

Phone, ID-card, e-mail, QQ and WeChat go, also with full-width or Chinese digits and with spaces or
dashes inside; dates, minutes and percentages stay.
"""

import re
import unicodedata

GAP = r"[\s\-–—·.。、_()]{0,2}"
CHINESE = "零〇一幺二两三四五六七八九"

D = rf"[\d{CHINESE}]"
MOBILE = rf"(?<!\d)(?:\+?86{GAP})?[1一幺]{GAP}[3-9三四五六七八九](?:{GAP}{D}){{9}}(?!\d)"
ID_CARD = rf"(?<!\d)[1-9](?:{GAP}\d){{16}}{GAP}[\dXx](?!\d)|(?<!\d)[1-9]\d{{5}}\d{{2}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}}(?!\d)"
LANDLINE = r"(?<!\d)0\d{2,3}[\s\-–—)]{0,2}\d{7,8}(?!\d)|(?<!\d)[2-8]\d{2,3}-?\d{4}(?=\s*(?:转|分机))"
EMAIL = r"[\w.+\-]+\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)+"
ACCOUNT = (
    r"(?:QQ|扣扣|企鹅号)\s*(?:号码?|群)?\s*(?:是|为|:|:)?\s*\d(?:[\s\-]?\d){4,11}"
    r"|(?:微信|wx|vx|wechat|加我|薇信|V信)\s*(?:号|群)?\s*(?:是|为|:|:)?\s*[A-Za-z][\w\-]{5,19}"
)
LONG = r"(?<![\d.])\d(?:[\s\-]?\d){9,}(?![\d.%])"  # any other long number: a student or bank number

PATTERNS = (
    ("邮箱", re.compile(EMAIL)),
    ("身份证号", re.compile(ID_CARD)),
    ("账号", re.compile(ACCOUNT, re.I)),
    ("电话", re.compile(MOBILE)),
    ("电话", re.compile(LANDLINE)),
    ("号码", re.compile(LONG)),
)
DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*[-–—至到]\s*(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?)?")


def scrub(text: str) -> str:
    """The text with 〔已隐去电话〕 and the like where such things stood. Scrubbing twice changes nothing."""
    plain = unicodedata.normalize("NFKC", text)
    kept: list[str] = []

    def keep(found: re.Match) -> str:
        kept.append(found[0])
        return f"\ue000{len(kept) - 1}\ue001"  # private use: no pattern reads across a date

    plain = DATE.sub(keep, plain.replace("\ue000", "").replace("\ue001", ""))
    for name, pattern in PATTERNS:
        plain = pattern.sub(f"〔已隐去{name}〕", plain)
    return re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], plain)
