"""The process of a worker: `python -m llm_core worker RUN`, or `--spare`, which imports, waits, and is handed a run."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from pathlib import Path

from llm_core.runs.worker import StopSignal, work
from llm_core.runs.workspace import Workspace


def serve_one(workspace: Workspace, run_id: str, *, resume: bool) -> int:
    """Do a run and answer the exit code of its process."""
    with StopSignal() as request:
        run = work(workspace, run_id, resume=resume, request=request)
    return 1 if run.status == "failed" else 0


def wait_for_run() -> int:
    """Import and warm up, wait for one line of JSON, {"run", "workspace", "resume"}, then do that run.

    The end of input, which is also what the end of the server looks like, ends it.
    """
    faulthandler.enable()
    warm_up()
    line = sys.stdin.readline()
    if not line.strip():
        return 0
    order = json.loads(line)
    workspace = Workspace(Path(order["workspace"]))
    _write_to(workspace.run_folder(order["run"]) / "worker.log")
    code = serve_one(workspace, order["run"], resume=bool(order["resume"]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(
        code
    )  # all is saved: torch's own leave-taking costs up to seconds, in which a stopped run would still be there


def warm_up() -> None:
    """Import what a run needs, and make one step of the smallest model, which loads what torch puts off until then."""
    import torch

    import llm_core.data.corpus.corpus
    import llm_core.training.trainer  # noqa: F401
    from llm_core.config import ModelConfig, TrainConfig
    from llm_core.model.transformer import LargeLanguageModel
    from llm_core.training.batches import Batch
    from llm_core.training.train_step import TrainStep

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tokens = torch.zeros(1, 4, dtype=torch.int64)
    model = LargeLanguageModel.from_config(ModelConfig(d_model=8, nhead=1, num_layers=1, context_length=4), 16)
    TrainStep(model, TrainConfig(precision="float32"), torch.device("cpu")).step(0, Batch(tokens, tokens))
    torch.set_num_threads(threads)


def _write_to(log: Path) -> None:
    """Send what this process prints to the run's log."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
