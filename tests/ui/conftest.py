"""A served page on a free port of this machine, with a workspace of its own and one small run that is done."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SMALL = {
    "model.d_model": 16,
    "model.nhead": 2,
    "model.num_layers": 2,
    "model.context_length": 16,
    "train.max_steps": 6,
    "train.batch_size": 4,
    "train.eval_every": 3,
    "train.save_every": 3,
    "train.sample_tokens": 8,
    "train.threads": 1,
    "train.device": "cpu",
}


@dataclass(frozen=True)
class Served:
    """Where the page is, and what works behind it."""

    url: str
    services: Any


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole page in this process, on a thread."""
    from ui.state.limits import Limits
    from ui.state.services import open_services

    services = open_services(
        tmp_path_factory.mktemp("page"), Limits(upload_bytes=2_000_000, body_bytes=500_000, quota_bytes=6_000_000)
    )
    with serving(services) as url:
        yield Served(url, services)
    services.launcher.close()


@contextmanager
def serving(services: Any, **rules: Any) -> Iterator[str]:
    """A page on these services, under its own rules; answers its address."""
    from ui.server.security import rules_for
    from ui.server.server import Server, make_app

    listener = socket.create_server(("127.0.0.1", 0))
    ready = threading.Event()
    server = Server(make_app(services, rules_for(services, **rules)), listener, ready=ready.set)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(60)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.stop()
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def small_run(served: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a run of six steps."""
    from llm_core.config import RunConfig

    file = tmp_path_factory.mktemp("text") / "cats.txt"
    file.write_text("The cat sat on the mat, and the dog sat on the log.\n" * 60, encoding="utf-8")
    return train(served.services, file, RunConfig.parse(SMALL), "six steps")


def uploaded(services: Any, *files: Path) -> list[str]:
    """Paths of copies that wait in the incoming folder, as if a browser had sent them."""
    batch = services.uploads.incoming.new()
    for number, file in enumerate(files):
        (batch / str(number)).mkdir()
        shutil.copyfile(file, batch / str(number) / file.name)
    return [str(batch / str(number) / file.name) for number, file in enumerate(files)]


def train(services: Any, file: Path, config: Any, name: str) -> str:
    """Train to the end and answer the run's id."""
    run = services.launcher.start(name, config, services.uploads.files(services.uploads.keep([file])[0], config.data))
    deadline = time.monotonic() + 90
    while (now := services.store.get(run.id)).status not in ("done", "failed") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert now.status == "done", now.error
    return str(now.id)
