"""One run in one process: reads its text, trains it, and tells the store what happens."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from llm_core.config import RunConfig
from llm_core.errors import RunError, StoreError
from llm_core.faults import mistake_of
from llm_core.files import read_json, write_json
from llm_core.runs import exit_reasons, processes
from llm_core.runs.event_writer import EventWriter, patiently, row_gone
from llm_core.runs.records import Request, Run, Status
from llm_core.runs.start_from import NOTE, StartingRun, note_starting_run, pretrained_of, starting_run_of
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace
from llm_core.training.events import Event, Failed, Finished, Planned, Saved, Saving, Started, from_json

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus, Progress
    from llm_core.data.tokenizer.tokenizer import Tokenizer

FILE_SETTINGS = ("encoding", "column", "target_column", "turn_mark")  # of a file's own, as it was looked at
OUTCOMES: dict[str, Status] = {"done": "done", "time": "done", "paused": "paused", "stopped": "stopped"}


def work(
    workspace: Workspace,
    run_id: str,
    *,
    on_event: Callable[[Event], None] | None = None,
    resume: bool = False,
    request: Callable[[], Request | None] = lambda: None,
) -> Run:
    """Do a run in this process, from its text to its end, and return its row.

    Args:    on_event: sees every event, for a progress bar. resume: go on from the newest checkpoint.
             request: another source of "pause" and "stop" than the store, such as a signal.
    Raises:  RunError: the run is not in line for anyone, or another process has it.
    """
    store = Store(workspace.store_path)
    run = patiently(lambda: _claim(store, run_id, resume=resume))
    error: exit_reasons.Error | None = None
    status: Status = "failed"
    with EventWriter(store, run, request) as writer:
        try:
            status, error = _train(workspace, store, run, writer, on_event=on_event, resume=resume)
        except _RequestedError as asked:
            status = "paused" if asked.request == "pause" else "stopped"
        except KeyboardInterrupt:
            status = "stopped"
            raise
        except Exception as fault:  # the worker's edge: whatever it was, the row says so and the log says where
            error = exit_reasons.of_fault(
                replace(run, step=writer.step), fault, str(workspace.run_folder(run_id) / "worker.log")
            )
            _write_log(workspace, run_id, fault)
        finally:
            writer.set(status=status, error=error, request=None, progress=None, pid=None, resuming=False)
    return _ended(workspace, store, run, writer)


def _ended(workspace: Workspace, store: Store, run: Run, writer: EventWriter) -> Run:
    """The row of a run at its end.

    Raises:  StoreError: it couldn't be written.  RunError: it was deleted meanwhile.
    """
    if writer.fault is not None:
        raise writer.fault
    try:
        return patiently(lambda: store.get(run.id))
    except StoreError:
        raise
    except RunError:
        raise row_gone(run, str(workspace.run_folder(run.id))) from None


class StopSignal:
    """While it is entered, the first SIGTERM, SIGHUP (its terminal is closed) or Ctrl-C is a request to stop; a second
    Ctrl-C ends at once.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._former: dict[int, Any] = {}

    def __call__(self) -> Request | None:
        return "stop" if self.number is not None else None

    def __enter__(self) -> Self:
        for number in filter(None, (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", None))):
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGINT:  # `nohup` means it
                self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _RequestedError(Exception):
    """The run was asked to pause or stop before training began."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request = request


def _claim(store: Store, run_id: str, *, resume: bool) -> Run:
    """Take the run, unless it was made or taken for this very process already."""
    pid = os.getpid()
    run = store.get(run_id)
    if run.active and run.pid == pid:
        return run
    of: tuple[Status, ...] = ("queued", "paused", "stopped", "failed") if resume else ("queued",)
    if not store.claim(run_id, pid, processes.started_at(pid) or 0.0, of=of, alone=False):
        run = store.get(run_id)
        raise exit_reasons.cannot_resume(run) if resume else exit_reasons.not_waiting(run)
    return store.get(run_id)


def _train(
    workspace: Workspace,
    store: Store,
    run: Run,
    writer: EventWriter,
    *,
    on_event: Callable[[Event], None] | None,
    resume: bool,
) -> tuple[Status, exit_reasons.Error | None]:
    begun = _begun(workspace, store, run, writer)
    config = begun.config if begun else run.config
    corpus = _corpus(workspace, run, writer, config, base=begun.tokenizer if begun else None)
    _require_no_request(writer)
    from llm_core.tasks.objective import objective_of
    from llm_core.training.checkpoint import checkpoints
    from llm_core.training.trainer import Trainer

    folder = workspace.run_folder(run.id)
    pretrained = patiently(
        lambda: pretrained_of(workspace, store, run.id, weights=not (resume and checkpoints(folder)))
    )
    planned = patiently(lambda: _planned(store, run.id))
    trainer = Trainer(
        config, corpus, folder, request=writer.request, pretrained=pretrained, objective=objective_of, planned=planned
    )
    heard = _shielded(on_event)
    outcome: tuple[Status, exit_reasons.Error | None] = ("done", None)
    for event in trainer.run(resume):
        if isinstance(event, Started):
            if resume:
                patiently(partial(store.forget_after, run.id, event.step))
            writer.set(status="running", progress=None)
        if isinstance(event, Saving):
            # whatever the checkpoint holds, a reader must know, even if this process dies in between
            writer.flush()
            continue
        writer.add(event)
        if isinstance(event, Planned):  # a resume follows it
            writer.flush()
        if isinstance(event, Saved):
            _keep_whole(workspace, run, trainer.config, corpus)
        heard(event)
        if isinstance(event, Finished):
            outcome = OUTCOMES[event.reason], None
        elif isinstance(event, Failed):
            outcome = "failed", {"code": event.code, "cause": event.cause, "values": dict(event.values)}
    return outcome


def _shielded(on_event: Callable[[Event], None] | None) -> Callable[[Event], None]:
    """Who looks on; a terminal that is closed, or a pipe that nobody reads any more, ends the looking on and not the
    run.
    """
    there = on_event is not None

    def tell(event: Event) -> None:
        nonlocal there
        if there and on_event is not None:
            try:
                on_event(event)
            except OSError:
                there = False

    return tell


def _keep_whole(workspace: Workspace, run: Run, config: RunConfig, corpus: Corpus) -> None:
    """Write beside a checkpoint what a run can't be used without, where its folder was deleted while it trained."""
    folder = workspace.run_folder(run.id)
    if not (folder / "config.json").exists():
        write_json(folder / "config.json", config.model_dump(mode="json"))
    if not (folder / "tokenizer.json").exists() or not (folder / "corpus.json").exists():
        keep_corpus(corpus, folder, [str(file["name"]) for file in run.files])


def _planned(store: Store, run: str) -> list[Planned]:
    """How a run's plan changed so far."""
    found = [from_json(row.kind, row.payload) for row in store.events(run, kinds=[Planned.kind])]
    return [event for event in found if isinstance(event, Planned)]


def _begun(workspace: Workspace, store: Store, run: Run, writer: EventWriter) -> StartingRun | None:
    """The run that this one starts from, looked up and noted once; None where it starts from chance, or has begun
    before.
    """
    if (workspace.run_folder(run.id) / NOTE).is_file():
        return None
    found = patiently(lambda: starting_run_of(workspace, store, run.config))
    if found is not None:
        note_starting_run(workspace, run.id, found)
        writer.set(config_json=found.config.model_dump_json())
    return found


def _corpus(
    workspace: Workspace, run: Run, writer: EventWriter, config: RunConfig, *, base: Tokenizer | None
) -> Corpus:
    """The run's corpus: opened where it is prepared, else prepared from its files; its tokenizer is copied to the run.

    Args:    base: the vocabulary to go on from.
    """
    from llm_core.data.corpus.corpus import load, prepare
    from llm_core.data.files.reading import look

    def report(progress: Progress) -> None:
        writer.progress(asdict(progress))
        _require_no_request(writer)

    is_there = bool(run.corpus) and (workspace.corpus_folder(run.corpus) / "corpus.json").is_file()
    if (is_there and base is None) or not run.files:  # with a vocabulary to go on from, it is looked up by it
        corpus = load(workspace.corpus_folder(run.corpus or "none"))
    else:
        files = []
        for file in run.files:
            how = config.data.model_copy(update={name: file[name] for name in FILE_SETTINGS if name in file})
            files.append(look(file["path"], how, name=file["name"]))
        corpus = prepare(files, config.data, workspace.corpora, progress=report, base=base)
        writer.set(corpus=corpus.folder.name, progress=None)
    keep_corpus(corpus, workspace.run_folder(run.id), [str(file["name"]) for file in run.files])
    return corpus


def keep_corpus(corpus: Corpus, folder: Path, names: list[str]) -> None:
    """Write beside a run what it needs of its corpus to be used when that is gone: tokenizer, statistics,
    fingerprint.
    """
    held_out = read_json(corpus.folder / "corpus.json").get("held_out", "")
    about = {
        "fingerprint": corpus.folder.name,
        "held_out": held_out,
        "files": names,
        "statistics": corpus.statistics.as_json(),
    }
    write_json(folder / "corpus.json", about)
    if not (folder / "tokenizer.json").exists():
        corpus.tokenizer.save(folder / "tokenizer.json")


def _require_no_request(writer: EventWriter) -> None:
    request = writer.request()
    if request is not None:
        raise _RequestedError(request)


def _write_log(workspace: Workspace, run_id: str, fault: Exception) -> None:
    """Keep the whole trace of a fault; of a person's mistake the row says enough."""
    if mistake_of(fault) is not None:
        return
    log_file = workspace.run_folder(run_id) / "worker.log"
    with suppress(OSError):
        log_file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError), log_file.open("a", encoding="utf-8") as log:
        traceback.print_exception(fault, file=log)
