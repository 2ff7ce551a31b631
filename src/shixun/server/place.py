"""Where each server keeps its own things, apart from the user's Jupyter and from the other servers."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from shixun.paths import Paths

HERE = Path(__file__).parent
HOMES = {"teacher": "课程首页.ipynb", "trainer": "培训者首页.ipynb"}


@dataclass(frozen=True)
class Place:
    """One server's folder of settings, runtime files and token."""

    paths: Paths
    role: str  # teacher | trainer | guide

    @property
    def folder(self) -> Path:
        return self.paths.state / "servers" / self.role

    def token(self) -> str:
        """The same at every start, so that a bookmark and an open page stay good."""
        file = self.folder / "token"
        if not file.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                out.write(secrets.token_hex(16))
        return file.read_text()

    def environment(self) -> dict[str, str]:
        """Jupyter's variables for this server: our kernel, its own settings, nobody else's."""
        common = {
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
        if self.role == "guide":
            return common | {"JUPYTER_PATH": f"{HERE / 'kernels'}{os.pathsep}{HERE / 'voila'}"}
        pages = (HERE / "formgrader",) if self.role == "trainer" else ()
        return common | {
            "JUPYTER_CONFIG_PATH": str(HERE / "etc" / self.role),
            "JUPYTER_PATH": os.pathsep.join(map(str, (HERE / "kernels", *pages))),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
            "JUPYTER_TOKEN": self.token(),
        }

    def url(self, port: int) -> str:
        """The address to open; a Jupyter server's carries its token."""
        token = "" if self.role == "guide" else f"?token={self.token()}"
        return f"http://127.0.0.1:{port}/{token}"
