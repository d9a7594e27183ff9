"""The commands `task NAME train`, `evaluate` and `predict`: tasks from the command line."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.cli.data import find_files
from llm_core.cli.output import json_line, note
from llm_core.cli.using import find_run
from llm_core.config import TASKS, TaskName
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import CheckpointError, RunError, SettingError, TextError
from llm_core.runs.metrics import format_metric
from llm_core.runs.records import Run
from llm_core.runs.weights import load_run, require_weights
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.tasks import Example
    from llm_core.tasks.task import Report

OPTIONS = ("data.encoding", "data.column", "data.target_column")


def task(options: argparse.Namespace) -> int:
    """Do what a task is asked for."""
    return {"train": train, "evaluate": evaluate, "predict": predict}[options.action](options)


def train(options: argparse.Namespace) -> int:
    """Train a run on examples of the task: the command `train` with `data.format` set."""
    from llm_core.cli import training

    wanted = getattr(options, "data.format", options.task)
    if wanted != options.task:
        raise SettingError(
            "format-of-another-task",
            "data.format is {format}, and the task is {task}: leave data.format out.",
            format=wanted,
            task=options.task,
        )
    setattr(options, "data.format", options.task)
    return training.train(options)


def evaluate(options: argparse.Namespace) -> int:
    """Measure a run beside its baseline, on all of its held-out examples or on those of other files."""
    workspace, run = find_run(options)
    require_task(run, options.task, f"evaluate {options.run}")
    config = run.config.data.model_copy(
        update={name.removeprefix("data."): getattr(options, name) for name in OPTIONS if hasattr(options, name)}
    )
    files = find_files(options.data, config) if options.data else []
    require_weights(workspace, run)
    from llm_core.data.tasks import reader_of
    from llm_core.runs.reports import measure, used_by
    from llm_core.runs.shipped import corpus_of
    from llm_core.tasks import task_of

    used = used_by(workspace, run, *load_run(workspace, run))
    report: Report | None
    if files:
        examples = list(reader_of(options.task).examples(files, config))
        report = task_of(options.task).evaluate(used, examples, taught_of(workspace, run), tell=_Progress(options.json))
    else:
        report = measure(
            workspace,
            run,
            used,
            corpus_of(workspace, run.corpus or "none", run),
            run.step,
            tell=_Progress(options.json),
        )
    assert report is not None, "nobody cancels"
    for one in report.notes:
        note(str(one))
    if options.json:
        json_line({"run": run.id, "task": options.task, **report.as_json()})
    else:
        print(f"{run.name}: {_spelled(report)}")
    return 0


def predict(options: argparse.Namespace) -> int:
    """Answer one input, or each in a file, with a run's newest weights."""
    workspace, run = find_run(options)
    require_task(run, options.task, f"predict {options.run}")
    names, inputs = _inputs(options, run)
    require_weights(workspace, run)
    from llm_core.runs.reports import used_by
    from llm_core.tasks import task_of

    used, more = used_by(workspace, run, *load_run(workspace, run)), dict[str, Any]()
    if TASKS[options.task].cites:
        more["passage_index"] = _passage_index(options, workspace, run)
    found = task_of(options.task).predict(used, inputs, **more)
    rows = [
        {"input": name, "answer": one.answer, "confidence": one.confidence, **one.more}
        for name, one in zip(names, found, strict=True)
    ]
    if options.json:
        json_line({"run": run.id, "task": options.task, "predictions": rows})
        return 0
    for row in rows:
        print(f"{row['input'][:60]}\t{row['answer']}" if len(rows) > 1 else row["answer"])
    return 0


def require_task(run: Run, wanted: TaskName, command: str) -> None:
    """SettingError where a run has learnt another task, or none, that says which command is right.

    Args:    command: what was asked for, after the name of the task.
    """
    learnt = run.config.data.task
    if learnt is None:
        raise RunError(
            "run-of-no-task", "{run} has learnt no task: choose a run of {wanted}.", run=run.name, wanted=wanted
        )
    if learnt != wanted:
        raise SettingError(
            "run-of-other-task",
            "{run} has learnt {learnt}, not {wanted}. Use: python -m llm_core task {learnt} {command}",
            run=run.name,
            learnt=learnt,
            wanted=wanted,
            command=command,
        )


def taught_of(workspace: Workspace, run: Run, *, held: bool = False) -> list[Example]:
    """The examples that a run was trained on, and those held out where these are wanted too; none where its corpus is
    gone.
    """
    from llm_core.runs.shipped import corpus_of

    with suppress(CheckpointError, RunError):
        corpus = corpus_of(workspace, run.corpus or "none", run)
        return corpus.examples("train") + (corpus.examples("validation") if held else [])
    return []


def _inputs(options: argparse.Namespace, run: Run) -> tuple[list[str], list[str]]:
    """What each input is called, and what the task gets of it."""
    try:
        path = Path(options.input).expanduser()
        there = path.exists()
    except (OSError, ValueError):  # too long for a path: it is a text
        there = False
    if TASKS[options.task].hears:
        files = (
            sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS)
            if there and path.is_dir()
            else [path]
            if there
            else []
        )
        if not files:
            raise TextError(
                "no-such-sound",
                "There is no sound {name}: give a wav, flac, mp3 or ogg file, or a folder of them.",
                name=options.input[:200],
            )
        return [file.name for file in files], [str(file) for file in files]
    if there and path.is_file():
        from llm_core.data.tasks.inputs import inputs_of

        config = run.config.data.model_copy(update={"column": None, "target_column": None, "encoding": None})
        texts = list(inputs_of(path, config))
    else:
        texts = [options.input]
    if not any(text.strip() for text in texts):
        raise TextError(
            "no-inputs", "No input was found: write a text, or name a file with one a line or a column of them."
        )
    return texts, texts


def _passage_index(options: argparse.Namespace, workspace: Workspace, run: Run) -> Any:
    """What questions are answered from: the documents that were named, else all passages of the run's own examples."""
    from llm_core.tasks.passage_index import PassageIndex

    if options.documents:
        return PassageIndex.of_files([Path(name).expanduser() for name in options.documents])
    passages = {
        example.context: example.group
        for example in taught_of(workspace, run, held=True)
        if example.context and not example.origin
    }
    if not passages:
        raise TextError("no-documents", "There are no documents to answer from: drop some.")
    base = PassageIndex()
    for text, article in passages.items():
        base.add(article, [text])
    return base


class _Progress:
    """Tells how far a measurement is, a line at every tenth, where a person reads along."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.told = quiet, 0

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if not self.quiet and tenth > self.told:
            self.told = tenth
            note(f"{done} of {total} examples")


def _spelled(report: Report) -> str:
    """A report in one line."""
    value, low, high = (format_metric(report.metric, one) for one in (report.value, report.low, report.high))
    text = f"{report.metric} {value} ({low} to {high}) on {report.n} examples"
    if report.baseline_value is None:
        return f"{text}."
    ahead = (
        "better than"
        if report.beats_baseline
        else "as good as"
        if report.value == report.baseline_value
        else "worse than"
    )
    return f"{text}: {ahead} {report.baseline} ({format_metric(report.metric, report.baseline_value)})."
