"""The installed wheel in an empty folder, with no checkout on any path: up, one loop, an upgrade."""

import json
import re
import signal
import subprocess
import urllib.request
from contextlib import contextmanager
from urllib.parse import quote

import processes
import pytest

from benchmarks.ports import free_ports
from package.conftest import build, copy_checkout

pytestmark = [pytest.mark.servers, pytest.mark.slow]
LESSON = "notebooks/M2/L07.ipynb"
OTHER = "notebooks/M3/L11.ipynb"

# As a teacher, then as a trainer; run by the installed package's own Python in the course folder.
LOOP = """
import json
import sys
from datetime import UTC, datetime
from shixun import paths, release
from shixun.classroom import course
from shixun.classroom.attempt import Attempt
from shixun.responses import form
from shixun.lessons.outline import outline

assert sys.prefix in paths.__file__, paths.__file__
where = paths.current()
home = where.teachers / "teacher"
course.fetch(where, "E04", home, "teacher")
assert not list(home.rglob("key")) and not list(home.rglob("model.json")), "a key at a teacher's"
model = json.loads((where.exercises / "E04/key/model.json").read_text())["values"]
attempt = Attempt(where, "E04", home / "E04", "teacher", release.current(where), lambda: datetime.now(UTC))
print(attempt.act("handin", model).headline)
course.collect(where, "E04")
print(course.autograde(where, "E04"))
course.give_feedback(where, "E04")
course.fetch_feedback(where, "E04", home, "teacher")
part = next(iter(dict(outline(where.notebooks / "M2/L07.ipynb"))))
print(form.act("send", {"where": part, "useful": 1, "clear": 1, "length": "\u957f"}, "L07").headline)
"""


@contextmanager
def up(environment, folder):
    """The servers as a person starts them; gives what was printed."""
    words = [environment.folder / "bin/shixun", "up", "--ports", *free_ports(3)]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = processes.start(words, cwd=folder, env=environment.variables(), **pipe)
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in printed, printed
        yield printed
    finally:
        processes.stop(process, signal.SIGTERM)


def get(url):
    with urllib.request.urlopen(url, timeout=processes.PATIENCE) as answer:
        return answer.read().decode()


def pages_answer(printed):
    """The teacher's home, the trainer's and the first guide page are served, by our own servers."""
    teacher, trainer, guide = re.findall(r"http://\S+", printed)
    for url, mode, home in ((teacher, "teacher", "课程首页"), (trainer, "trainer", "培训者首页")):
        base, token = url.split("?")
        lab = get(f"{base}lab?{token}")
        assert f'"shixunMode": "{mode}"' in lab and '"shixun-lab"' in lab
        page = json.loads(get(f"{base}api/contents/{quote(home)}.ipynb?{token}"))
        assert page["content"]["cells"]
    first = get(f"{guide}voila/render/G0.ipynb")
    assert "G0" in first and "Traceback" not in first


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_up_a_loop_and_an_upgrade_over_an_edited_lesson(environment, tmp_path):
    """The kit stands, one answer and one response go round, and an edit outlives a newer wheel."""
    folder = tmp_path / "course"
    folder.mkdir()
    with up(environment, folder) as printed:
        assert printed.startswith("课程 ") and "个文件" in printed.splitlines()[0]
        assert (folder / "course.toml").is_file() and (folder / LESSON).is_file()
        pages_answer(printed)
        said = environment.run("python", "-c", LOOP, cwd=folder)
        assert "交好了" in said and "谢谢" in said
        feedback = list((folder / "var/teachers/teacher/E04").glob("feedback/**/*.html"))
        assert feedback, said
        explained = environment.run("shixun", "explain", "E04", "teacher", "--json", cwd=folder)
        assert json.loads(explained)["exercise"] == "E04"
        found = json.loads(environment.run("shixun", "findings", "--json", cwd=folder))
        assert any(finding["lesson"] == "L07" for finding in found)

    newer = copy_checkout(tmp_path / "newer")
    edit(newer / "src/shixun/__init__.py", "__version__ = ", "__version__ = '99.0'  # ")
    heading = json.loads((folder / LESSON).read_text(encoding="utf-8"))["cells"][0]["source"][
        0
    ].rstrip("\n")
    for lesson in (LESSON, OTHER):
        edit(newer / lesson, "# L", "# 新版：L")
    edit(folder / LESSON, heading, f"{heading}（本校改过）")
    environment.install(build(newer, tmp_path))

    with up(environment, folder) as printed:
        assert "升到 99.0" in printed and f"\n  {LESSON}\n" in printed
        pages_answer(printed)
    assert "本校改过" in (folder / LESSON).read_text(encoding="utf-8")
    assert "新版：" in (folder / OTHER).read_text(encoding="utf-8")
    assert "新版：" in (folder / "新版" / LESSON).read_text(encoding="utf-8")
    told = environment.run("shixun", "upgrade", cwd=folder)
    assert f"- {heading}（本校改过）" in told and "+ # 新版：L07" in told and OTHER not in told
    assert list((folder / "var/teachers/teacher/E04").glob("*.json"))  # her answer is still hers


def test_a_folder_of_somebody_elses_is_left_alone(environment, tmp_path):
    """One sentence names the folder, what is in it and the way out; nothing is written."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "论文.docx").write_text("x")
    said = environment.run("shixun", "up", cwd=folder, fails=True)
    assert "论文.docx" in said and "空文件夹" in said and "Traceback" not in said
    assert [p.name for p in folder.iterdir()] == ["论文.docx"]


def test_other_verbs_say_where_the_course_should_be(environment, tmp_path):
    """Without a course nothing is unpacked by a verb that only reads."""
    said = environment.run("shixun", "release", cwd=tmp_path, fails=True)
    assert "找不到课程" in said and "shixun up" in said
    assert not (tmp_path / "course.toml").exists()
