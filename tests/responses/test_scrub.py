"""However a number that leads to a person is written, it is gone; what is no such number stays."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun.responses.scrub import scrub

CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
WIDE = {ord(d): 0xFF10 + int(d) for d in "0123456789"}
SPELLINGS = st.sampled_from([{}, CHINESE, WIDE])
MARK = re.compile(r"〔已隐去[^〕]+〕")
GROUPINGS = ((11,), (3, 4, 4), (4, 3, 4), (3, 3, 5), (5, 6), (7, 4), (2, 4, 5), (1,) * 11)


def split(number: str, groups: tuple[int, ...], gap: str) -> str:
    parts, at = [], 0
    for size in groups:
        parts.append(number[at : at + size])
        at += size
    return gap.join(parts)


def is_gone(text: str) -> bool:
    return scrub(f"课很好，{text}，谢谢") == f"课很好，{MARK.search(scrub(text))[0]}，谢谢"


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(GROUPINGS),
    st.sampled_from([" ", "-", "  ", " - ", "\u3000", "—", "\u200b"]),
    st.sampled_from(["", "+86 ", "+86", "86-", "0086 "]),
    SPELLINGS,
)
def test_a_mobile_number_goes_however_it_is_written(number, groups, gap, country, spelling):
    """Grouped, prefixed, full-width or in Chinese numerals: nothing of it is left."""
    assert is_gone(country + split(number, groups, gap).translate(spelling))


@given(
    st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]", fullmatch=True),
    st.sampled_from([(18,), (6, 8, 4), (6, 4, 4, 4)]),
    st.sampled_from([" ", "-"]),
    st.sampled_from([{}, WIDE]),
)  # fmt: skip
def test_an_identity_card_goes(number, groups, gap, spelling):
    """Eighteen places, X included, in a row or in the usual groups."""
    assert is_gone(split(number, groups, gap).translate(spelling))


MIXED = (
    "0123456789 -.:@+aqwx一三八零〇13800微信QQ电话〔〕Xx()、,，：\u200b"  # punctuation: as it is
)


@given(st.text(alphabet=MIXED, max_size=60))
def test_scrubbing_twice_changes_nothing(text):
    """What was cut out does not become something else to cut."""
    assert scrub(scrub(text)) == scrub(text)


@given(st.text(max_size=200))
def test_text_without_digits_or_latin_letters_is_left_alone(text):
    """Chinese prose is never rewritten, not even in its punctuation."""
    prose = "".join(
        c for c in text if not re.match(r"[\dA-Za-z]", unicodedata.normalize("NFKC", c))
    )
    prose = prose.translate({ord(c): None for c in "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"})
    assert scrub(prose) == prose


@given(st.dates())
def test_dates_stay(day):
    """Any date in figures is content, also two of them and with a number behind."""
    if day.year >= 1900 and day.year < 2100:
        text = f"{day.isoformat()} 到 {day.isoformat()} 850 人"
        assert scrub(text) == text


@given(st.lists(st.integers(0, 99), max_size=6))
def test_rows_of_minutes_stay(minutes):
    """Minutes one after the other add up to eleven digits and are still minutes."""
    text = " ".join(f"{m:02}" for m in minutes) + " 分钟"
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    ["138、0013、8000", "138,0013,8000", "(010)64201234", "0571 8765 4321", "400-800-1234", "电话6420-1234",
     "110101900307123", "a.b@example.com", "qq 123 456 789", "扣扣号12345", "微信zhanglaoshi", "vx:hello99"],
)  # fmt: skip
def test_other_ways_to_a_person_go(text):
    """Landlines, hotlines, old cards, addresses, chat ids."""
    assert MARK.search(scrub(text)) and not re.search(r"\d{3}|laoshi|hello|example", scrub(text))


@pytest.mark.parametrize(
    "text",
    ["15 30 45 60 120", "18.5 19.5 20.5 17", "2020-2021 学年", "共 3000-4000 人", "9/12 → 75.0% [46.8, 91.1]",
     "8:20-9:00、9:20-10:00", "QQ 课堂 40 分钟", "用微信群通知家长", "12345.67 元", "1998-05-12 850"],
)  # fmt: skip
def test_numbers_of_the_lesson_stay(text):
    """Rows of minutes, shares, spans, times and sums."""
    assert scrub(text) == text


@pytest.mark.parametrize(
    "said, left",
    [
        ("扣扣群 88 77 66 55", "扣扣群 〔已隐去QQ号〕"),
        ("银行卡6222 0000 1111 2222 333", "银行卡〔已隐去号码〕"),
        ("\u2488\u248a\u2490\u2488\u2489\u248a\u248b\u248c\u248d\u248e\u248f", "〔已隐去电话〕"),
        ("抖音号 abc12345", "抖音号 〔已隐去号码〕"),
        ("飞书号 ou_abcdef1234", "飞书号 〔已隐去号码〕"),
        ("zhangsan at 163 dot com", "〔已隐去邮箱〕"),
        ("看 https://example.com/u/zhangsan 就行", "看 〔已隐去网址〕 就行"),
        ("t.me/zhangsan", "〔已隐去网址〕"),
        ("微x：abc12345", "微x：〔已隐去微信号〕"),
        ("+852 9123 4567", "〔已隐去电话〕"),
    ],
)
def test_other_ways_to_leave_an_address(said, left):
    """Other services, links, cards and numbers from abroad lead to a person as well."""
    assert scrub(said) == left


@pytest.mark.parametrize(
    "said",
    ["T-05 连续20分钟，课间10分钟，8:30-8:50太紧", "2020-02-17 到 2020-03-01", "全校1250人，发了1100份",
     "第3、4、5、6、7、8、9、10、11行", "8:00 8:40 8:50 9:30 9:40", "教师〔2019〕1号", "L01 L07 L11 都好"],
)  # fmt: skip
def test_what_a_course_talks_about_stays(said):
    """Times, counts, rule ids and document numbers are what the course team needs to read."""
    assert scrub(said) == said
