"""The web server: the page in each language, our own few files, the checks before all of it, and its start and end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

from ui.opening import PAGES, Opening, Prefix
from ui.page import build_page
from ui.security import Guard, Rules
from ui.services import Services
from ui.style import LOOK, style_sheet
from ui.theme import theme
from ui.words import Words

A_DAY = {"Cache-Control": "public, max-age=86400"}


def make_app(services: Services, rules: Rules, opened: Callable[[], None] = lambda: None, root_path: str = "") -> FastAPI:
    """Put the pages and their checks together; serving it is the caller's.

    Args:  opened: called whenever a page's HTML has been sent. root_path: where a proxy shows the page, "" or "/terra".
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _own_files(app)
    hidden = [str(path) for path in (services.workspace.store_path, services.workspace.uploads, services.workspace.corpora)]
    for path, language in sorted(PAGES.items(), reverse=True):  # "/" takes whatever those before it leave
        page = build_page(services, Words(language))
        page.queue(max_size=services.limits.queue_length)
        gr.mount_gradio_app(
            app, page, path.rstrip("/") or "/", footer_links=[], run_history=False, ssr_mode=False, theme=theme(),
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None}, blocked_paths=hidden, max_file_size=services.limits.upload_bytes, enable_monitoring=False, mcp_server=False,
        )
    app.add_middleware(Opening, opened=opened, root_path=root_path)
    app.add_middleware(Guard, rules=rules)  # stands before it
    if root_path:
        app.add_middleware(Prefix, root_path=root_path)  # added last, stands first: the others know plain paths
    return app


class Server:
    """Serves an app on a socket that is bound already, and tells when it is open."""

    def __init__(self, app: FastAPI, listener: socket.socket, *, ready: Callable[[], None] = lambda: None) -> None:
        # a page holds an event stream open for as long as it is shown: the end doesn't wait for it
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, server_header=False)
        self._server, self._listener = _Announcing(config), listener
        self._server.ready = ready

    def run(self) -> None:
        """Serve until Ctrl-C or `stop`."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """End serving; from any thread."""
        self._server.should_exit = True


class _Announcing(uvicorn.Server):
    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self.ready()


def _own_files(app: FastAPI) -> None:
    import plotly

    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

    @app.get("/look/plotly.min.js")
    def plotly_script() -> Response:
        return FileResponse(script, media_type="text/javascript", headers=A_DAY)

    @app.get("/look/look.css")
    def style() -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/look/favicon.svg")
    @app.get("/favicon.ico")
    def favicon() -> Response:
        return FileResponse(LOOK / "favicon.svg", media_type="image/svg+xml", headers=A_DAY)
