"""The commands `train` and `resume`: a run in this very process, seen by the page as it goes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from llm_core import faults
from llm_core.cli.data import find_files
from llm_core.cli.output import json_line, note, numbers_of, say
from llm_core.cli.progress import Bar
from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from llm_core.data.corpus.corpus import prepare
from llm_core.data.files.reading import TextFile
from llm_core.errors import RunError
from llm_core.files import write_json
from llm_core.generation.mode import mode_of
from llm_core.runs import processes
from llm_core.runs.launcher import Launcher, file_facts
from llm_core.runs.metrics import format_metric
from llm_core.runs.names import checked_name, free_name
from llm_core.runs.records import Run
from llm_core.runs.shipped import open_with_shipped
from llm_core.runs.start_from import starting_run_of
from llm_core.runs.store import Store
from llm_core.runs.worker import StopSignal, work
from llm_core.runs.workspace import Workspace, open_workspace
from llm_core.training.preflight import require_enough

FAILED = 1
NOT_MISTAKES = (
    frozenset({"fault", "memory-ran-out", "out-of-memory", "out-of-memory-at-batch-1", "disk-failed"}) | faults.CODES
)


def train(options: argparse.Namespace) -> int:
    """Train a new run to its end, or until Ctrl-C, which keeps it."""
    given = vars(options)
    changes = {name: given[name] for name, _ in settings_of(RunConfig) if name in given}
    config = RunConfig.parse(changes, preset=given.get("preset"))
    files = find_files(options.data, config.data)
    name = None if options.name is None else checked_name(options.name)
    if config.train.start_from is None:
        workspace = open_workspace(options.workspace)
        store = Store(workspace.store_path)
    else:  # it may mean one that came with the project
        workspace, store = open_with_shipped(options.workspace)
    begun = starting_run_of(workspace, store, config)
    config = begun.config if begun else config
    with Bar(plain=options.json) as bar:
        corpus = prepare(
            files, config.data, workspace.corpora, progress=bar.preparing, base=begun.tokenizer if begun else None
        )
        require_enough(config, corpus)
        for warning in corpus.statistics.warnings:
            note(str(warning))
        name = name or free_name(_name_of(options.data, files), {run.name for run in store.runs()})
        me = os.getpid(), processes.started_at(os.getpid()) or 0.0
        run = store.create(
            name, config, corpus.folder.name, [file_facts(file) for file in files], "command line", process=me
        )
        try:
            write_json(workspace.run_folder(run.id) / "config.json", config.model_dump(mode="json"))
        except OSError:
            store.release(run, "failed", None)
            store.delete(run.id)  # what can't begin isn't listed
            raise
    store.close()
    return _work(workspace, run, as_json=options.json, resume=False)


def resume(options: argparse.Namespace) -> int:
    """Go on with a run that was paused, stopped or interrupted."""
    workspace = open_workspace(options.workspace)
    launcher = Launcher(workspace)
    launcher.reconcile()
    run = Store(workspace.store_path).find(options.run)
    if run.status == "done" or run.active:
        from llm_core.runs.exit_reasons import cannot_resume

        raise cannot_resume(run)
    return _work(workspace, run, as_json=options.json, resume=True)


def _work(workspace: Workspace, run: Run, *, as_json: bool, resume: bool) -> int:
    store = Store(workspace.store_path)
    with Bar(plain=as_json) as bar, StopSignal() as request:
        run = work(workspace, run.id, on_event=bar.training, resume=resume, request=request)
    if run.status == "failed" and run.parameters is None and run.error and run.error["code"] not in NOT_MISTAKES:
        store.delete(run.id)
        raise RunError(run.error["code"], "{cause}", cause=run.error["cause"])
    folder = workspace.run_folder(run.id)
    if as_json:
        json_line(numbers_of(workspace, run))
    else:
        _report(run, folder)
    if run.status == "failed":
        return FAILED
    return 0 if request.number is None else 128 + request.number


def _report(run: Run, folder: Path) -> None:
    command = "python -m llm_core"
    losses = "" if run.val_loss is None else f", validation loss {run.val_loss:.3f} nats"
    losses += "" if run.bits_per_byte is None else f", {run.bits_per_byte:.3f} bits per byte"
    spec = run.config.data.task_spec
    if run.score is not None:
        losses += (
            f", {spec.metric} {format_metric(spec.metric, run.score)}"
            if spec
            else f", {run.score:.1%} of answers right"
        )
    say(f"{run.name} is {run.status}: step {run.step} of {run.max_steps} in {run.elapsed_s:.0f} s{losses}.")
    say(f"It lies in {folder}")
    if run.status == "failed":
        note(str((run.error or {}).get("cause", "It failed; its log says why.")))
    if run.status in ("paused", "stopped", "failed"):
        say(f"Go on with it: {command} resume {run.id}")
    use = {
        "continue": f'Let it write:  {command} generate {run.id} --prompt "The" --max-new-tokens 200',
        "fill": f'Let it fill:   {command} fill {run.id} --text "Th_"',
        "converse": f"Talk to it:    {command} chat {run.id}",
    }
    if spec:
        say(f'Let it answer: {command} task {spec.name} predict {run.id} --input "…"')
        return
    say(use.get(mode_of(run.config), f'Let it answer: {command} generate {run.id} --prompt "…"'))


def _name_of(names: Sequence[str], files: Sequence[TextFile]) -> str:
    path = Path(names[0]).expanduser().absolute()
    return checked_name(((path.stem if path.is_file() else path.name) or files[0].name or "run")[:100])
