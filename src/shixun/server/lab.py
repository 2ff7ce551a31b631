"""The two JupyterLab servers: a teacher's, which is the page alone, and the trainer's.

They share this code and nothing else: separate settings, extensions, data folders and tokens, and
only the trainer's knows the sources, the gradebook and the keys. Run as
`python -m shixun.server.lab teacher PORT`; `shixun.server.up` does.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from traitlets.config import Config

from shixun.classroom import config as grading
from shixun.paths import Paths, current, teacher_id
from shixun.server.place import HERE, HOMES, Place

NBGRADER = {
    "teacher": ("validate_assignment", "assignment_list"),
    "trainer": ("formgrader", "validate_assignment", "assignment_list", "course_list"),
}
OTHERS = ("jupyter_lsp", "jupyter_server_terminals", "notebook", "voila.server_extension")


def root_dir(paths: Paths, role: str) -> Path:
    """What a server shows: her home, or the nbgrader course root."""
    return paths.teachers / teacher_id() if role == "teacher" else paths.grading


def settings(paths: Paths, role: str, port: int) -> Config:
    """The settings of one server."""
    c = Config()
    server = c.ServerApp
    server.ip, server.port, server.port_retries = "127.0.0.1", port, 0
    server.open_browser = False
    server.root_dir = str(root_dir(paths, role))
    server.terminals_enabled = False
    server.allow_root = True  # in a container there is nobody else
    server.quit_button = False
    server.jpserver_extensions = extensions(role)
    c.LabApp.extra_labextensions_path = [str(HERE / "labextension")]
    c.LabApp.default_url = f"/{'doc' if role == 'teacher' else 'lab'}/tree/{quote(HOMES[role])}"
    c.LabApp.extension_manager = "readonly"
    c.LabApp.news_url = None
    c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
    c.MappingKernelManager.default_kernel_name = "python3"
    c.FileContentsManager.delete_to_trash = False
    if role == "teacher":
        c.FileCheckpoints.checkpoint_dir = str(Place(paths, role).folder / "checkpoints")
        c.merge(grading.teacher(paths, root_dir(paths, role), teacher_id()))
    else:
        c.merge(grading.trainer(paths))
    return c


def extensions(role: str) -> dict[str, bool]:
    every = {f"nbgrader.server_extensions.{name}" for names in NBGRADER.values() for name in names}
    mine = {f"nbgrader.server_extensions.{name}" for name in NBGRADER[role]}
    return {name: False for name in OTHERS} | {name: name in mine for name in every}


def main(role: str, port: int) -> None:
    from jupyterlab.labapp import LabApp

    paths = current()
    if role == "trainer":
        os.environ.update(grading.trainer_environment())
    os.chdir(root_dir(paths, role))
    server = LabApp.initialize_server(argv=[], config=settings(paths, role, port))
    with grading_at_once() if role == "trainer" else nullcontext():
        server.start()


@contextmanager
def grading_at_once() -> Iterator[None]:
    """The watch over what is handed in, beside the trainer's server; it ends with this process,
    however that ends, and at once where the course does not ask for it."""
    words = [sys.executable, "-m", "shixun.classroom.instant"]
    with subprocess.Popen(words, stdin=subprocess.PIPE):
        yield


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background ignores it
    main(sys.argv[1], int(sys.argv[2]))
