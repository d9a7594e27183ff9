"""One `python app.py` on a port and with a workspace of its own, for tests, benchmarks and the README's picture."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Server:
    """One `python app.py` with a workspace of its own; no process of it may take more memory than `limit_bytes`."""

    workspace: Path
    log: Path
    limit_bytes: int | None = None
    port: int = 0  # 0: a free one, kept over a restart so that open pages find the server again
    url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start the server and return the seconds until its page could be used."""
        began = time.monotonic()
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "--workspace", str(self.workspace), "--port", str(self.port)],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=self.limit,  # noqa: PLW1509  this process has one thread
                env={**os.environ, "PYTHONUNBUFFERED": "1", "GRADIO_ANALYTICS_ENABLED": "False"},
            )
        while time.monotonic() - began < 60:
            found = re.findall(r"http://127\.0\.0\.1:\d+", self.log.read_text(errors="replace"))
            if found and _answers(found[-1]):
                self.url = found[-1]
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def limit(self) -> None:
        """Limit this process and all that it starts."""
        if self.limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_AS, (self.limit_bytes, self.limit_bytes))

    def kill(self) -> None:
        """End the server as a crash would; workers go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.write_text("")

    def close(self) -> None:
        """Stop the server, and every worker that it started."""
        import psutil

        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for process in psutil.process_iter(["cmdline"]):
            if str(self.workspace) in " ".join(process.info["cmdline"] or []):
                process.kill()


def _answers(url: str) -> bool:
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
