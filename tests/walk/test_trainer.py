"""A trainer's way with one class, and what her teacher reads at the end of it."""

import re

from steps import MODEL, Teacher, Trainer, model

COMMENT = "办法具体。电话答疑的时间，再写明白一点。"
SHARE = "7"
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{4,}(?![0-9A-Za-z])")  # not four letters of a digest


def test_from_hand_in_to_feedback_in_the_teachers_hands(kit, people):
    """Collect and autograde → the answer as a card and the marking guide in formgrader → points and a
    comment by hand → 发回反馈 → the teacher reads both in Chinese, on her page and on the whole sheet.
    """
    teacher, trainer = Teacher(kit, people()), Trainer(kit, people())
    teacher.fill("E04", {"family": MODEL["family"]})
    teacher.hand_in()
    trainer.press("E04", "收作业并自动评分", "评好 1 份，其中 1 份还等您批主观题")
    marking = trainer.formgrader("E04")
    card = marking.locator(".sx-card")
    assert card.get_by_text(MODEL["family"]).is_visible()
    assert card.get_by_role("cell", name="五年级").count() > 5
    assert "{" not in card.inner_text()
    assert marking.get_by_text("设备：只有一部手机，或几个孩子共用").is_visible()
    mark(marking, "E04-rubric")
    trainer.press("E04", "发回反馈", "发回 1 份反馈")
    reads_feedback(teacher)


def test_feedback_by_formgraders_own_buttons(kit, people):
    """A model answer to E06, filled in and handed in, is worth all its points; Generate and Release
    Feedback in formgrader bring it back just as the trainer's page does."""
    teacher, trainer = Teacher(kit, people()), Trainer(kit, people())
    teacher.fill("E06", model("E06"))
    teacher.hand_in()
    trainer.press("E06", "收作业并自动评分", "评好 1 份，其中 1 份还等您批主观题")
    marking = trainer.formgrader("E06")
    assert marking.locator(".sx-card").get_by_text(model("E06")["letter"]).is_visible()
    mark(marking, "E06-rubric", "20")
    give_feedback(marking, "E06")
    page = teacher.home()
    page.get_by_role("listitem").filter(has_text="E06").last.get_by_role(
        "link", name="读反馈"
    ).click()
    sheet = page.frame_locator("iframe")
    sheet.get_by_text("总分 100 / 100").wait_for()
    assert sheet.get_by_text("得分 20 / 20").is_visible()


def give_feedback(page, exercise):
    """Manage Assignments → the two buttons of the row."""
    page.goto(page.url.split("formgrader")[0] + "formgrader/manage_assignments")
    row = page.get_by_role("row").filter(has_text=exercise)
    for button, done in (("generate", "generated"), ("release", "released")):
        row.locator(f".{button}-feedback a").click()
        dialog = page.locator(".modal.in").filter(has_text=f"Successfully {done} feedback")
        dialog.get_by_role("button", name="OK").click()
        dialog.wait_for(state="hidden")


def mark(page, cell, share=SHARE):
    """Points and a comment by the keyboard, as formgrader takes them: saved when the field is left."""
    points, comment = page.locator(f"#{cell}"), page.locator(f"#{cell}-comment")
    points.fill(share)
    with page.expect_response(is_save):
        page.keyboard.press("Tab")  # nbgrader's own keys: extra credit, then the comment
    page.wait_for_function("id => document.activeElement.id === id", arg=f"{cell}_extra_credit")
    page.keyboard.press("Tab")
    page.wait_for_function("id => document.activeElement.id === id", arg=f"{cell}-comment")
    comment.fill(COMMENT)
    with page.expect_response(is_save):
        page.keyboard.press("Escape")


def is_save(answer):
    return "/formgrader/api/" in answer.url and answer.request.method == "PUT" and answer.ok


def reads_feedback(teacher):
    """From the home to the sheet to the exercise: the same points, the comment, no word of English."""
    page = teacher.home()
    page.get_by_text("已有反馈").wait_for()
    page.get_by_role("link", name="读反馈").first.click()
    sheet = page.frame_locator("iframe")
    sheet.get_by_text(COMMENT).wait_for()
    assert sheet.get_by_text(f"得分 {SHARE} / 10").is_visible()
    said = sheet.locator("body").inner_text()
    total = int(re.search(r"总分\s*(\d+) / 100", said)[1])
    assert not WORD.search(said.replace(MODEL["family"], "")), said
    page.get_by_role("button", name="回课程首页").locator("visible=true").click()
    teacher.open("E04")
    came = page.get_by_role("region", name="评语").or_(page.locator("section[aria-label=评语]"))
    came.first.locator("summary").click()
    told = came.first.inner_text()
    assert f"{total} / 100 分" in told and COMMENT in told and f"{SHARE} / 10" in told
