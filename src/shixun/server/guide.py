"""The published guide: Voilà with nothing but our pages behind it.

Voilà by itself also serves a tree of files, their contents' listing and the files themselves. Here
the list of addresses is short, so that what is not published cannot be asked for. Run as
`python -m shixun.server.guide PORT`; `shixun.server.up` does.
"""

import logging
import re
import signal
import sys
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from traitlets import Integer, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.tornado.handler import TornadoVoilaHandler

from shixun import syllabus
from shixun.paths import Paths, current

TEMPLATE = "shixun-guide"
WIDGETS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
# What of Voilà stays: a page's own kernel, its widgets' code and its styles.
KEPT = ("/api/kernels/", "/voila/templates/", "/voila/static/", "/voila/api/shutdown/",
        "/voila/api/themes/", "/voila/labextensions/")  # fmt: skip


def published(folder: Path) -> frozenset[str]:
    """The notebooks that may be opened: those right in the guides' folder."""
    return frozenset(p.name for p in folder.glob("*.ipynb") if not p.name.startswith("."))


class Page(TornadoVoilaHandler):
    """One published notebook; anything else is 没有这一页."""

    def initialize(self, folder: Path, most: int, **kwargs) -> None:
        super().initialize(**kwargs)
        self._folder, self._most = folder, most

    async def get(self, path=None):
        if path not in published(self._folder):
            raise web.HTTPError(404)
        if len(self.kernel_manager.list_kernel_ids()) >= self._most:
            raise web.HTTPError(503)
        # Asking for the token sets the cookie that lets a page being left end its kernel.
        _ = self.xsrf_token
        await super().get(path)


class First(JupyterHandler):
    """The bare address leads to the first page and keeps what came with the link."""

    def initialize(self, page: str) -> None:
        self._page = page

    def get(self):
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"{self.base_url}voila/render/{self._page}{query}")


class Nothing(BaseVoilaHandler):
    """Every address that is none of ours."""

    async def prepare(self):
        await super().prepare()
        raise web.HTTPError(404)


VISITOR = re.compile(
    r"remote_ip='[^']*'|\(@?(?:\d{1,3}\.){3}\d{1,3}\)|\(@?[0-9a-fA-F]*:[0-9a-fA-F:]+\)|\?\S*"
)
LOGGERS = ("tornado.access", "tornado.application", "tornado.general")


class Nameless(logging.Filter):
    """Nothing that is logged says who came, or what came with the link."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = VISITOR.sub("", record.getMessage()), ()
        return True


def log_failures(handler: web.RequestHandler) -> None:
    """Only what is ours to mend: an address that isn't there says nothing of the guide."""
    status = handler.get_status()
    if status >= 500:
        logging.getLogger(LOGGERS[0]).error(
            "%d %s %s", status, handler.request.method, handler.request.path
        )


class Guide(Voila):
    """Voilà with a short list of addresses, and a log without visitors."""

    most = Integer(24, config=True, help="How many pages may be open at a time.")
    first = Unicode("", config=True, help="The page that the bare address leads to.")

    def initialize(self, argv=None) -> None:
        super().initialize(argv)
        for logger in (self.log, *map(logging.getLogger, LOGGERS)):
            logger.addFilter(Nameless())

    def init_handlers(self) -> list:
        theirs = [h for h in super().init_handlers() if h[0].startswith(KEPT)]
        settings = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
            "folder": Path(self.root_dir),
            "most": self.most,
        }
        nothing = {"voila_configuration": self.voila_configuration}
        return [
            ("/", First, {"page": self.first}),
            (r"/voila/render/(.*)", Page, settings),
            *theirs,
            (r"/(.*)", Nothing, nothing),
        ]


def if_synthetic(text: str) -> str:
    """For the page's template: the text where all people of this state are made up, else nothing."""
    return text if current().synthetic.is_file() else ""


def settings(paths: Paths, port: int) -> Config:
    """What the guide's server runs with; its pages are those of the course."""
    listed = syllabus.load(paths.root / "course.toml").guide
    c = Config()
    guide = c.Guide
    guide.ip, guide.port, guide.port_retries = "127.0.0.1", port, 0
    guide.open_browser = False
    guide.root_dir = str(paths.guides)
    guide.first = listed[0].file
    guide.config_file_paths = []
    guide.tornado_settings = {"log_function": log_failures}
    pages = c.VoilaConfiguration
    pages.template = TEMPLATE
    pages.resources = {"shixun_header": [(p.file, p.short) for p in listed if p.short]}
    pages.strip_sources = True
    pages.show_tracebacks = False
    pages.allow_template_override = pages.allow_theme_override = "NO"
    pages.file_allowlist = []
    pages.extension_allowlist = WIDGETS
    c.VoilaExporter.filters = {"if_synthetic": if_synthetic}
    # A page that was left closes its kernel; one whose computer went to sleep loses it after a while.
    c.MappingKernelManager.cull_idle_timeout = 1800
    c.MappingKernelManager.cull_interval = 60
    return c


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background ignores it
    Guide.launch_instance(argv=[], config=settings(current(), int(sys.argv[1])))
