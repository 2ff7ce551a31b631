"""Take out what could lead to a person before anything is written.

The text is matched in a shadow of the same length: full-width and other digits as ASCII, then
Chinese numerals as digits too. What matches is cut out of the text itself. When in doubt we cut:
a lost number costs a trainer a guess, a kept phone number cannot be taken back.
"""

import re
import unicodedata
from collections.abc import Callable

PHONE, CARD, MAIL = "〔已隐去电话〕", "〔已隐去证件号〕", "〔已隐去邮箱〕"
QQ, WECHAT, NUMBER = "〔已隐去QQ号〕", "〔已隐去微信号〕", "〔已隐去号码〕"
LINK = "〔已隐去网址〕"

NUMERALS = dict(
    zip("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789", strict=True)
)
DASHES = "-‐‑‒–—―−_~·*.+"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
GAP = rf"[\s()/{re.escape(DASHES + INVISIBLE)}]{{0,3}}"
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
UNIT = r"(?!\s*(?:\.\d|[元人次个分名份条字节天年月日%]|小时))"
WHOLE = r"(?<![\dA-Za-z])"


def _shadow(text: str, numerals: bool) -> str:
    return "".join(_plain(c, numerals) for c in text)


def _plain(char: str, numerals: bool) -> str:
    """One character for one character, so that places in the shadow are places in the text."""
    if numerals and char in NUMERALS:
        return NUMERALS[char]
    if (digit := unicodedata.digit(char, None)) is not None:  # ⑨ and ⒐ as well as 9
        return str(digit)
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 else char


def _is_date(digits: str) -> bool:
    """19900307 or 900307, as it stands in an identity card or alone."""
    month, day = int(digits[-4:-2]), int(digits[-2:])
    return 1 <= month <= 12 and 1 <= day <= 31 and (len(digits) == 6 or digits[:2] in ("19", "20"))


def _is_card(found: str) -> bool:
    """Grouped digits are a card only with a date of birth inside; fifteen or more in a row always."""
    compact = re.sub(r"[^\dXx]", "", found)
    birth = compact[6:14] if len(compact) == 18 else compact[6:12]
    return found == compact or _is_date(birth)


def _is_mobile(found: str) -> bool:
    """Not a row of small numbers, like minutes or percentages, which adds up to eleven digits."""
    number = COUNTRY.sub("", found, count=1) if found[0] != "1" else found
    groups = [len(g) for g in re.findall(r"\d+", number)]
    between = set(re.sub(r"\d", "", number))
    small = groups[0] == 2 and max(groups) <= 3 and 2 * groups.count(2) >= len(groups)
    decimals = "." in between and len(between) > 1
    return not (small or decimals)


def _is_local(found: str) -> bool:
    return not (len(found) == 8 and _is_date(found))


def _always(_found: str) -> bool:
    return True


CARD_18 = rf"(?<!\d)[1-9](?:{GAP}\d){{16}}{GAP}[\dXx](?!\d)"
CARD_15 = rf"(?<!\d)[1-9](?:{GAP}\d){{14}}(?!\d)"
PREFIX = rf"(?:\+|00)?{GAP}86{GAP}"
COUNTRY = re.compile(rf"{PREFIX}(?=1)")
MOBILE = rf"(?<!\d)(?:{PREFIX})?1{GAP}[3-9](?:{GAP}\d){{9}}\d*"
# Signs that also part a list of numbers: only in the grouping that nobody gives a list.
LISTED = r"(?<!\d)1[3-9]\d\s*[、,。.:;]\s*\d{4}\s*[、,。.:;]\s*\d{4}(?!\d)"
AREA = rf"(?<!\d)\(?0\d{{2,3}}{GAP}\d(?:[ -]?\d){{6,7}}(?!\d)(?:\s*(?:转|ext\.?|-)\s*\d{{1,6}})?"
HOTLINE = rf"(?<!\d)[48]00{GAP}\d{{3,4}}{GAP}\d{{3,4}}(?!\d)"
CUED = r"((?:电话|座机|手机号?码?|tel|拨|致电)[::是为\s]{0,4})\d{3,4}[ -]?\d{4}(?!\d)"
LOCAL = rf"{WHOLE}[2-8]\d{{6,7}}(?!\d){UNIT}"
MAIL_ADDRESS = (
    r"[A-Za-z0-9._%+\-]+\s*(?:@|[\[(]\s*at\s*[\])]|艾特|\sat\s)\s*"
    r"[A-Za-z0-9\-]+(?:\s*(?:\.|点|[\[(]?\bdot\b[\])]?)\s*[A-Za-z0-9\-]+)+"
)
ADDRESS = r"(?:https?://|www\.|\bt\.me/)[^\s,。;、]+"
FOREIGN = r"\+(?!86)\d{1,3}(?:[ -]?\d{2,4}){2,4}(?!\d)"
BANK = r"(?<!\d)\d{4}(?:[ -]\d{4}){3,4}(?:[ -]\d{1,3})?(?!\d)"
ACCOUNT = (
    r"((?:抖音|快手|钉钉|飞书|小红书|微博|支付宝|知乎|b站)(?:账号|帐号|号码|号|id)[是为::\s]{0,4})"
    r"[A-Za-z0-9][A-Za-z0-9_\-]{3,}"
)
QQ_ID = (
    r"((?:qq|扣扣|企鹅)(?:邮箱)?[群号码是为::\s]{0,6})"
    r"[1-9](?:[ -]?\d){4,11}(?!\d)"
)
WECHAT_ID = (
    r"((?:微信|威信|薇信|微x|wei信|微xin|wechat|weixin|(?<![a-z])[wv]x|(?<![a-z])v信|加我?v)"
    r"(?:id)?[群号码是为::\s]{0,6})[A-Za-z0-9][A-Za-z0-9_\-]{4,19}"
)
PASSPORT = r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{7,9}(?![A-Za-z0-9])"

Rule = tuple[re.Pattern[str], str, Callable[[str], bool]]
RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), word, sure)
    for pattern, word, sure in (
        (MAIL_ADDRESS, MAIL, _always),
        (ADDRESS, LINK, _always),
        (BANK, NUMBER, _always),
        (CARD_18, CARD, _is_card),
        (CARD_15, CARD, _is_card),
        (MOBILE, PHONE, _is_mobile),
        (LISTED, PHONE, _always),
        (FOREIGN, PHONE, _always),
        (AREA, PHONE, _always),
        (HOTLINE, PHONE, _always),
        (QQ_ID, QQ, _always),
        (WECHAT_ID, WECHAT, _always),
        (r"(?<![a-z0-9_])()wxid_[a-z0-9]+", WECHAT, _always),
        (ACCOUNT, NUMBER, _always),
        (PASSPORT, CARD, _always),
        (CUED, PHONE, _always),
        (LOCAL, PHONE, _is_local),
        (r"(?<!\d)\d{9,}", NUMBER, _always),
    )
)


def scrub(text: str) -> str:
    """The text with phone numbers, cards, addresses and chat ids replaced by what they were."""
    for numerals in (False, True):
        for rule in RULES:
            text = _cut(text, rule, numerals)
    return text


def _cut(text: str, rule: Rule, numerals: bool) -> str:
    pattern, word, sure = rule
    shadow = DATE.sub(lambda m: "年" * len(m.group()), _shadow(text, numerals))
    for match in reversed(list(pattern.finditer(shadow))):
        start = match.end(1) if pattern.groups else match.start()
        if sure(shadow[start : match.end()]):
            text = text[:start] + word + text[match.end() :]
    return text
