"""Unpack the course into an empty folder; bring an unpacked one to what the package has.

Both are the same walk over the files, and both can be killed at any moment and run again: each file
is replaced as a whole, the manifest is written when all are done, and what was done already compares
as the same the next time.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from shixun import paths
from shixun.course_files import manifest
from shixun.course_files.compare import Action, Step, compare
from shixun.course_files.manifest import Manifest
from shixun.course_files.packaged import Packaged, digests, installed
from shixun.files import write_atomically

# Not among the lessons and exercises: what lies there is shown and handed out to teachers.
BESIDE = "新版"
WRITES = (Action.ADD, Action.REPLACE)
# What may lie in a folder that is empty to a person.
INVISIBLE = {".DS_Store", ".git", ".ipynb_checkpoints", "Thumbs.db", "desktop.ini"}


class CourseFilesError(Exception):
    """A folder that cannot take the course; the message says what to do."""


@dataclass(frozen=True)
class Upgrade:
    """What was done to a course folder."""

    root: Path
    before: str  # the version that was there; empty if none
    after: str
    steps: tuple[Step, ...]
    known: bool = True  # what was unpacked before could be read

    def names(self, *actions: Action) -> tuple[str, ...]:
        return tuple(step.name for step in self.steps if step.action in actions)


def open_course(
    folder: Path, package: Packaged | None = None
) -> tuple[paths.Paths, Upgrade | None]:
    """The course to work with: unpacked here if there is none, brought up to date if it is older.

    Args:
        folder: where the command was given; used only where no course is found.
        package: the packaged course; by default the installed one, if it carries any.

    Returns:
        The places of the course, and what was done to it if anything was.

    Raises:
        CourseFilesError: there is no course, and this folder is not ours to fill; or it cannot be
            written.
        FileNotFoundError: there is no course, and none to unpack.
    """
    package = package or installed()
    root = paths.course_root(folder, checkout=package is None)
    if root is None and package:
        root = Path(os.environ.get("SHIXUN_ROOT") or folder).resolve()
        _require_ours(root)
    if root is None or not package or not _is_due(root, package):
        return paths.current(folder), None
    done = upgrade(root, package)
    return paths.current(folder), done


def upgrade_here(folder: Path, package: Packaged | None = None, *, dry: bool = False) -> Upgrade:
    """`upgrade` of the course folder in use, asked for by a person.

    Raises:
        CourseFilesError: the folder was not unpacked by us, or the installed package has no course.
        FileNotFoundError: there is no course.
    """
    package, root = package or installed(), paths.current(folder).root
    if package is None:
        raise CourseFilesError("现在用的是源代码，里面就是最新的课程；请用 git 更新它。")
    if not manifest.exists(root):
        raise CourseFilesError(
            f"{root} 不是由安装包展开的课程（没有 {manifest.PLACE}），所以没有动它；请用您自己的办法更新，如 git。"
        )
    return upgrade(root, package, dry=dry)


def _is_due(root: Path, package: Packaged) -> bool:
    """Whether an unpacked folder is not whole or of another version; other folders never are."""
    if not (root / "course.toml").is_file():
        return True
    if not manifest.exists(root):
        return False  # somebody's own, or a checkout: their git brings it up to date
    given = manifest.load(root)
    return given is None or given.fingerprint != package.fingerprint


def upgrade(root: Path, package: Packaged, *, dry: bool = False) -> Upgrade:
    """Take over what nobody edited; lay the new version of what somebody did into `BESIDE`.

    Args:
        dry: compare only.

    Raises:
        CourseFilesError: the folder cannot be written; what was done so far stays good.
    """
    given = manifest.load(root) if manifest.exists(root) else manifest.NOTHING
    known, given = given is not None, given or manifest.NOTHING
    names = package.files.keys() | given.files.keys()
    steps = compare(given.files, {name: digests(root / name) for name in names}, package.files)
    if not dry:
        try:
            _apply(root, package, given, steps)
        except OSError as error:
            what = f"{error.filename or root}：{error.strerror or error}"
            raise CourseFilesError(
                f"课程没有展开完，写不进去（{what}）。请检查磁盘空间和权限，再运行一次，会接着做完。"
            ) from error
    return Upgrade(root, given.version, package.version, steps, known)


def _apply(root: Path, package: Packaged, given: Manifest, steps: tuple[Step, ...]) -> None:
    if not manifest.exists(root):
        manifest.save(root, given)  # from here on the folder is known as ours
    for name, action in ((step.name, step.action) for step in steps):
        if action in WRITES:
            _write(root / name, package.content(name))
        elif action is Action.SET_BESIDE:
            _write(root / BESIDE / name, package.content(name))
        elif action is Action.REMOVE:
            (root / name).unlink()
            _remove_empty((root / name).parent, root)
    _remove_settled(root, package)
    manifest.save(root, Manifest(package.version, package.fingerprint, dict(package.files)))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)


def pending(root: Path) -> tuple[str, ...]:
    """The files whose new version lies beside, not taken over yet."""
    beside = root / BESIDE
    found = sorted(p.relative_to(beside).as_posix() for p in beside.rglob("*") if p.is_file())
    return tuple(n for n in found if not digests(beside / n) & digests(root / n))


def _remove_settled(root: Path, package: Packaged) -> None:
    """Nothing lies beside that is the same as what is here, or that the package has no more."""
    beside, open_ = root / BESIDE, set(pending(root)) & package.files.keys()
    for path in [p for p in beside.rglob("*") if p.is_file()]:
        if path.relative_to(beside).as_posix() not in open_:
            path.unlink()
            _remove_empty(path.parent, root)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _require_ours(root: Path) -> None:
    """Raises CourseFilesError unless the folder is empty, or was unpacked by us in part."""
    if manifest.exists(root):
        return
    if root.exists() and not root.is_dir():
        raise CourseFilesError(f"{root} 不是文件夹；请换一个空文件夹。")
    others = sorted(p.name for p in root.iterdir() if not _invisible(p)) if root.exists() else []
    if others:
        some = "、".join(others[:3]) + (f" 等 {len(others)} 个" if len(others) > 3 else "")
        raise CourseFilesError(
            f"{root} 里没有课程（找不到 course.toml），又有别的文件（{some}），所以没有在这里展开。"
            "请新建一个空文件夹，在里面运行 shixun up；已有课程的，请到课程文件夹里运行。"
        )


def _invisible(path: Path) -> bool:
    return path.name in INVISIBLE or (path / "pyvenv.cfg").is_file()
