"""V-01…V-04 on forms: what a column means, what a purpose accounts for, three values."""

from pathlib import Path

import pytest

from shixun.rules import notice
from shixun.rules.privacy import (
    Column,
    FormFacts,
    ThirdParty,
    from_form,
    read_column,
    read_purposes,
)
from shixun.rules.privacy_agreement import agreement
from shixun.rules.privacy_checks import check, judge, records
from shixun.rules.verdict import State

REAL = Path(__file__).parents[1] / "real" / "forms"
NONE_GIVEN = ThirdParty(given=False)


def form(purpose, *labels, respondent="家长", **more):
    return FormFacts("表", purpose, respondent, tuple(map(Column, labels)), **more)


def states(facts):
    return {v.rule: v.state for v in check(facts)}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("监护人工作单位", "occupation"),
        ("爸爸的单位名称", "occupation"),
        ("家庭年收入（万元）", "finance"),
        ("视力不良学生人数", "count"),
        ("学生身份证号码后六位", "id_number"),
        ("您的 E-mail", "email"),
        ("手机（必填）", "phone"),
        ("手机(必填)", "phone"),  # punctuation: as it is
        ("对作业量的看法", "opinion"),
        ("每天使用平板的时长", "usage"),
        ("是否有人陪同", "practice"),
        ("既往病史", "health"),
        ("今天是否咳嗽", "health"),
        ("每天可用手机时间", "usage"),
        ("家里有没有手机", "device"),
    ],
)
def test_a_column_is_read_by_the_word_that_ends_it(label, kind):
    """Chinese compounds end in what they are: words before only say whose or of what."""
    assert read_column(label).kind.id == kind


def test_words_mislead_the_purpose_decides():
    """The same columns are right for enrolment and too much for calling a family."""
    labels = ("学生姓名", "学生身份证号", "出生日期", "家庭住址")
    more = {
        "under14": True,
        "guardian_consent": True,
        "special_rules": True,
        "third_party": NONE_GIVEN,
    }
    assert states(form("学籍信息确认", *labels, **more))["V-02"] is State.PASS
    contact = next(v for v in check(form("家校联系", *labels, **more)) if v.rule == "V-02")
    assert contact.state is State.FAIL
    assert contact.fields == ("学生身份证号", "出生日期", "家庭住址")


def test_an_unknown_column_or_purpose_is_asked_about_not_guessed():
    """What the lexicon doesn't know is 无法判断, says what is missing and both readings."""
    for facts in (form("家校联系", "学生姓名", "星标"), form("有关工作", "学生姓名")):
        verdict = next(v for v in check(facts) if v.rule == "V-02")
        assert verdict.state is State.UNDECIDED and verdict.missing
        assert {s for _, s in verdict.readings} == {State.PASS, State.FAIL}


def test_a_form_without_a_purpose_fails():
    """No purpose, or a word that says none, fails V-01."""
    assert states(form("无", "班级"))["V-01"] is State.FAIL


def test_a_grouping_column_hangs_on_the_design_of_the_study():
    """学历 in a questionnaire stays only if answers are compared by it."""
    judged = judge(Column("您的学历"), read_purposes("问卷研究"), "家长")
    assert judged.stand == "depends" and judged.when


def test_an_authority_s_own_table_is_neither_waved_through_nor_struck():
    """A column that a named official table may prescribe hangs on that table; without it, it goes."""
    purposes = read_purposes("学籍确认")
    assert judge(Column("健康状况"), purposes, "家长").stand == "delete"
    assert judge(Column("健康状况"), purposes, "家长", "统一学籍表").stand == "depends"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"under14": True}, State.FAIL),
        ({"under14": None}, State.UNDECIDED),
        ({"under14": False}, State.PASS),
        ({"under14": True, "guardian_consent": True}, State.FAIL),
        ({"under14": True, "guardian_consent": True, "special_rules": True}, State.PASS),
    ],
)
def test_children_under_14_need_consent_and_rules(more, state):
    """A guardian's consent and special rules, both; an age not said is undecided."""
    assert states(form("家校联系", "学生姓名", **more))["V-03"] is state


def test_counts_are_nobody_s_information():
    """A form of counts per class needs no guardian's consent."""
    facts = form("条件摸底", "班级", "家中有网络的学生人数", respondent="班主任", under14=True)
    assert states(facts)["V-03"] is State.PASS


@pytest.mark.parametrize(
    ("third", "state"),
    [
        (ThirdParty(), State.UNDECIDED),
        (NONE_GIVEN, State.PASS),
        (ThirdParty(True), State.FAIL),
        (ThirdParty(True, "某服务中心", "bundled"), State.FAIL),
        (ThirdParty(True, "课后服务中心", "separate"), State.PASS),
        (ThirdParty(False, platform="问卷平台", platform_rules=False), State.FAIL),
        (ThirdParty(False, platform="问卷平台"), State.UNDECIDED),
    ],
)
def test_a_third_party_is_named_and_consented_to_or_absent(third, state):
    """Silence is undecided; giving needs a name and a consent of its own; a platform needs rules."""
    assert states(form("家校联系", "班级", third_party=third))["V-04"] is state


def test_agreement_with_a_careful_reader():
    """On real forms no column is judged against the reader; what is left open is said, and seldom."""
    lines = agreement(REAL)
    results = [line.result for line in lines]
    assert results.count("differ") == 0
    assert results.count("agree") >= 0.9 * len(lines)
    assert all(line.why for line in lines if line.result == "undecided")


def test_every_rule_says_where_it_comes_from():
    """A record without source, status or level can't be shown to anybody."""
    assert list(records()) == ["V-01", "V-02", "V-03", "V-04"]
    assert all(r.source and r.status and r.level == "必须" for r in records().values())


@pytest.mark.parametrize(
    "text", ["无", "xxx", "……", "XX学校", "待定", "略", "。", "aaaa", "工作需要", ""]
)
def test_placeholders_say_nothing(text):
    """Words that only fill a box are no answer."""
    assert notice.is_placeholder(text)


@pytest.mark.parametrize(
    ("look", "good", "bad"),
    [
        (notice.processor, "青禾小学", "我们学校"),
        (notice.processor, "县里，青禾小学", "本校，学校"),
        (notice.processor, "县里；青禾小学", "本校；学校"),
        (notice.contact, "教务处办公室 203", "有事找老师"),
        (notice.period, "毕业后三个月内", "长期保存"),
        (notice.rights, "要查看、要删除，找班主任", "享有法律规定的权利"),
        (notice.method, "线上填，存在教务电脑里，只有教导主任能看", "学校统一管理"),
        (notice.special_rules, "只有班主任能看，锁柜子里，放假就销毁", "严格保密"),
    ],
)
def test_an_item_of_a_notice_is_judged_by_what_it_says(look, good, bad):
    """Other words with the same content pass; phrases without content are told what they lack."""
    assert look(good) == ""
    assert look(bad)


def test_a_course_feedback_form_of_the_kit_s_shape_is_read_as_it_is():
    """A note asks nothing; each other field becomes a column with its label."""
    data = {
        "id": "feedback",
        "title": "反馈",
        "fields": [
            {"id": "n", "kind": "note", "text": "说明"},
            {
                "id": "q",
                "kind": "scale",
                "min": 1,
                "max": 5,
                "label": "这一课对您有用吗",
                "required": True,
            },
        ],
    }
    facts = from_form(data, purpose="课程反馈", respondent="教师", third_party=NONE_GIVEN)
    assert [c.label for c in facts.columns] == ["这一课对您有用吗"]
    assert set(states(facts).values()) == {State.PASS}
