"""Where measured figures are kept: one line a figure, with the hardware and the commit that it was measured on."""

from __future__ import annotations

import argparse
import datetime
import platform
import subprocess
from pathlib import Path

LEDGER = Path(__file__).with_name("LEDGER.md")
HEAD = """# Ledger

Figures measured by the scripts beside this file, newest last. These machines are noisy: trust ratios and medians.

| date | commit | machine | claim | figure |
|---|---|---|---|---|
"""


def arguments(about: str) -> argparse.ArgumentParser:
    """A parser with the flag that every benchmark has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--ledger", action="store_true", help="append the figure to benchmarks/LEDGER.md")
    return parser


def machine() -> str:
    """The processor's name and how many of its cores this process may use."""
    import psutil

    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        name = next(
            (line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")),
            name,
        )
    cores = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else psutil.cpu_count()
    return f"{name}, {cores} cores"


def record(claim: str, figure: str, *, write: bool) -> None:
    """Print a figure, and append it to the ledger when asked."""
    print(f"{claim}: {figure}")
    if not write:
        return
    if not LEDGER.exists():
        LEDGER.write_text(HEAD, encoding="utf-8")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=LEDGER.parent, check=False
    ).stdout.strip()
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(f"| {datetime.date.today()} | {commit or '?'} | {machine()} | {claim} | {figure} |\n")
