"""The commands that use a run: `generate`, `fill`, `evaluate`, `inspect`, `runs`. Mistakes are found before torch is
imported.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from llm_core.cli.data import find_files
from llm_core.cli.output import json_line, note, numbers_of
from llm_core.config import RunConfig, SamplingConfig
from llm_core.errors import CheckpointError, SettingError, TextError
from llm_core.generation.mode import mode_of
from llm_core.runs.records import Run
from llm_core.runs.shipped import open_with_shipped
from llm_core.runs.weights import load_run, require_weights
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.files.text_file import TextFile
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.generation.infilling import Filling
    from llm_core.model.transformer import LargeLanguageModel
    from llm_core.training.conversation_report import Report
    from llm_core.training.evaluate import Evaluation
    from llm_core.training.objectives.objective import Metric

TOP = 10


def generate(options: argparse.Namespace) -> int:
    """Continue a prompt, or of a run that learnt pairs answer it, streaming the text or, with --json, saying all at the
    end.
    """
    workspace, run = find_run(options)
    given = {name: value for name, value in vars(options).items() if name in SamplingConfig.model_fields}
    config = RunConfig.parse({"sampling": {**run.config.sampling.model_dump(), **given}})
    mode = mode_of(run.config)
    require_plain(run)
    if mode == "fill":
        raise fills_blanks(run)
    require_weights(workspace, run)
    if mode == "fill-answer":
        return _answer_in_blanks(
            options,
            workspace,
            run,
            options.prompt,
            config.sampling.max_new_tokens if "max_new_tokens" in given else None,
        )
    from llm_core.data.chat.template import template_for
    from llm_core.generation.chat import reply

    model, tokenizer = load_run(workspace, run)
    ids, text = [], ""
    for token in reply(model, tokenizer, options.prompt, config.sampling, mode=mode, template=template_for(run.config)):
        ids.append(token.id)
        text += token.text
        if not options.json:
            print(token.text, end="", flush=True)
    if options.json:
        json_line(
            {"run": run.id, "prompt": options.prompt, "text": text, "tokens": ids, "labels": tokenizer.labels(ids)}
        )
    else:
        print()
    return 0


def fill(options: argparse.Namespace) -> int:
    """Fill the blanks of a text, and say what else might stand in each."""
    workspace, run = find_run(options)
    require_plain(run)
    require_weights(workspace, run)
    from llm_core.generation import infilling

    if mode_of(run.config) == "fill-answer":
        return _answer_in_blanks(options, workspace, run, *infilling.given_and_length(options.text))
    model, tokenizer = load_run(workspace, run)
    return _say_filling(options, run, infilling.fill(model, tokenizer, options.text, top=TOP))


def _answer_in_blanks(
    options: argparse.Namespace, workspace: Workspace, run: Run, given: str, length: int | None
) -> int:
    from llm_core.generation.infilling import fill_answer

    model, tokenizer = load_run(workspace, run)
    return _say_filling(options, run, fill_answer(model, tokenizer, given, length, top=TOP))


def _say_filling(options: argparse.Namespace, run: Run, found: Filling) -> int:
    blanks = [
        {
            "place": blank.place,
            "likeliest": [
                {"token": label, "id": token, "probability": share} for label, token, share in blank.likeliest
            ],
        }
        for blank in found.blanks
    ]
    if options.json:
        json_line(
            {
                "run": run.id,
                "text": found.text,
                "tokens": list(found.tokens),
                "labels": list(found.labels),
                "blanks": blanks,
            }
        )
        return 0
    print(found.text)
    for number, blank in enumerate(found.blanks, 1):
        print(f"{number:3}", " ".join(f"{share:7.2%} {label!r}" for label, _, share in blank.likeliest[:5]))
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure a run's newest weights on all of its validation text, or on all of other files."""
    workspace, run = find_run(options)
    if run.config.data.task:
        raise learnt_a_task(run, f"evaluate {run.id}")
    given = {name: value for name, value in vars(options).items() if name.startswith("data.")}
    files = (
        find_files(options.data, RunConfig.parse({"data.format": run.config.data.format, **given}).data)
        if options.data
        else []
    )
    require_weights(workspace, run)
    from llm_core.training.evaluate import evaluate_corpus, evaluate_pairs, evaluate_texts

    model, tokenizer = load_run(workspace, run)
    config = run.config.model_copy(update={"model": model.config})
    metric: Metric | None = None
    talk: Report | None = None
    if run.config.data.format == "conversations":
        found, talk = _evaluate_talk(workspace, run, files, model, tokenizer, config=config)
    elif files and files[0].target is not None:
        from llm_core.data.files.reading import pairs

        found, metric = evaluate_pairs(model, (pair for file in files for pair in pairs(file)), tokenizer, config)
    elif files:
        from llm_core.data.files.reading import pieces

        texts = (piece.text for file in files for piece in pieces(file))
        found = evaluate_texts(model, texts, tokenizer, config)
    else:
        from llm_core.runs.shipped import corpus_of

        found, metric = evaluate_corpus(model, corpus_of(workspace, run.corpus or "none", run), config)
    measured: dict[str, Any] = {
        "val_loss": found.loss,
        "bits_per_byte": found.bits_per_byte,
        "perplexity": found.perplexity,
        "tokens": found.tokens,
        "unknown": found.unknown,
    }
    if metric is not None and metric.name is not None:
        measured |= {metric.name: metric.value, "rows": metric.rows}
    if talk is not None:
        measured |= talk.as_json()
    if options.json:
        json_line({**numbers_of(workspace, run), **measured})
    else:
        bits = "" if found.bits_per_byte is None else f", {found.bits_per_byte:.4f} bits per byte"
        right = ""
        if metric is not None and metric.value is not None:
            right = f"; {metric.value:.1%} of {metric.rows:,} answers are right"
        print(
            f"{run.name}: {found.loss:.4f} nats per token{bits}, on {found.tokens:,} tokens ({found.unknown:,} "
            f"unknown){right}."
        )
        _say_talk(talk)
    return 0


def _evaluate_talk(
    workspace: Workspace,
    run: Run,
    files: Sequence[TextFile],
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    *,
    config: RunConfig,
) -> tuple[Evaluation, Report]:
    """Measure on dialogues of other files, or on those that the run's corpus holds out; what was taught is gone with
    the corpus.
    """
    from llm_core.data.chat.template import template_of
    from llm_core.data.files.reading import dialogues
    from llm_core.runs.shipped import corpus_of
    from llm_core.training.conversation_report import talks_from
    from llm_core.training.evaluate import evaluate_dialogues
    from llm_core.training.objectives.chat import talks_of

    try:
        taught, held = talks_of(corpus_of(workspace, run.corpus or "none", run))
    except CheckpointError:
        if not files:
            raise
        taught = None
    if files:
        held = talks_from([one for file in files for one in dialogues(file)], tokenizer, template_of(config.data))
    return evaluate_dialogues(model, held, tokenizer, config, taught)


def _say_talk(talk: Report | None) -> None:
    if talk is None:
        return
    held_out, base = talk.held_out, talk.baseline
    if talk.taught is not None:
        print(f"Taught: {talk.taught.all.score:.1%} of {talk.taught.all.rows:,} replies word for word.")
    score = "" if talk.chrf is None else f", chrF {talk.chrf:.1f}"
    nearest = (
        ""
        if base is None
        else (
            f" (the nearest taught question's answer: "
            f"{base.answers:.1%}{'' if base.chrf is None else f', chrF {base.chrf:.1f}'})"
        )
    )
    print(f"Held out: {held_out.answers.score:.1%} of {held_out.answers.rows:,} replies word for word{score}{nearest}.")
    if held_out.refusals.rows:
        print(
            f"Untaught: {held_out.refusals.score:.1%} of {held_out.refusals.rows:,} rightly "
            f"refused{'' if base is None else f' (nearest taught question: {base.refusals:.1%})'}."
        )
    if talk.chrf is None:
        note("chrF needs sacrebleu: pip install sacrebleu")


def inspect(options: argparse.Namespace) -> int:
    """Read a text and say its tokens, the probabilities of what comes next, and with --json where each head looked."""
    if not options.text:
        raise TextError("no-text", "There is no text to read: write some.")
    workspace, run = find_run(options)
    require_weights(workspace, run)
    from llm_core.data.chat.template import template_for
    from llm_core.inspection.inspect_text import inspect as look_inside

    model, tokenizer = load_run(workspace, run)
    found = look_inside(
        model,
        tokenizer,
        options.text,
        pairs=run.config.data.format == "pairs",
        template=template_for(run.config),
        top=TOP,
    )
    guesses = [
        {"token": label, "id": token, "probability": probability} for label, token, probability in found.next_token[-1]
    ]
    if options.json:
        two_stacks = (
            {
                "source": list(found.source_labels),
                "cross": found.maps["cross"].tolist(),
                "encoder": found.maps["encoder"].tolist(),
            }
            if found.source
            else {}
        )
        json_line(
            {
                "run": run.id,
                "tokens": list(found.labels),
                "ids": list(found.tokens),
                "next_token": guesses,
                "attention": found.attention.tolist(),
                "loss_nats": [None if math.isnan(loss) else loss for loss in found.loss_nats.tolist()],
                "dropped": found.dropped,
                **two_stacks,
            }
        )
        return 0
    print("tokens:", " ".join(repr(label) for label in found.labels))
    for guess in guesses:
        print(f"{guess['probability']:7.2%}  {guess['token']!r}")
    return 0


def runs(options: argparse.Namespace) -> int:
    """List the runs, the newest first, those that came with the project among them."""
    workspace, store = open_with_shipped(options.workspace)
    found = store.runs()
    if options.json:
        json_line({"runs": [numbers_of(workspace, run) for run in found]})
    elif not found:
        print(f"No runs in {workspace.folder} yet. Begin one: python -m llm_core train --data FILE")
    for run in [] if options.json else found:
        loss = "" if run.val_loss is None else f"  validation loss {run.val_loss:.3f}"
        print(f"{run.id}  {run.status:9}  step {run.step}/{run.max_steps}{loss}  {run.name}")
    return 0


def fills_blanks(run: Run) -> SettingError:
    """The mistake of asking an encoder to write."""
    return SettingError(
        "run-fills-blanks",
        (
            "The model of {run} is an encoder: it doesn't write on, it fills blanks. Try: python -m llm_core fill "
            '{id} --text "the c_t"'
        ),
        run=run.name,
        id=run.id,
    )


def require_plain(run: Run) -> None:
    """SettingError where a run reads what only its task can write."""
    if mode_of(run.config) == "task":
        raise learnt_a_task(run, f'predict {run.id} --input "…"')


def learnt_a_task(run: Run, command: str) -> SettingError:
    """The mistake of using a task's run as if it had learnt text."""
    return SettingError(
        "run-of-a-task",
        "{run} learnt {task}. Use it so: python -m llm_core task {task} {command}",
        run=run.name,
        task=run.config.data.task,
        command=command,
    )


def find_run(options: argparse.Namespace) -> tuple[Workspace, Run]:
    """The run that a command names, and the workspace that it lies in.

    Raises:  RunError: there is none.
    """
    workspace, store = open_with_shipped(options.workspace)
    return workspace, store.find(options.run)
