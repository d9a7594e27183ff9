"""The `worker` command: what the launcher starts."""

from __future__ import annotations

import argparse

from llm_core.errors import SettingError
from llm_core.runs import worker_process
from llm_core.runs.workspace import open_workspace


def worker(options: argparse.Namespace) -> int:
    """Do one run in this process, now or, as a spare, when told which."""
    if options.spare:
        return worker_process.wait_for_run()
    if options.run is None:
        raise SettingError("worker-without-run", "A worker needs a run: name one, or give --spare.")
    return worker_process.serve_one(open_workspace(options.workspace), options.run, resume=options.resume)
