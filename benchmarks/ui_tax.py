"""Claim: an open, charting page costs training at most 2% of its steps a second.

Trains the same run with the page open in Chromium and from the command line, in turn, and prints the ratio of the
steps a second of process-CPU wall time pair by pair; what Chromium itself takes of the cores is reported apart.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = [
    "/usr/bin/chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--remote-debugging-port=0",
]


def steps_per_s(text: Path, workspace: Path, steps: int, seed: int) -> float:
    """Steps a second of one run from the command line."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "llm_core",
            "train",
            "--data",
            str(text),
            "--workspace",
            str(workspace),
            "--train.max_steps",
            str(steps),
            "--train.seed",
            str(seed),
            "--train.threads",
            "1",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    return float(result["step"]) / float(result["elapsed_s"])


def start_server(workspace: Path) -> tuple[subprocess.Popen[str], str]:
    """A page on the same workspace, so that it charts the command line's run."""
    server = subprocess.Popen(
        [sys.executable, "-u", "app.py", "--workspace", str(workspace)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return server, found.group()
    raise SystemExit("the server did not start")


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds of a process and its children so far."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        try:
            times = each.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200)
    given = parser.parse_args()
    ratios, browser_share = [], []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        steps_per_s(given.text, workspace, 20, 0)
        for pair in range(given.pairs):
            alone = steps_per_s(given.text, workspace, given.steps, pair)
            server, url = start_server(workspace)
            browser = subprocess.Popen(
                [*CHROMIUM, f"--user-data-dir={folder}/chromium", url],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                time.sleep(12)  # the page loads, and what it warms is warm
                before, began = cpu_s(psutil.Process(browser.pid)), time.monotonic()
                watched = steps_per_s(given.text, workspace, given.steps, pair)
                browser_share.append((cpu_s(psutil.Process(browser.pid)) - before) / (time.monotonic() - began))
            finally:
                browser.terminate()
                server.terminate()
                browser.wait()
                server.wait()
            ratios.append(watched / alone)
            print(
                f"pair {pair + 1}: alone {alone:.2f} steps/s, watched {watched:.2f}, ratio {ratios[-1]:.3f}", flush=True
            )
    record(
        "steps/s with the page open and charting, against the command line alone",
        f"ratio {statistics.median(ratios):.3f} (median of {len(ratios)}, {min(ratios):.3f}–{max(ratios):.3f}); "
        f"the browser itself took {statistics.median(browser_share):.2f} of a core",
        write=given.ledger,
    )


if __name__ == "__main__":
    main()
