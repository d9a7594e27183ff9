"""What the Data tab shows of texts, as plain data: the sources to choose from, a text's statistics, a cut sentence."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from llm_core.config import DataConfig
from llm_core.errors import Mistake
from ui import draft as drafts
from ui.preparing import Preparation, data_config, too_short
from ui.services import Services
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.text.corpus import Corpus

PREVIEW_CHARACTERS = 1800
PREVIEW_ROWS = 12
ROW_TOKENS = 160
SHOWN_UPLOADS = 60
COUNTED_TOKENS = 4_000_000
COMMONEST = 12
LAB_CHARACTERS = 2_000
LAB_TOKENS = 400
ASKED_ON_SCREEN = "encoding-guessed"  # the page asks this itself, with a preview
ENCODINGS = ("utf-8", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "latin-1", "cp1251", "koi8-r", "utf-16")


def samples_of(language: str) -> list[dict[str, str]]:
    """The built-in samples, those in the page's language first."""
    from llm_core.text.samples import SAMPLES

    order = {language: 0, "any": 1}
    return [
        {"key": key, "title": sample.title[language], "about": sample.about[language], "preview": _opening(key), "kind": "job" if sample.is_job else "text"}
        for key, sample in sorted(SAMPLES.items(), key=lambda item: order.get(item[1].language, 2))
    ]


def sources_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """Every upload with how it reads, and which text the draft has chosen, as of the time `at` in seconds."""
    at = time.time()
    draft = drafts.checked(draft, words.language)
    kind, names = drafts.source_of(draft)
    there = services.uploads.list()[:SHOWN_UPLOADS]
    reading = _reading(draft)
    files = [_file(services, words, upload, reading if kind == "upload" and upload.id in names else None) for upload in there]
    lost = kind == "upload" and not {upload.id for upload in there} & set(names)
    return {"draft": draft, "source": draft["source"], "files": files, "lost": lost, "fault": "", "format": reading.format, "encodings": list(ENCODINGS), "at": at}


def status_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """How far a draft's text is; when ready, what is in it."""
    found = services.preparing.state(drafts.checked(draft, words.language))
    answer: dict[str, Any] = {"state": found.state, "stage": found.stage, "done": found.done, "total": found.total}
    if found.mistake is not None:
        answer["fault"] = words.error(found.mistake)
    if found.corpus is not None:
        answer |= statistics_view(found, words)
        if short := too_short(found.corpus, draft):
            answer["fault"] = words.error(short)
    return answer


def statistics_view(found: Preparation, words: Words) -> dict[str, Any]:
    """A ready text's statistics, its beginning, its commonest tokens, and what to mind, in the page's language."""
    assert found.corpus is not None
    corpus, about = found.corpus, found.corpus.statistics
    tokens = about.train_tokens + about.validation_tokens
    return {
        "characters": about.characters, "bytes": about.bytes, "kinds": about.kinds, "tokens": tokens, "train_tokens": about.train_tokens,
        "validation_tokens": about.validation_tokens, "vocab_size": corpus.tokenizer.vocab_size, "documents": about.documents,
        "files": about.files, "duplicates": about.duplicates, "unknown": about.unknown, "references": dict(about.references),
        "warnings": [words.error(warning) for warning in about.warnings if warning.code != ASKED_ON_SCREEN], "begins": beginning(corpus), "often": commonest(corpus), "example": example(corpus, words("data.lab.example")), **rows_view(corpus),
    }


def example(corpus: Corpus, sentence: str) -> str:
    """What the token lab shows before a person types: a sentence, or the text's own opening where that has letters the text hasn't."""
    return corpus.statistics.opening if corpus.tokenizer.unknown_id in corpus.tokenizer.encode(sentence) else sentence


def beginning(corpus: Any) -> str:
    """The first words of the training text, as the tokenizer gives them back."""
    return str(corpus.tokenizer.decode([int(token) for token in corpus.train[:PREVIEW_CHARACTERS]]))[:PREVIEW_CHARACTERS]


def rows_view(corpus: Corpus) -> dict[str, Any]:
    """Of pairs: the first rows as the tokenizer cuts them, [given, answer] in labels, and how many rows there are; of a text nothing."""
    if corpus.train_rows is None or corpus.validation_rows is None:
        return {}
    rows, labels = corpus.train_rows, corpus.tokenizer.labels
    shown = [
        [labels(side[:ROW_TOKENS].tolist()) + (["…"] if len(side) > ROW_TOKENS else []) for side in (rows.source(row), rows.target(row))]
        for row in range(min(PREVIEW_ROWS, len(rows)))
    ]
    return {"rows": shown, "train_rows": len(rows), "validation_rows": len(corpus.validation_rows)}


def commonest(corpus: Any) -> list[list[Any]]:
    """[label, share] of the tokens that come most often in the (first part of the) training text."""
    counted = np.bincount(corpus.train[:COUNTED_TOKENS], minlength=corpus.tokenizer.vocab_size)
    ids = [int(token) for token in np.argsort(-counted, kind="stable")[:COMMONEST] if counted[token]]
    return [[label, float(counted[token] / counted.sum())] for token, label in zip(ids, corpus.tokenizer.labels(ids), strict=True)]


def cut(services: Services, draft: object, text: str) -> dict[str, Any]:
    """A sentence as the draft's tokenizer cuts it: labels and ids, or {"waiting": True} until there is one."""
    found = services.preparing.state(draft)
    if found.corpus is None:
        return {"waiting": True}
    text = text[:LAB_CHARACTERS].encode("utf-8", errors="replace").decode()
    tokenizer = found.corpus.tokenizer
    ids = [int(token) for token in tokenizer.encode(text)] if text else []
    shown = ids[:LAB_TOKENS]
    return {"ids": shown, "labels": tokenizer.labels(shown), "count": len(ids), "characters": len(text), "unknown": tokenizer.unknown_id}


def _reading(draft: drafts.Draft) -> DataConfig:
    """How a draft's files are read; in the usual way while its settings are wrong."""
    try:
        return data_config(draft)
    except Mistake:
        return DataConfig()


def _file(services: Services, words: Words, upload: Any, reading: DataConfig | None) -> dict[str, Any]:
    look = services.preparing.look(upload.id, reading)
    entry = {"id": upload.id, "name": upload.name, "size_bytes": upload.size_bytes, "used": reading is not None}
    choice = services.uploads.choice(upload.id)
    if isinstance(look, Mistake):
        return {**entry, "fault": words.error(look), "code": look.code, "encoding": choice.get("encoding", ""), "chosen": bool(choice)}
    return {
        **entry, "fault": "", "format": look.format, "encoding": look.encoding, "sure": look.sure, "confirmed": "encoding" in choice,
        "columns": list(look.columns[:200]), "column": look.column, "target": look.target, "has_columns": look.has_columns,
        "examples": [[pair.source[:ROW_TOKENS], pair.target[:ROW_TOKENS]] for pair in look.examples], "preview": look.preview[:PREVIEW_CHARACTERS],
        "warnings": [words.error(warning) for warning in look.warnings if warning.code != ASKED_ON_SCREEN],
    }


@cache
def _opening(key: str) -> str:
    from llm_core.text.samples import SAMPLES

    head = SAMPLES[key].text()[:1000]
    return min(head.split("\n")[1:6], key=len).replace("\t", " → ") if SAMPLES[key].is_job else head[:160]
