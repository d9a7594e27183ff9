"""The web server: the page in each language, our own few files, the checks before all of it, and its start and end."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import gradio as gr
import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.middleware.gzip import GZipMiddleware

from ui.live.modules import fingerprint, modules
from ui.live.rpc import spoken
from ui.live.style import LOOK, style_sheet
from ui.server.call_bounds import IN_LINES, THREADS
from ui.server.calls import Calls
from ui.server.doors import Doors
from ui.server.page import build_page
from ui.server.page_head import Opening, Prefix, pages
from ui.server.receiving import Receiving
from ui.server.security import Guard, Rules
from ui.server.theme import theme
from ui.state.services import Services
from ui.words import Words

A_DAY = {"Cache-Control": "public, max-age=86400"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def make_app(
    services: Services, rules: Rules, opened: Callable[[], None] = lambda: None, root_path: str = ""
) -> FastAPI:
    """Put the pages and their checks together; serving it is the caller's.

    Args:  opened: called whenever a page's HTML has been sent. root_path: where a proxy shows the page, "" or "/terra".
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_with_threads)
    _own_files(app)
    os.environ["GRADIO_TEMP_DIR"] = str(
        services.workspace.incoming
    )  # the folder that Gradio takes uploads from; it reads this at each call
    receiving, calls, words = Receiving(services.uploads), {}, {}
    hidden = [
        str(path) for path in (services.workspace.store_path, services.workspace.uploads, services.workspace.corpora)
    ]
    for path, language in sorted(pages().items(), reverse=True):  # "/" takes whatever those before it leave
        mounted = path.rstrip("/")
        words[mounted] = Words(language)
        page = build_page(services, words[mounted])
        for handler in page.fns.values():
            handler.fn = spoken(words[mounted], handler.fn) if handler.fn else None
        page.max_threads = IN_LINES
        page.queue(max_size=None, api_open=False)  # each kind of call has a bound of its own, see Doors
        receiving.add_to(app, mounted)
        gr.mount_gradio_app(
            app,
            page,
            mounted or "/",
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            theme=theme(),
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
            blocked_paths=hidden,
            max_file_size=services.limits.upload_bytes,
            enable_monitoring=False,
            mcp_server=False,
            show_error=False,
        )
        page.has_launched = True  # Gradio looks at no path of a mounted page until this is set
        calls[mounted] = Calls(page, services.uploads.incoming)
    app.add_middleware(Opening, opened=opened, root_path=root_path)
    app.add_middleware(Doors, calls=calls, words=words, waiting=services.limits.queue_length)
    app.add_middleware(
        GZipMiddleware, compresslevel=6
    )  # outside of what rewrites the HTML; event streams pass as they are
    app.add_middleware(Guard, rules=rules)  # stands before them
    if root_path:
        app.add_middleware(Prefix, root_path=root_path)  # added last, stands first: the others know plain paths
    return app


@asynccontextmanager
async def _with_threads(_app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


class Server:
    """Serves an app on a socket that is bound already, and tells when it is open."""

    def __init__(self, app: FastAPI, listener: socket.socket, *, ready: Callable[[], None] = lambda: None) -> None:
        # a page holds an event stream open for as long as it is shown: the end doesn't wait for it
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, server_header=False
        )
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
    plotly = importlib.util.find_spec("plotly")  # found, not imported: that would take a second
    script = Path(str(plotly and plotly.origin)).parent / "package_data" / "plotly.min.js"

    @app.get("/look/plotly.min.js")
    def plotly_script() -> Response:
        return FileResponse(script, media_type="text/javascript", headers=A_DAY)

    @app.get("/live/{version}/{path:path}")
    def module(version: str, path: str) -> Response:
        source = modules().get(path) if version == fingerprint() else None  # a table: no path leads out of it
        if source is None:
            return Response(status_code=404)
        return Response(source, media_type="text/javascript", headers=FOR_EVER)

    @app.get("/look/look.css")
    def style() -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/look/favicon.svg")
    @app.get("/favicon.ico")
    def favicon() -> Response:
        return FileResponse(LOOK / "favicon.svg", media_type="image/svg+xml", headers=A_DAY)
