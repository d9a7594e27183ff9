"""What the Data tab shows of texts, as plain data: the sources to choose from, a text's statistics, a cut sentence."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from llm_core.config import TASKS, DataConfig
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.corpus_jobs import PreparedState, too_short
from ui.state.services import Services
from ui.state.task_kinds import sound_task, task_name
from ui.tabs.data.chat_view import facts, plainly_talks, talk_view
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.data.files.text_file import TextFile

PREVIEW_CHARACTERS = 1800
PREVIEW_ROWS = 12
ROW_TOKENS = 160
SHOWN_UPLOADS = 60
COUNTED_TOKENS = 4_000_000
COMMONEST = 12
LAB_CHARACTERS = 2_000
LAB_TOKENS = 400
ASKED_ON_SCREEN = "encoding-guessed"  # the page asks this itself, with a preview
CHOSEN_WRONG = (
    "no-dialogues-in-file",
    "no-such-column",
    "same-column-twice",
    "no-second-column",
)  # another choice of columns may save these
KINDS = {"pairs": "job", "conversations": "talk"}
ENCODINGS = ("utf-8", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "latin-1", "cp1251", "koi8-r", "utf-16")


def samples_of(words: Words) -> list[dict[str, str]]:
    """The built-in samples, those in the page's language first; those of tasks stand on Tasks."""
    from llm_core.samples import SAMPLES
    from llm_core.samples.previews import preview_of

    order = {words.language: 0, "any": 1}
    return [
        {
            "key": key,
            "title": words(f"samples.{key}"),
            "about": words(f"samples.{key}.about"),
            "preview": preview_of(sample),
            "kind": KINDS.get(str(sample.settings.get("data.format")), "text"),
        }
        for key, sample in sorted(SAMPLES.items(), key=lambda item: order.get(item[1].language, 2))
        if sample.settings.get("data.format") not in TASKS
    ]


def sources_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """Every upload with how it reads, and which text the draft has chosen, as of the time `at` in seconds."""
    at = time.time()
    draft = drafts.checked(draft, words.language)
    kind, names = drafts.source_of(draft)
    there = services.uploads.kept()[:SHOWN_UPLOADS]
    reading = reading_of(draft)
    files = [_file(services, words, upload, reading, used=kind == "upload" and upload.id in names) for upload in there]
    lost = kind == "upload" and not {upload.id for upload in there} & set(names)
    return {
        "draft": draft,
        "source": draft["source"],
        "files": files,
        "lost": lost,
        "fault": "",
        "format": reading.format,
        "task": task_name(words, reading.task) if reading.task else "",
        "encodings": list(ENCODINGS),
        "template": reading.chat_template,
        "own": reading.custom_template or "",
        "at": at,
    }


def status_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """How far a draft's text is; when ready, what is in it."""
    found = services.corpus_jobs.state(drafts.checked(draft, words.language))
    answer: dict[str, Any] = {"state": found.state, "stage": found.stage, "done": found.done, "total": found.total}
    if found.mistake is not None:
        answer |= fault_view(words, found.mistake)
    if found.corpus is not None:
        answer |= statistics_view(found, words, _context(draft))
        if short := too_short(found.corpus, draft):
            answer |= fault_view(words, short)
    return answer


def fault_view(words: Words, mistake: Mistake) -> dict[str, Any]:
    """What is wrong, and where one change of a setting mends it, that change with the words for its button."""
    fix: dict[str, Any] = {}
    if mistake.code == "conversations-need-a-decoder":
        fix = {"changes": {"model.architecture": "decoder-only"}, "label": words("conversations.mend.shape")}
    elif mistake.code == "dialogues-longer-than-context":
        fix = {
            "changes": {"model.context_length": mistake.values["most"]},
            "label": words("conversations.mend.context", most=mistake.values["most"]),
        }
    return {"fault": words.error(mistake), "code": mistake.code, "fix": fix}


def statistics_view(found: PreparedState, words: Words, context: int | None = None) -> dict[str, Any]:
    """A ready text's statistics, its beginning, its commonest tokens, and what to mind, in the page's language."""
    assert found.corpus is not None
    corpus, about = found.corpus, found.corpus.statistics
    tokens = about.train_tokens + about.validation_tokens
    return {
        "characters": about.characters,
        "bytes": about.bytes,
        "kinds": about.kinds,
        "tokens": tokens,
        "train_tokens": about.train_tokens,
        "validation_tokens": about.validation_tokens,
        "vocab_size": corpus.tokenizer.vocab_size,
        "documents": about.documents,
        "files": about.files,
        "duplicates": about.duplicates,
        "unknown": about.unknown,
        "references": dict(about.baseline_losses),
        "warnings": [words.error(warning) for warning in about.warnings if warning.code != ASKED_ON_SCREEN],
        "often": commonest(corpus),
        "begins": beginning(corpus) if corpus.train_dialogues is None else "",
        "example": example(corpus, words("data.lab.example")),
        **rows_view(corpus),
        **facts(corpus, context),
    }


def example(corpus: Corpus, sentence: str) -> str:
    """What the token lab shows before a person types: a sentence, or the text's own sample prompt where that has
    letters the text hasn't.
    """
    return (
        corpus.statistics.sample_prompt
        if corpus.tokenizer.unknown_id in corpus.tokenizer.encode(sentence)
        else sentence
    )


def beginning(corpus: Any) -> str:
    """The first words of the training text, as the tokenizer gives them back."""
    return str(corpus.tokenizer.decode([int(token) for token in corpus.train[:PREVIEW_CHARACTERS]]))[
        :PREVIEW_CHARACTERS
    ]


def rows_view(corpus: Corpus) -> dict[str, Any]:
    """Of pairs: the first rows as the tokenizer cuts them, [given, answer] in labels, and how many rows there are; of a
    text nothing.
    """
    if corpus.train_rows is None or corpus.validation_rows is None:
        return {}
    rows, labels = corpus.train_rows, corpus.tokenizer.labels
    shown = [
        [
            labels(side[:ROW_TOKENS].tolist()) + (["…"] if len(side) > ROW_TOKENS else [])
            for side in (rows.source(row), rows.target(row))
        ]
        for row in range(min(PREVIEW_ROWS, len(rows)))
    ]
    return {"rows": shown, "train_rows": len(rows), "validation_rows": len(corpus.validation_rows)}


def commonest(corpus: Any) -> list[list[Any]]:
    """[label, share] of the tokens that come most often in the (first part of the) training text."""
    counted = np.bincount(corpus.train[:COUNTED_TOKENS], minlength=corpus.tokenizer.vocab_size)
    ids = [int(token) for token in np.argsort(-counted, kind="stable")[:COMMONEST] if counted[token]]
    return [
        [label, float(counted[token] / counted.sum())]
        for token, label in zip(ids, corpus.tokenizer.labels(ids), strict=True)
    ]


def cut(services: Services, draft: object, text: str) -> dict[str, Any]:
    """A sentence as the draft's tokenizer cuts it: labels and ids, or {"waiting": True} until there is one."""
    found = services.corpus_jobs.state(draft)
    if found.corpus is None:
        return {"waiting": True}
    text = text[:LAB_CHARACTERS].encode("utf-8", errors="replace").decode()
    tokenizer = found.corpus.tokenizer
    ids = [int(token) for token in tokenizer.encode(text)] if text else []
    shown = ids[:LAB_TOKENS]
    return {
        "ids": shown,
        "labels": tokenizer.labels(shown),
        "count": len(ids),
        "characters": len(text),
        "unknown": tokenizer.unknown_id,
    }


def reading_of(draft: drafts.Draft) -> DataConfig:
    """How a draft's files are read, whatever is wrong with its other settings; in the usual way where this itself is
    wrong.
    """
    try:
        return DataConfig(
            **{
                name.removeprefix("data."): value
                for name, value in draft["changes"].items()
                if name.startswith("data.")
            }
        )
    except (Mistake, ValidationError):
        return DataConfig()


def _context(draft: object) -> int | None:
    """The draft's context; None while its settings are wrong."""
    try:
        return drafts.config_of(draft).model.context_length
    except Mistake:
        return None


def natural_look(services: Services, upload: str, name: str) -> TextFile | Mistake:
    """A look at a file in the way that its kind is read when nobody chose another: YAML as conversations, sounds as
    speech, any other as text.
    """
    from llm_core.data.chat.look import YAML

    if Path(name.partition(" + ")[0]).suffix.lower() in ENDINGS:
        return services.corpus_jobs.look(upload, DataConfig(format=sound_task()))
    return services.corpus_jobs.look(
        upload, DataConfig(format="conversations") if Path(name).suffix.lower() in YAML else None
    )


def _file(services: Services, words: Words, upload: Any, reading: DataConfig, *, used: bool) -> dict[str, Any]:
    look = services.corpus_jobs.look(upload.id, reading) if used else natural_look(services, upload.id, upload.name)
    entry = {"id": upload.id, "name": upload.name, "size_bytes": upload.size_bytes, "used": used}
    choice = services.uploads.choice(upload.id)
    if isinstance(look, Mistake):
        return {**entry, **_faulty(services, words, upload.id, look, reading if used else DataConfig())}
    talks = (
        used
        and reading.format != "conversations"
        and plainly_talks(services.corpus_jobs.look(upload.id, reading.model_copy(update={"format": "conversations"})))
    )
    return {
        **entry,
        "fault": "",
        "format": look.format,
        "encoding": look.encoding,
        "sure": look.sure,
        "confirmed": "encoding" in choice,
        "columns": list(look.columns[:200]),
        "column": look.column,
        "target": look.target,
        "has_columns": look.has_columns,
        "talks": talks,
        "examples": [[pair.source[:ROW_TOKENS], pair.target[:ROW_TOKENS]] for pair in look.examples],
        "preview": look.preview[:PREVIEW_CHARACTERS],
        "warnings": [words.error(warning) for warning in look.warnings if warning.code != ASKED_ON_SCREEN],
        "chosen": bool(set(choice) - {"encoding"}),
        "mark": choice.get("turn_mark") or reading.turn_mark or "",
        **({"talk": talk_view(look)} if used and reading.format == "conversations" else {}),
    }


def _faulty(services: Services, words: Words, upload: str, mistake: Mistake, reading: DataConfig) -> dict[str, Any]:
    """What is wrong with a file, and of conversations that were not found in it, what else could be chosen."""
    choice = services.uploads.choice(upload)
    found = {
        "fault": words.error(mistake),
        "code": mistake.code,
        "encoding": choice.get("encoding", ""),
        "chosen": bool(set(choice) - {"encoding"}),
        "mark": choice.get("turn_mark", ""),
    }
    if reading.format != "conversations" or mistake.code not in CHOSEN_WRONG:
        return found
    as_text = services.corpus_jobs.look(upload, DataConfig(encoding=reading.encoding))
    return found if isinstance(as_text, Mistake) else {**found, "talk": {**talk_view(as_text), "kind": "fault"}}
