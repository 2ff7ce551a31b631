"""What is wrong with an exercise, said before any teacher sees it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema

from shixun.exercises import build, declaration, prose, task
from shixun.exercises.declaration import FILE, Declaration, DeclarationError
from shixun.exercises.folder import read_key
from shixun.exercises.reply import chosen
from shixun.exercises.task import Submission
from shixun.paths import Paths
from shixun.records import Problem
from shixun.rules import records
from shixun.syllabus import Syllabus

MODEL = "model"


def of(paths: Paths, course: Syllabus, id: str) -> list[Problem]:
    """What is wrong with one exercise of a course, its files read from the folder."""
    folder = paths.exercises / id
    if not (folder / FILE).is_file() and (folder / f"{id}.ipynb").is_file():
        return []  # an ordinary nbgrader assignment
    found = of_folder(folder)
    if found:
        return found
    try:
        build.files(folder, paths)
    except DeclarationError as error:
        return [Problem(id, "", str(error))]
    return []


def of_folder(folder: Path) -> list[Problem]:
    """What is wrong with the exercise in a folder, whatever course it belongs to."""
    place = f"{folder.name}/{FILE}"
    try:
        declared = declaration.read(folder)
    except DeclarationError as error:
        return [Problem(place, "", str(error).removeprefix(place).strip(" ："))]
    try:
        key = read_key(folder)
    except ValueError as error:
        return [Problem(f"{folder.name}/key/key.json", "", f"读不出来（{error}）；请改好格式。")]
    said = [*_declared(declared, folder), *_items(declared, key)]
    found = [Problem(place, "", text) for text in said]
    if found:
        return found
    return [*_prose(declared, folder), *_cases(declared, folder, key)]


def _declared(declared: Declaration, folder: Path) -> Iterator[str]:
    """Ids, references, start values."""
    if declared.id != folder.name:
        yield f"id 写的是 {declared.id}，文件夹叫 {folder.name}；请改成一样。"
    if not declared.items and not declared.rubric:
        yield "一道要评的题也没有；请写 [[items]] 或 [[rubric]]。"
    ids = [x.id for x in (*declared.items, *declared.rubric)]
    for id in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"编号 {id} 用了两次；每一项要有自己的编号。"
    for id in ids:
        if not id.startswith(f"{declared.id}-"):
            yield f"编号 {id} 要以 {declared.id}- 开头，别的练习才不会撞上；请改。"
    fields = {f.id for f in declared.form.fields}
    looked = [(x.id, f) for x in declared.items for f in (*x.fields, *x.needs)]
    looked += [(r.id, f) for r in declared.rubric for f in r.fields]
    looked += [("[check] 的 watch", f) for f in declared.check.watch]
    looked += [(f"[[facts]] {f.label}", f.field) for f in declared.facts if f.field]
    for who, field in looked:
        if field not in fields:
            yield f"{who} 说的字段 {field} 表单里没有；现有：{'、'.join(sorted(fields))}。"
    for fact in declared.facts:
        if fact.items and not chosen(fact.items, tuple(ids)):
            yield f"[[facts]] {fact.label} 的 {'、'.join(fact.items)} 一项也对不上；请改编号。"
    if declared.start is not None:
        yield from (f"[start] {text}" for text in _misfits(declared, declared.start))


def _items(declared: Declaration, key: dict[str, Any] | None) -> Iterator[str]:
    form = declared.form
    for item in declared.items:
        if not item.heading:
            yield f"{item.id} 没有 title；请写上这一项叫什么。"
        if item.points <= 0:
            yield f"{item.id} 的 points 是 {item.points:g}；要大于 0。"
        for rule in item.rests_on:
            if not _is_rule(rule):
                yield f"{item.id} 的规则 {rule} 没有登记；请对照 rules 里的编号。"
        yield from item.problems(form, key)
    for part in declared.rubric:
        if not part.criteria or part.points <= 0:
            yield f"{part.id} 没有给分的评分标准；请写 criteria。"


def _is_rule(id: str) -> bool:
    try:
        records.find(id)
    except KeyError:
        return False
    return True


def _misfits(declared: Declaration, values: dict[str, Any]) -> Iterator[str]:
    """Where values are none that the form could give."""
    validator = jsonschema.Draft202012Validator(declared.form.values_schema())
    for error in validator.iter_errors(values):
        where = " → ".join(str(p + 1) if isinstance(p, int) else p for p in error.absolute_path)
        yield f"{where or '最外层'}：表单填不出这样的值（{error.message[:80]}）；请改。"


def _prose(declared: Declaration, folder: Path) -> Iterator[Problem]:
    try:
        build.generated(declared, build.read_prose(folder), prose.head(declared, None, ""))
    except DeclarationError as error:
        yield Problem(f"{folder.name}/{prose.FILE}", "", str(error))


def _cases(declared: Declaration, folder: Path, key: dict | None) -> Iterator[Problem]:
    """Judged answers get the points that they say, and the model answer all of them."""
    job = task.of(declared)
    paths = [*sorted(folder.glob("key/*.json")), *sorted(folder.glob("cases/*.json"))]
    named = {p.stem for p in paths}
    if MODEL not in named:
        text = f"没有 key/{MODEL}.json；请放一份应得满分的答案，评分对不对全靠它。"
        yield Problem(folder.name, "", text)
    for path in (p for p in paths if p.name != "key.json"):
        file = f"{folder.name}/{path.parent.name}/{path.name}"
        try:
            case = json.loads(path.read_text(encoding="utf-8"))
            values, expect = case["values"], case["expect"]
        except (ValueError, KeyError, TypeError) as error:
            yield Problem(file, "", f"读不出 values 和 expect（{error!r}）；请对照别的答案改好。")
            continue
        for text in _misfits(declared, values):
            yield Problem(file, "", text)
        for item in job.items:
            score = _points(item, Submission(values, folder, key))
            wanted = item.points if path.stem == MODEL else expect.get(item.id)
            if wanted is None:
                yield Problem(file, item.id, "没有写该得几分；请补上。")
            elif score != wanted:
                yield Problem(
                    file, item.id, f"该得 {wanted:g} 分，评出来是 {score}；请改答案或题。"
                )


def _points(item: task.Item, sub: Submission) -> float | str:
    try:
        return item.score(sub).points
    except Exception as error:  # whatever a scorer meets is what the author must hear
        return f"出错（{type(error).__name__}：{error}）"
