"""What each verb does: it reads its arguments, calls one room, prints what came of it."""

import json
from datetime import date
from pathlib import Path

from shixun import notebooks, paths, release, release_notes
from shixun.course_files import told
from shixun.course_files import upgrade as upgrading
from shixun.course_files.compare import Action
from shixun.course_files.differences import differences


class UserError(Exception):
    """Something the user can mend; its text is all that is printed."""


def _print(data, as_json: bool, lines) -> None:
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))


def _course() -> paths.Paths:
    """The course to work with; unpacked or brought up to date if need be, which is then said."""
    where, done = upgrading.open_course(Path.cwd())
    if done:
        print("\n".join(told.done(done)), flush=True)
    return where


def setup(args) -> int:
    where = _course()  # before what takes seconds to import: a wrong folder is said at once
    from shixun.server import setup as server_setup

    server_setup.setup(where)
    return 0


def upgrade(args) -> int:
    done = upgrading.upgrade_here(Path.cwd(), dry=args.dry_run)
    steps = {s.name: s.action.value for s in done.steps if s.action is not Action.NONE}
    lines = told.planned(done) if args.dry_run else [*told.done(done), *told.waiting(done.root)]
    data = {"from": done.before, "to": done.after, "steps": steps}
    _print(data | {"waiting": dict(differences(done.root))}, args.json, lines)
    return 0


def up(args) -> int:
    where = _course()
    from shixun.server import up as server_up

    return server_up.up(where, ports=tuple(args.ports)) or 0


def demo(args) -> int:
    course = _course()
    from shixun.demo import cohort
    from shixun.server import up as server_up

    where = cohort.prepare(course, seed=args.seed)
    return 0 if args.no_servers else server_up.up(where, ports=tuple(args.ports)) or 0


def check(args) -> int:
    from shixun.authoring import check as content
    from shixun.rules import reading, timetable_checks

    if args.all:
        return _problems(content.everything(paths.current()), args.json)
    if (problems := content.problems(paths.current(), args.file)) is not None:
        return _problems(problems, args.json)
    file = Path(args.file)
    if not file.is_file():
        raise UserError(f"找不到文件 {file}；请检查路径。")
    read = reading.read_bytes(file.name, file.read_bytes())
    context = timetable_checks.Context(stage=args.stage, mode=args.mode)
    verdicts = timetable_checks.check(read.timetable, context)
    data = [
        {
            "rule": v.rule,
            "name": v.name,
            "result": v.state.value,
            "rows": list(v.where),
            "text": v.text,
            "basis": v.basis,
            "readings": {when: state.value for when, state in v.readings},
        }
        for v in verdicts
    ]
    lines = [
        f"{v.rule} {v.name}  {v.state.chinese}\n    {v.text}\n    依据：{v.basis}" for v in verdicts
    ]
    unread = [str(p) for p in read.problems]
    _print({"verdicts": data, "unread": unread}, args.json, [*unread, *lines])
    return 1 if any(d["result"] == "fail" for d in data) else 0


def _problems(problems, as_json: bool) -> int:
    """What an author should mend, and what a template left to be written; 1 if there is a mistake."""
    wrong = [str(p) for p in problems if not p.todo]
    todo = [str(p) for p in problems if p.todo]
    lines = [*wrong, *todo] or ["没有问题。"]
    if todo and not wrong:
        lines.append("写法都对，上面这些还要写。")
    _print({"problems": wrong, "todo": todo}, as_json, lines)
    return 1 if wrong else 0


def new(args) -> int:
    from shixun.authoring import commands
    from shixun.authoring import new as content

    where = paths.current()
    if (args.source or args.xlsx) and args.what != "exercise":
        raise UserError("表格只能写练习：shixun new exercise 编号 --xlsx。")
    if args.source:
        return commands.import_file(
            where, Path(args.source), yes=args.yes, again=False, id=args.id, title=args.title,
            lesson=args.lesson, minutes=args.minutes,
        )  # fmt: skip
    if args.xlsx:
        return commands.write_template(where, args.id, args.title, args.lesson)
    if not args.title:
        raise UserError("请用 --title 写上标题。")
    if args.what == "exercise":
        minutes = args.minutes or 20
        return commands.new_exercise(where, args.id, args.title, args.lesson, minutes)
    args.minutes = args.minutes or 8
    if args.what == "lesson":
        made = content.lesson(
            where, args.id, unit=args.unit, title=args.title, minutes=args.minutes, kind=args.kind
        )
    else:
        made = content.chapter(where, args.id, title=args.title, kind=args.kind)
    print("\n".join(f"写好了 {p.relative_to(where.root)}" for p in made))
    print(f"接着改这几个文件里带“写”字的方括号，再运行 shixun check {args.id}。")
    return 0


def build(args) -> int:
    from shixun.classroom import course

    done = course.build(paths.current())
    lines = [f"{b.exercise}：{'、'.join(b.changed) or '没有变化'}" for b in done]
    data = {b.exercise: {"changed": b.changed, "set_aside": [*map(str, b.set_aside)]} for b in done}
    _print(data, args.json, lines or ["还没有练习。"])
    return 0


def import_exercise(args) -> int:
    from shixun.authoring import commands

    return commands.import_file(
        paths.current(), Path(args.file), yes=args.yes, again=args.replace, id=args.id or "",
        title=args.title, lesson=args.lesson, minutes=args.minutes,
    )  # fmt: skip


def findings(args) -> int:
    from shixun.analytics import board as board_findings

    found = board_findings.collect(paths.current())
    _print(board_findings.to_json(found), args.json, board_findings.to_text(found))
    return 0


def items(args) -> int:
    from shixun import syllabus
    from shixun.analytics import trust
    from shixun.classroom import course

    where = paths.current()
    course.build(where)
    every = tuple(e.id for e in syllabus.load(where.root / "course.toml").exercises)
    chosen = (args.exercise,) if args.exercise else every
    if args.json:
        _print(trust.collect(where, chosen), True, ())
    else:
        _print(None, False, trust.to_text(where, chosen))
    return 0


def explain(args) -> int:
    from shixun.analytics import explain as grounds
    from shixun.analytics import explained
    from shixun.classroom import course

    where = paths.current()
    course.build(where)  # today's rules are those that stand in exercises/ now
    found = grounds.explain(where, args.exercise, args.student)
    _print(explained.to_json(found), args.json, explained.to_text(found))
    return 0


def make_release(args) -> int:
    where = paths.current()
    if args.id:
        lock = release.make(where, args.id, date.today().isoformat())
        changes = release.changes(where)
        lines = [f"已生成版本 {lock.id}。", *release_notes.told(where, changes)]
        _print({"id": lock.id, "cells": len(lock.hashes)}, args.json, lines)
        return 0
    made = [lock.id for lock in release.all_locks(where.releases)]
    changes = release.changes(where)
    data = {"current": release.current(where), "releases": made, "changes": dict(changes.parts)}
    lines = [f"现在的版本：{data['current']}", f"已有版本：{'、'.join(made) or '无'}"]
    _print(data, args.json, [*lines, *release_notes.told(where, changes)])
    return 0


def tidy(args) -> int:
    changed = [p for p in notebooks.all_notebooks(paths.current().root) if notebooks.tidy(p)]
    print("\n".join(f"已整理 {p.name}" for p in changed) or "笔记本都已是规范格式。")
    return 0
