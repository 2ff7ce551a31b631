"""The two JupyterLab servers: a teacher's, which is the page alone, and the trainer's.

They share this code and nothing else: separate settings, extensions, data folders and tokens, and
only the trainer's knows the sources, the gradebook and the keys. Run as
`python -m shixun.server.lab teacher PORT`; `shixun.server.up` does.
"""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from traitlets.config import Config

from shixun.grading import config as grading
from shixun.paths import Paths, current, teacher_id

HERE = Path(__file__).parent
HOMES = {"teacher": "课程首页.ipynb", "trainer": "培训者首页.ipynb"}
NBGRADER = {
    "teacher": ("validate_assignment", "assignment_list"),
    "trainer": ("formgrader", "validate_assignment", "assignment_list", "course_list"),
}
OTHERS = ("jupyter_lsp", "jupyter_server_terminals", "notebook", "voila.server_extension")


@dataclass(frozen=True)
class Place:
    """Where one server keeps its own things, apart from the user's Jupyter and the other server's."""

    folder: Path

    @classmethod
    def of(cls, paths: Paths, role: str) -> "Place":
        return cls(paths.state / "servers" / role)

    def token(self) -> str:
        """The same at every start, so that a bookmark and an open page stay good."""
        file = self.folder / "token"
        if not file.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                out.write(secrets.token_hex(16))
        return file.read_text()

    def environment(self, role: str) -> dict[str, str]:
        return {
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_CONFIG_PATH": str(HERE / "etc" / role),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTER_PATH": str(HERE / "kernels"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
            "JUPYTER_TOKEN": self.token(),
            "JUPYTER_PLATFORM_DIRS": "1",
        }


def root_dir(paths: Paths, role: str) -> Path:
    """What a server shows: her home, or the nbgrader course root."""
    return paths.teachers / teacher_id() if role == "teacher" else paths.grading


def url(paths: Paths, role: str, port: int) -> str:
    """The address to open; it carries the token."""
    return f"http://127.0.0.1:{port}/?token={Place.of(paths, role).token()}"


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
        c.FileCheckpoints.checkpoint_dir = str(Place.of(paths, role).folder / "checkpoints")
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
        os.environ.update(grading.trainer_environment(paths))
    os.chdir(root_dir(paths, role))
    server = LabApp.initialize_server(argv=[], config=settings(paths, role, port))
    server.start()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
