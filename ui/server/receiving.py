"""Uploads as Gradio's script sends them, received into the incoming folder, and how far each is."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from llm_core.errors import Mistake
from ui.server.doors import API, visitor_of
from ui.server.multipart import BodyError, FilesOfBody
from ui.state.limits import MB
from ui.state.uploads import Uploads

CHECKED_EVERY_BYTES = 8 * MB
LOOKED_EVERY_S, WAITED_S, LONGEST_S = 0.1, 3.0, 3600.0
REMEMBERED = 200


@dataclass
class Progress:
    """How far an upload is: bytes of each file that came since it was last told."""

    news: list[tuple[str, int]] = field(default_factory=list)
    done: bool = False


class Receiving:
    """Receives files and tells how far they are."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._progress: OrderedDict[str, Progress] = OrderedDict()

    def add_to(self, app: FastAPI, page: str) -> None:
        """Answer at a page's addresses, before Gradio does."""
        app.post(f"{page}{API}upload")(self.receive)
        app.get(f"{page}{API}upload_progress")(self.progress)

    async def receive(self, request: Request) -> Response:
        """Take the files of a request; answers where they wait, as Gradio's script expects it."""
        progress = self._tracked(request.query_params.get("upload_id", "")[:64])
        batch = self._uploads.incoming.new(visitor_of(request.scope))
        try:
            files = await self._files(request, batch, progress)
        except BaseException as error:  # also a request that was given up: nothing of it stays
            self._uploads.incoming.drop(batch)
            if isinstance(error, Mistake):
                return PlainTextResponse(str(error), 413)
            if isinstance(error, BodyError):
                return PlainTextResponse(str(error), 400)
            if isinstance(error, ClientDisconnect):
                return Response(status_code=400)
            raise
        finally:
            progress.done = True
        return JSONResponse([str(file) for file in files])

    async def _files(self, request: Request, batch: Path, progress: Progress) -> list[Path]:
        body = FilesOfBody(
            request.headers.get("content-type", ""), batch, lambda name, size: progress.news.append((name, size))
        )
        since = 0
        try:
            async for piece in request.stream():
                await to_thread.run_sync(body.write, piece)
                since += len(piece)
                if since >= CHECKED_EVERY_BYTES:
                    since = 0
                    await to_thread.run_sync(self._require_room)
            await to_thread.run_sync(self._require_room)
            return body.finish()
        finally:
            body.close()

    def _require_room(self) -> None:
        mistake = self._uploads.mistake_of_room(0)
        if mistake:
            raise mistake

    def _tracked(self, upload: str) -> Progress:
        progress = self._progress[upload] = Progress()
        while len(self._progress) > REMEMBERED:
            self._progress.popitem(last=False)
        return progress

    async def progress(self, request: Request) -> Response:
        """Tell how far an upload is until it has ended: a stream of events."""
        upload, began = request.query_params.get("upload_id", "")[:64], time.monotonic()
        while upload not in self._progress:
            if time.monotonic() - began > WAITED_S:
                return PlainTextResponse("There is no such upload.", 404)
            await asyncio.sleep(LOOKED_EVERY_S)
        return StreamingResponse(self._told(upload), media_type="text/event-stream")

    async def _told(self, upload: str) -> AsyncIterator[str]:
        progress, began = self._progress[upload], time.monotonic()
        while time.monotonic() - began < LONGEST_S:
            ended, news, progress.news = progress.done, progress.news, []
            sizes: dict[str, int] = {}
            for name, size in news:
                sizes[name] = sizes.get(name, 0) + size
            for name, size in sizes.items():
                yield _event({"msg": "update", "orig_name": name, "chunk_size": size})
            if ended:
                break
            await asyncio.sleep(LOOKED_EVERY_S)
        self._progress.pop(upload, None)
        yield _event({"msg": "done"})


def _event(message: dict[str, object]) -> str:
    return f"data: {json.dumps(message)}\n\n"
