"""Texts made ready in the background, so that Start finds its tokens on disk: one at a time, newest wish first."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from llm_core.config import DataConfig, RunConfig
from llm_core.device import machine
from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.start_from import StartingRuns
from ui.state.uploads import Uploads
from ui.words import folders

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.data.files.reading import TextFile
    from llm_core.data.tokenizer.tokenizer import Tokenizer

log = logging.getLogger(__name__)
REMEMBERED = 6
WAITING = 4
LEAST_MEMORY_BYTES = 2 << 30


@dataclass(frozen=True)
class PreparedState:
    """How far a text is: `done` of `total` in `stage` while preparing, the corpus when ready, the mistake when not."""

    state: Literal["waiting", "preparing", "ready", "failed"]
    stage: str = ""
    done: int = 0
    total: int = 0
    corpus: Corpus | None = None
    mistake: Mistake | None = None


class CorpusRequest(NamedTuple):
    """What is to be prepared: a draft's text, how it is read, and the run whose vocabulary it goes on with."""

    source: str
    config: DataConfig
    run: str | None


class _SupersededError(Exception):
    """Someone wants another text now."""


class CorpusJobs:
    """Prepares the text of a draft: any thread may ask, one thread of its own works.

    Args:    starting_runs: finds the runs that drafts start from; None: they all start from chance.
    """

    def __init__(self, uploads: Uploads, corpora: Path, starting_runs: StartingRuns | None = None) -> None:
        self._uploads, self._corpora, self._starting_runs = uploads, corpora, starting_runs
        self._changed = Condition()
        self._wanted: OrderedDict[str, CorpusRequest] = OrderedDict()
        self._known: OrderedDict[str, PreparedState] = OrderedDict()
        self._looks: OrderedDict[str, TextFile | Mistake] = OrderedDict()
        self._now = ""
        self._drop = False
        self._thread: Thread | None = None

    def want(self, draft: object) -> None:
        """Begin with this draft's text at once, before what others wait for."""
        with suppress(Mistake):  # state() says it
            self._ask(draft, urgent=True)

    def state(self, draft: object) -> PreparedState:
        """How far this draft's text is; it gets in line if nobody has asked for it yet."""
        try:
            return self._ask(draft, urgent=False)
        except Mistake as mistake:
            return PreparedState("failed", mistake=mistake)

    def vocab_size(self, draft: object, language: str) -> tuple[int, bool]:
        """How many tokens the text's tokenizer knows, and whether that was counted; a guess by language until then."""
        found = self.state(draft)
        if found.corpus is not None:
            return found.corpus.tokenizer.vocab_size, True
        try:
            data, base = data_config(draft), self._base(self._run(draft))
            if base is not None:
                return base.vocab_size, False
        except Mistake:
            data = DataConfig()
        return (data.vocab_size if data.tokenizer == "bpe" else folders.language(language).characters), False

    def look(self, upload: str, config: DataConfig | None = None) -> TextFile | Mistake:
        """What an upload holds, or why it can't be read; remembered, since it may read the whole file."""
        key = json.dumps(
            [
                upload,
                self._uploads.choice(upload),
                config and config.model_dump(include={"format", "encoding", "column", "target_column", "turn_mark"}),
            ]
        )
        if key not in self._looks:
            try:
                self._looks[key] = self._uploads.files(upload, config, most=1)[0]
            except Mistake as mistake:
                self._looks[key] = mistake
            while len(self._looks) > 200:
                self._looks.popitem(last=False)
        return self._looks[key]

    def _ask(self, draft: object, *, urgent: bool) -> PreparedState:
        request = CorpusRequest(drafts.checked(draft)["source"], data_config(draft), self._run(draft))
        key = self._key(request)
        with self._changed:
            known = self._known.get(key)
            if known is not None and known.state in ("preparing", "ready", "failed"):
                self._known.move_to_end(key)
                return known
            self._wanted[key] = request
            if urgent:
                self._wanted.move_to_end(key, last=False)
                self._drop = self._now not in ("", key)
            while len(self._wanted) > WAITING:
                self._wanted.popitem()
            if self._thread is None:
                self._thread = Thread(target=self._work, name="preparing", daemon=True)
                self._thread.start()
            self._changed.notify()
            return PreparedState("waiting")

    def _key(self, request: CorpusRequest) -> str:
        kind, _, names = request.source.partition(":")
        choices = [self._uploads.choice(name) for name in names.split(",")] if kind == "upload" else []
        return json.dumps([request.source, request.config.model_dump(), choices, request.run])

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._wanted:
                    self._now = ""
                    self._changed.wait()
                self._now, request = self._wanted.popitem(last=False)
                self._drop = False
                self._remember(PreparedState("preparing"))
            try:
                found = PreparedState("ready", corpus=self._prepare(request))
            except _SupersededError:
                with self._changed:
                    self._known.pop(self._now, None)
                continue
            except Mistake as mistake:
                found = PreparedState("failed", mistake=mistake)
            except OSError as error:  # the disk, or a file that was deleted meanwhile
                found = PreparedState(
                    "failed",
                    mistake=Mistake(
                        "cannot-prepare",
                        "The text can't be prepared: {cause}. Try again, or choose another.",
                        cause=str(error),
                    ),
                )
            except Exception:  # this thread's edge: the next text must still be prepared
                log.exception("preparing a text failed")
                found = PreparedState(
                    "failed",
                    mistake=Mistake(
                        "preparing-broke", "Internal error while the text was prepared. The server's log says where."
                    ),
                )
            with self._changed:
                self._remember(found)

    def _prepare(self, request: CorpusRequest) -> Corpus:
        from llm_core.data.corpus.prepare_in_child import prepare_apart

        base = self._base(request.run)
        config = request.config.model_copy(update={"tokenizer": base.kind}) if base else request.config

        def give_way() -> None:
            if self._drop:
                raise _SupersededError

        def progress(step: Any) -> None:
            with self._changed:
                known = self._known[self._now]
                self._remember(replace(known, stage=step.stage, done=step.done, total=step.total))

        files = self._uploads.of(request.source, config)
        memory_bytes = max(LEAST_MEMORY_BYTES, machine().memory_bytes // 2)
        return prepare_apart(
            files,
            config,
            self._corpora.absolute(),
            memory_bytes=memory_bytes,
            progress=progress,
            tick=give_way,
            base=base,
        )

    def _run(self, draft: object) -> str | None:
        run = self._starting_runs.of(draft) if self._starting_runs else None
        return run.id if run else None

    def _base(self, run: str | None) -> Tokenizer | None:
        return self._starting_runs.tokenizer(run) if self._starting_runs and run else None

    def _remember(self, found: PreparedState) -> None:
        self._known[self._now] = found
        self._known.move_to_end(self._now)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def data_config(draft: object) -> DataConfig:
    """How a draft wants its files read; its other settings may be wrong meanwhile.

    Raises:  SettingError: outside its bounds.
    """
    draft = drafts.checked(draft)
    matters = {
        name: value
        for name, value in draft["changes"].items()
        if name.startswith("data.") or name == "model.architecture"
    }
    return RunConfig.parse(matters, family=draft["family"]).data


def too_short(corpus: Corpus | None, draft: object) -> Mistake | None:
    """Why a prepared text doesn't fit the draft's context, with the remedy; None where it does, or isn't known yet."""
    try:
        return misfit(corpus, drafts.config_of(draft))
    except Mistake as mistake:
        return mistake


def misfit(corpus: Corpus | None, config: RunConfig) -> Mistake | None:
    """The same of a config."""
    from llm_core.training.preflight import require_enough

    try:
        if corpus is not None:
            require_enough(config, corpus)
    except Mistake as mistake:
        return mistake
    return None
