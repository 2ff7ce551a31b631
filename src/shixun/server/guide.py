"""The published guide: Voilà with only its pages. Run as `python -m shixun.server.guide PORT`.

Voilà by itself also serves a list of the folder, the notebooks' sources and the folder's files; who
reads the guide needs none of them, so those routes are left out.
"""

import sys

from tornado.web import RedirectHandler, RequestHandler
from traitlets.config import Config
from voila.app import Voila

from shixun.paths import Paths, current

FIRST = "/voila/render/G0.ipynb"
LEFT_OUT = ("/voila/tree", "/voila/api/contents", "/voila/files")
WIDGETS = ["@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget"]
IDLE = 3600  # seconds without a visitor's message until her kernel ends


class NoSuchPage(RequestHandler):
    """Whatever else is asked for: a page in Chinese with the way back."""

    def prepare(self) -> None:
        self.set_status(404)
        template = self.settings["voila_jinja2_env"].get_template("404.html")
        self.finish(template.render(status_code=404, base_url="/"))


class Guide(Voila):
    """Voilà with fewer doors."""

    def init_handlers(self) -> list:
        mine = [h for h in super().init_handlers() if not h[0].startswith(LEFT_OUT)]
        pages = [h for h in mine if h[0] != self.server_url]
        return [(r"/", RedirectHandler, {"url": FIRST, "permanent": False}), *pages, (r"/.*", NoSuchPage)]


def settings(paths: Paths, port: int) -> Config:
    c = Config()
    c.Voila.ip, c.Voila.port, c.Voila.port_retries = "127.0.0.1", port, 0
    c.Voila.open_browser = False
    c.Voila.root_dir = str(paths.guides)
    c.VoilaConfiguration.template = "shixun"
    c.VoilaConfiguration.show_tracebacks = False
    # Only widgets are needed; other Lab extensions fail in Voilà and clutter its console.
    c.VoilaConfiguration.extension_allowlist = WIDGETS
    c.MappingKernelManager.cull_idle_timeout = IDLE
    c.MappingKernelManager.cull_interval = 120
    c.MappingKernelManager.default_kernel_name = "python3"
    return c


def main(port: int) -> None:
    paths = current()
    Guide.launch_instance(argv=[str(paths.guides)], config=settings(paths, port))


if __name__ == "__main__":
    main(int(sys.argv[1]))
