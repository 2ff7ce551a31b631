"""What is wrong with a chapter, said before anybody sees it. Pure but for `of`, which reads."""

from typing import Any

from shixun import notebooks
from shixun.guide import data
from shixun.guide.interactions import Interactions
from shixun.guide.route import DESKS, Routes
from shixun.lessons import pages
from shixun.paths import Paths
from shixun.records import Problem, RecordError
from shixun.syllabus import Chapter, Syllabus


def of(paths: Paths, course: Syllabus, id: str) -> list[Problem]:
    """What is wrong with one chapter of a course, its files read from the folder."""
    chapter = course.chapter(id)
    file = paths.guides / chapter.file
    try:
        page = notebooks.read(file)
    except (OSError, notebooks.NotebookError) as error:
        return [Problem(file.name, "", f"读不出来：{error}")]
    found = pages.check(page, file.name, id, lambda link: (file.parent / link).is_file())
    source = file.with_suffix(".toml")
    try:
        offered = data.load(source)
    except RecordError as error:
        return [*found, Problem(source.name, "", str(error).removeprefix(source.name).strip(" ："))]
    found += check(course, chapter, page, offered)
    return found + pages.todos(source.read_text(encoding="utf-8"), source.name)


def check(
    course: Syllabus, chapter: Chapter, page: dict[str, Any], offered: data.ChapterData
) -> list[Problem]:
    """Page and data together: the tool is shown, and every id that is named exists."""
    file, source = chapter.file, f"{chapter.id}.toml"
    found = []
    called = pages.calls(page)
    if (show := f'chapter.show("{chapter.id}")') not in called:
        found.append(Problem(file, "", f"没有一格调用 {show}；请加上，工具才看得见。"))
    named = [*offered.before, *offered.next]
    if named and (onward := f'chapter.onward("{chapter.id}")') not in called:
        text = f"写了 before 或 next，没有一格调用 {onward}；请加上。"
        found.append(Problem(file, "", text))
    if isinstance(offered.tool, Routes):
        named += offered.tool.stops()
    known = {*course.ids, *DESKS}
    found += [
        Problem(source, "", f"{id} 不在 course.toml 里；请改编号，或先登记。")
        for id in dict.fromkeys(named)
        if id not in known
    ]
    if isinstance(offered.tool, Interactions):
        parts = offered.tool.practice.parts
        found += [
            Problem(source, f"practice 的 {p.id}", text)
            for p in parts
            for text in p.disagreements(lambda name: None)
        ]
    return found
