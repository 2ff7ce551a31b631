"""The three servers of a running kit: how each is started, and who opens it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from shixun import release
from shixun.paths import Paths, teacher_id
from shixun.server import lab

HERE = Path(__file__).parent
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    """One process: what to run, where, and how people reach it."""

    name: str  # Chinese, for the person who starts it
    key: str  # for file names
    port: int
    command: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    url: str
    ready: str  # answers 200 when the server is up
    who: str  # one line: who opens it, for what


def _common(paths: Paths, ports: tuple[int, int, int]) -> dict[str, str]:
    """What every server needs to know; nothing of another kit's settings comes along."""
    teacher, trainer, guide = (f"http://{HOST}:{port}" for port in ports)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("SHIXUN_", "JUPYTER"))},
        "SHIXUN_ROOT": str(paths.root),
        "SHIXUN_STATE": str(paths.state),
        "SHIXUN_STORE": paths.store_url,
        "SHIXUN_RELEASE": release.current(paths),
        "SHIXUN_TEACHER_URL": teacher,
        "SHIXUN_TRAINER_URL": trainer,
        "SHIXUN_GUIDE_URL": guide,
        "PYTHONUTF8": "1",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
    }


def jupyterlab(paths: Paths, role: str, name: str, who: str, ports: tuple[int, int, int]) -> Server:
    """A teacher's or the trainer's JupyterLab."""
    port = ports[0 if role == "teacher" else 1]
    place = lab.Place.of(paths, role)
    environment = {**_common(paths, ports), **place.environment(role)}
    environment |= {"SHIXUN_TEACHER": teacher_id()} if role == "teacher" else {}
    if role == "teacher":
        # nbgrader takes the id of whoever hands in from the account's name.
        environment |= {"LOGNAME": teacher_id(), "USER": teacher_id()}
    return Server(
        name=name,
        key=role,
        port=port,
        command=(sys.executable, "-m", "shixun.server.lab", role, str(port)),
        environment=environment,
        folder=lab.root_dir(paths, role),
        url=lab.url(paths, role, port),
        ready=f"http://{HOST}:{port}/api",
        who=who,
    )


def guide(paths: Paths, ports: tuple[int, int, int]) -> Server:
    """Voilà with the published guide and the response form: no token, nothing else reachable."""
    place = lab.Place.of(paths, "guide")
    own = {
        "JUPYTER_CONFIG_DIR": str(place.folder / "config"),
        "JUPYTER_DATA_DIR": str(place.folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(place.folder / "runtime"),
        "JUPYTER_PATH": os.pathsep.join((str(HERE), str(HERE / "kernels"))),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    return Server(
        name="工作指南",
        key="guide",
        port=ports[2],
        command=(sys.executable, "-m", "shixun.server.guide", str(ports[2])),
        environment={**_common(paths, ports), **own},
        folder=paths.guides,
        url=f"http://{HOST}:{ports[2]}/",
        ready=f"http://{HOST}:{ports[2]}/voila/static/voila.js",
        who="管理者和老师看指南、查课表、说意见,不用登录",
    )


def all_servers(paths: Paths, ports: tuple[int, int, int]) -> tuple[Server, Server, Server]:
    """Teacher, trainer, guide: the order of the ports."""
    learn = "学员从这里学微课、做练习、看反馈"
    teach = "培训者从这里收作业、评分、发反馈;课程组在这里看改进看板"
    return (
        jupyterlab(paths, "teacher", "教师端", learn, ports),
        jupyterlab(paths, "trainer", "培训端", teach, ports),
        guide(paths, ports),
    )
