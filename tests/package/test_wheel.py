"""What is in the wheel: the whole kit, as git knows it, and nothing that a term produced."""

import email
import tomllib
import zipfile
from pathlib import PurePosixPath

from package.conftest import ROOT, build, copy_checkout, tracked
from shixun import release
from shixun.paths import Paths

COURSE = ("course.toml", "notebooks", "guides", "exercises", "grading", "releases")
INSIDE = "shixun/course_files/packaged/"
LAB = "src/shixun/server/labextension/"


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_course_in_the_wheel_is_the_course_in_git(wheel):
    """Every file of the course folders, keys included, and no other."""
    inside = {n.removeprefix(INSIDE) for n in names(wheel) if n.startswith(INSIDE)}
    assert inside == set(tracked(*COURSE))
    assert any("/key/" in name for name in inside)  # whoever grades needs them


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    """Templates, kernels, settings, browser code: no list of endings can forget one."""
    wanted = {name.removeprefix("src/") for name in tracked("src/shixun")}
    assert wanted - names(wheel) == set()


def test_jupyterlab_finds_the_extension_where_it_looks(wheel):
    """The built extension is installed as data, once more than in the package."""
    data = {n.partition(".data/data/")[2] for n in names(wheel)} - {""}
    wanted = {n.replace(LAB, "share/jupyter/labextensions/") for n in tracked(LAB)}
    assert data == wanted


def test_what_a_term_produced_stays_out(tmp_path):
    """Hand-ins, a gradebook and a tried-out page in the checkout do not get into a wheel."""
    checkout = copy_checkout(tmp_path / "checkout")
    for left in ("grading/submitted/u1/E04/answer.json", "grading/gradebook.db", "var/responses.sqlite",
                 "notebooks/E04/answer.json", "exercises/E04/.ipynb_checkpoints/x.ipynb"):  # fmt: skip
        (checkout / left).parent.mkdir(parents=True, exist_ok=True)
        (checkout / left).write_text("of a person")
    inside = {
        n.removeprefix(INSIDE) for n in names(build(checkout, tmp_path)) if n.startswith(INSIDE)
    }
    assert inside == set(tracked(*COURSE))


def test_what_the_wheel_says_of_itself(wheel):
    """Name, version, licence, Python and command as the project declares them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = f"shixun-{wheel.name.split('-')[1]}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        about = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
        commands = archive.read(f"{folder}/entry_points.txt").decode()
    assert about["License-Expression"] == project["license"] == "BSD-3-Clause"
    assert about["Requires-Python"] == project["requires-python"] == ">=3.11"
    assert "shixun = shixun.cli:main" in commands and "shixun.data_graders" in commands
    assert {f"{folder}/licenses/LICENSE", "shixun/py.typed"} <= names(wheel)
    assert all(
        PurePosixPath(n).parts[0] in ("shixun", folder, f"{folder[:-10]}.data")
        for n in names(wheel)
    )


def test_the_same_content_is_the_same_release(environment, tmp_path):
    """From the wheel's code and an unpacked course folder as from the checkout; an edit makes another."""
    (tmp_path / "course").mkdir()
    here = "from pathlib import Path; from shixun import release; from shixun.course_files.upgrade import open_course; print(release.current(open_course(Path.cwd())[0]))"
    checkout = release.current(Paths(ROOT, tmp_path / "state"))
    assert environment.run("python", "-c", here, cwd=tmp_path / "course").strip() == checkout
    with open(tmp_path / "course/notebooks/M1/L01.toml", "a", encoding="utf-8") as lesson:
        lesson.write("\n[extra]\nown = true\n")
    assert environment.run("python", "-c", here, cwd=tmp_path / "course").strip() != checkout
