"""The three servers of a running kit: how each is started, and what each may see."""

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from shixun import release
from shixun.paths import Paths

HERE = Path(__file__).parent
HOST = "127.0.0.1"
NOT_FOR_TEACHERS = ("formgrader", "course-list", "create-assignment", "assignment-list", "menu")


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


def _jupyter_folders(paths: Paths, key: str) -> dict[str, str]:
    """Folders of its own for a server, so that the user's own Jupyter settings stay out of it."""
    base = paths.state / "jupyter" / key
    names = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    found = {name: base / folder for name, folder in names.items()}
    found["JUPYTER_RUNTIME_DIR"] = base / "runtime"
    for folder in found.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {name: str(folder) for name, folder in found.items()}


def _common(paths: Paths, key: str) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("SHIXUN_")},
        **_jupyter_folders(paths, key),
        "SHIXUN_ROOT": str(paths.root),
        "SHIXUN_STATE": str(paths.state),
        "SHIXUN_STORE": paths.store_url,
        "SHIXUN_RELEASE": release.current(paths),
        "PYTHONUTF8": "1",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _token(paths: Paths, key: str) -> str:
    """The same token each time, so that a bookmarked address goes on working."""
    file = paths.state / "jupyter" / key / "token"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(16))
    return file.read_text().strip()


def _write_lab_settings(
    config_dir: Path, role: str, disabled: tuple[str, ...], nbgrader: dict[str, bool]
) -> None:
    """JupyterLab's settings for a role: Chinese, quiet, and only what the role needs."""
    loaded = {f"nbgrader.server_extensions.{name}": on for name, on in nbgrader.items()}
    loaded |= {"voila.server_extension": False, "jupyter_lsp": False, "notebook": False}
    server = {"ServerApp": {"jpserver_extensions": loaded}}
    (config_dir / "jupyter_server_config.json").write_text(json.dumps(server, indent=1))
    labconfig = config_dir / "labconfig"
    labconfig.mkdir(parents=True, exist_ok=True)
    page = {"shixunRole": role, "disabledExtensions": dict.fromkeys(disabled, True)}
    (labconfig / "page_config.json").write_text(json.dumps(page, indent=1))
    settings = HERE / "lab_settings.json"
    (labconfig / "default_setting_overrides.json").write_text(settings.read_text(encoding="utf-8"))


def _lab(port: int, root: Path, token: str, home: str) -> tuple[str, ...]:
    return (
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.default_url=/doc/tree/{home}",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.allow_root=True",
        "--ServerApp.shutdown_no_activity_timeout=0",
        f"--LabApp.extra_labextensions_path={HERE / 'labextension'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
    )


def teacher(paths: Paths, port: int, student: str, guide_port: int) -> Server:
    """A teacher's JupyterLab: her home folder, the course's pages, no trainer's tool."""
    from shixun.grading import config

    home = paths.teachers / student
    environment = {
        **_common(paths, f"teacher-{student}"),
        "SHIXUN_TEACHER": student,
        "JUPYTERHUB_USER": "",
        "LOGNAME": student,
        "USER": student,
        "SHIXUN_GUIDE_URL": f"http://{HOST}:{guide_port}",
    }
    environment.pop("JUPYTERHUB_USER")
    settings = Path(environment["JUPYTER_CONFIG_DIR"])
    disabled = (
        *(f"@jupyter/nbgrader:{name}" for name in (*NOT_FOR_TEACHERS, "validate-assignment")),
        "@voila-dashboards/jupyterlab-preview",
        "@jupyterlab/debugger-extension",
        "@jupyterlab/extensionmanager-extension",
        "@jupyterlab/apputils-extension:announcements",
        "@jupyter-notebook/lab-extension",
        "@jupyterlab/help-extension:licenses",
    )
    extensions = {
        "formgrader": False,
        "course_list": False,
        "validate_assignment": True,
        "assignment_list": True,
    }
    _write_lab_settings(settings, "teacher", disabled, extensions)
    config.write_teacher(settings, paths, home, student)
    token = _token(paths, f"teacher-{student}")
    return Server(
        name="教师端",
        key=f"teacher-{student}",
        port=port,
        command=_lab(port, home, token, "课程首页.ipynb"),
        environment=environment,
        folder=home,
        url=f"http://{HOST}:{port}/?token={token}",
        ready=f"http://{HOST}:{port}/api?token={token}",
        who="学员从这里学微课、做练习、看反馈",
    )


def trainer(paths: Paths, port: int, guide_port: int, teacher_port: int) -> Server:
    """The trainer's JupyterLab on the course root, with formgrader and the course team's board."""
    from shixun.grading import config

    environment = {
        **_common(paths, "trainer"),
        **config.trainer_environment(paths),
        "SHIXUN_GUIDE_URL": f"http://{HOST}:{guide_port}",
        "SHIXUN_TEACHER_URL": f"http://{HOST}:{teacher_port}",
    }
    settings = Path(environment["JUPYTER_CONFIG_DIR"])
    disabled = ("@voila-dashboards/jupyterlab-preview", "@jupyterlab/apputils-extension:announcements")
    extensions = dict.fromkeys(
        ("formgrader", "course_list", "validate_assignment", "assignment_list"), True
    )
    _write_lab_settings(settings, "trainer", disabled, extensions)
    # nbgrader reads its settings from here whatever folder a state keeps its course root in.
    source = (paths.root / "grading/nbgrader_config.py").read_text(encoding="utf-8")
    (settings / "nbgrader_config.py").write_text(source, encoding="utf-8")
    token = _token(paths, "trainer")
    return Server(
        name="培训端",
        key="trainer",
        port=port,
        command=_lab(port, paths.grading, token, "培训者首页.ipynb"),
        environment=environment,
        folder=paths.grading,
        url=f"http://{HOST}:{port}/?token={token}",
        ready=f"http://{HOST}:{port}/api?token={token}",
        who="培训者从这里收作业、评分、发反馈;课程组在这里看改进看板",
    )


def guide(paths: Paths, port: int, teacher_port: int, trainer_port: int) -> Server:
    """Voilà with the published guide and the response form: no token, nothing else reachable."""
    environment = {
        **_common(paths, "guide"),
        "SHIXUN_TEACHER_URL": f"http://{HOST}:{teacher_port}",
        "SHIXUN_TRAINER_URL": f"http://{HOST}:{trainer_port}",
        "JUPYTER_PATH": str(HERE / "voila"),
    }
    command = (
        sys.executable,
        "-m",
        "voila",
        str(paths.guides),
        "--no-browser",
        f"--Voila.ip={HOST}",
        f"--port={port}",
        "--Voila.port_retries=0",
        "--template=shixun",
        # Only widgets are needed; other Lab extensions fail in Voilà and clutter its console.
        "--VoilaConfiguration.extension_allowlist=@jupyter-widgets/jupyterlab-manager,anywidget",
        "--VoilaConfiguration.file_allowlist=$^",
        "--show_tracebacks=False",
        "--MappingKernelManager.cull_idle_timeout=3600",
        "--MappingKernelManager.cull_interval=120",
    )
    return Server(
        name="工作指南",
        key="guide",
        port=port,
        command=command,
        environment=environment,
        folder=paths.guides,
        url=f"http://{HOST}:{port}/",
        ready=f"http://{HOST}:{port}/voila/static/voila.js",
        who="管理者和老师看指南、查课表、说意见,不用登录",
    )
