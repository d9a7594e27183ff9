"""A page asked without a network between: the whole app in this process, a request at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx


class Asking:
    """Asks an app as a program would.

    Args:  auth, host: the user with their password, and the name that the page is asked by.
    """

    def __init__(self, app: Any, *, auth: tuple[str, str] | None = None, host: str = "127.0.0.1") -> None:
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url=f"http://{host}", auth=auth
        )

        self._life = app.router.lifespan_context(app)
        self._loop.run_until_complete(self._life.__aenter__())

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self("GET", path, **options)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self("POST", path, json=body)

    def config(self, at: str) -> Mapping[str, Any]:
        """What a page tells its script about itself: components and handlers."""
        found: Mapping[str, Any] = self.get(f"{at}/config").json()
        return found

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._life.__aexit__(None, None, None))
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()
