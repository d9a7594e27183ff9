"""The web server's app: the page in each language, our own few files, and the checks before all of it."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

from ui.page import LOOK, build_page, head
from ui.services import Services
from ui.style import style_sheet
from ui.theme import theme
from ui.words import Words


def make_app(services: Services) -> FastAPI:
    """Put the pages and their checks together; serving it is the caller's."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _own_files(app)
    for path, language in (("/zh", "zh"), ("/", "en")):  # "/" takes whatever came before it leaves
        words = Words(language)
        gr.mount_gradio_app(
            app, build_page(services, words), path, footer_links=[], run_history=False, ssr_mode=False, theme=theme(),
            head=head(words), max_file_size=services.limits.upload_bytes,
        )
    return app


def _own_files(app: FastAPI) -> None:
    import plotly

    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

    @app.get("/look/plotly.min.js")
    def plotly_script() -> Response:
        return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"})

    @app.get("/look/look.css")
    def style() -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/look/favicon.svg")
    def favicon() -> Response:
        return FileResponse(LOOK / "favicon.svg", media_type="image/svg+xml")
