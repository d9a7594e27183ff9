"""The commands that use a run: `generate`, `evaluate`, `inspect`, `runs`. Mistakes are found before torch is imported."""

from __future__ import annotations

import argparse
from typing import Any

from llm_core.cli.data import find_files
from llm_core.cli.output import json_line, numbers_of
from llm_core.config import RunConfig, SamplingConfig
from llm_core.errors import TextError
from llm_core.runs.records import Run
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run, require_weights
from llm_core.runs.workspace import Workspace, locate_workspace

TOP = 10


def generate(options: argparse.Namespace) -> int:
    """Continue a prompt, streaming the text or, with --json, saying all at the end."""
    workspace, run = _find(options)
    given = {name: value for name, value in vars(options).items() if name in SamplingConfig.model_fields}
    config = RunConfig.parse({"sampling": {**run.config.sampling.model_dump(), **given}})
    require_weights(workspace, run)
    from llm_core.generation.generator import generate as write

    model, tokenizer = load_run(workspace, run)
    ids, text = [], ""
    for token in write(model, tokenizer, options.prompt, config.sampling):
        ids.append(token.id)
        text += token.text
        if not options.json:
            print(token.text, end="", flush=True)
    if options.json:
        json_line({"run": run.id, "prompt": options.prompt, "text": text, "tokens": ids, "labels": tokenizer.labels(ids)})
    else:
        print()
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure a run's newest weights on all of its validation text, or on all of other files."""
    workspace, run = _find(options)
    changes = {name: value for name, value in vars(options).items() if name.startswith("data.")}
    files = find_files(options.data, RunConfig.parse(changes).data) if options.data else []
    require_weights(workspace, run)
    from llm_core.training import evaluate as measuring

    model, tokenizer = load_run(workspace, run)
    if files:
        from llm_core.text.reading import pieces

        texts = (piece.text for file in files for piece in pieces(file))
        found = measuring.evaluate_texts(model, texts, tokenizer, context_length=model.config.context_length)
    else:
        from llm_core.text.corpus import load

        corpus = load(workspace.corpus_folder(run.corpus or "none"))
        found = measuring.evaluate(
            model, corpus.validation, corpus.tokenizer, context_length=model.config.context_length,
            bytes_per_token=corpus.statistics.bytes_per_token,
        )
    measured: dict[str, Any] = {
        "val_loss": found.loss, "bits_per_byte": found.bits_per_byte, "perplexity": found.perplexity,
        "tokens": found.tokens, "unknown": found.unknown,
    }
    if options.json:
        json_line({**numbers_of(run, workspace.run_folder(run.id)), **measured})
    else:
        print(f"{run.name}: {found.loss:.4f} nats per token, {found.bits_per_byte:.4f} bits per byte, on {found.tokens:,} tokens ({found.unknown:,} unknown).")
    return 0


def inspect(options: argparse.Namespace) -> int:
    """Read a text and say its tokens, the odds of what comes next, and with --json where each head looked."""
    if not options.text:
        raise TextError("no-text", "There is no text to read: write some.")
    workspace, run = _find(options)
    require_weights(workspace, run)
    from llm_core.inspection.look import inspect as look_inside

    model, tokenizer = load_run(workspace, run)
    found = look_inside(model, tokenizer, options.text, top=TOP)
    odds = [{"token": label, "id": token, "probability": probability} for label, token, probability in found.next_token[-1]]
    if options.json:
        json_line({
            "run": run.id, "tokens": list(found.labels), "ids": list(found.tokens), "next_token": odds,
            "attention": found.attention.tolist(), "loss_nats": found.loss_nats.tolist(), "dropped": found.dropped,
        })
        return 0
    print("tokens:", " ".join(repr(label) for label in found.labels))
    for guess in odds:
        print(f"{guess['probability']:7.2%}  {guess['token']!r}")
    return 0


def runs(options: argparse.Namespace) -> int:
    """List the runs, the newest first; a workspace that isn't there has none, and stays so."""
    workspace = locate_workspace(options.workspace)
    found = Store(workspace.store_path).runs() if workspace.store_path.is_file() else []
    if options.json:
        json_line({"runs": [numbers_of(run, workspace.run_folder(run.id)) for run in found]})
    elif not found:
        print(f"No runs in {workspace.folder} yet. Begin one: python -m llm_core train --data FILE")
    for run in [] if options.json else found:
        loss = "" if run.val_loss is None else f"  validation loss {run.val_loss:.3f}"
        print(f"{run.id}  {run.status:9}  step {run.step}/{run.max_steps}{loss}  {run.name}")
    return 0


def _find(options: argparse.Namespace) -> tuple[Workspace, Run]:
    workspace = locate_workspace(options.workspace)
    if not workspace.store_path.is_file():
        workspace.make()
    return workspace, Store(workspace.store_path).find(options.run)
