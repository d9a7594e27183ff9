"""How well a model predicts text that it never saw: nats per token, perplexity, and bits per byte."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from llm_core.config import RunConfig
from llm_core.data.chat.dialogues import Talks
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.pairing import Pair
from llm_core.data.pairs.rows import Rows
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.conversation_report import Report, report
from llm_core.training.objectives.chat import ChatObjective
from llm_core.training.objectives.choose import objective_of, text_objective
from llm_core.training.objectives.language_modeling import Text
from llm_core.training.objectives.loss import summed_loss
from llm_core.training.objectives.objective import Metric, Objective, nothing_to_evaluate
from llm_core.training.objectives.seq2seq import Seq2SeqObjective


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model's predictions of a text are worth.

    loss: nats per target token, each `<unk>` charged with the cost of naming the character behind it, so that an
    evaluation on text with unknown characters doesn't look better than it is. bits_per_byte: None where the objective
    has none. unknown: how many there were. tokens: how many were asked for, of of_tokens that can be.
    """

    loss: float
    bits_per_byte: float | None
    perplexity: float
    tokens: int
    of_tokens: int
    unknown: int


def evaluate(
    model: LargeLanguageModel,
    objective: Objective,
    tokenizer: Tokenizer,
    *,
    limit: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Evaluation:
    """Ask a model what its objective asks of the validation text.

    Args:    limit: let it read about this many tokens, evenly spread; the same ones each time.  cancelled: asked
        between
             batches; once it says yes, what is known by then is returned.
    Raises:  TextError: nothing is asked.
    """
    nats, count, unknown = 0.0, 0, 0
    training, device = model.training, next(model.parameters()).device
    model.eval()
    try:
        for batch in objective.validation_batches(limit):
            nats += summed_loss(model, batch.to(device))
            count += batch.target_count
            unknown += int((batch.targets == tokenizer.unknown_id).sum()) if tokenizer.unknown_id is not None else 0
            if cancelled():
                break
    finally:
        model.train(training)
    if not count:
        raise nothing_to_evaluate(0, 2)
    loss = (nats + unknown * tokenizer.unknown_cost_nats) / count
    bits_per_byte = loss / math.log(2) / objective.bytes_per_token if objective.bytes_per_token else None
    return Evaluation(loss, bits_per_byte, math.exp(min(loss, 700.0)), count, objective.of_tokens, unknown)


def evaluate_corpus(model: LargeLanguageModel, corpus: Corpus, config: RunConfig) -> tuple[Evaluation, Metric]:
    """Evaluate a model on all that its corpus kept for validation: its loss, and its objective's metric."""
    return evaluate_whole(model, objective_of(config, corpus), corpus.tokenizer)


def evaluate_whole(model: LargeLanguageModel, objective: Objective, tokenizer: Tokenizer) -> tuple[Evaluation, Metric]:
    """Loss and metric on all validation data of an objective."""
    found, metric = evaluate(model, objective, tokenizer), objective.metric(model, "all", lambda: False)
    assert metric is not None, "nobody cancels it"
    return found, metric


def evaluate_texts(
    model: LargeLanguageModel, texts: Iterable[str], tokenizer: Tokenizer, config: RunConfig
) -> Evaluation:
    """Evaluate a model on text of one's own, piece by piece encoded with the model's tokenizer.

    Raises:  TextError: too little text.
    """
    pieces, size_bytes = [np.empty(0, dtype=np.uint32)], 0
    for text in texts:
        pieces.append(tokenizer.encode_array(text))
        size_bytes += len(text.encode("utf-8", "replace"))
    tokens = np.concatenate(pieces)
    text_ = Text(tokens[:0], tokens, tokenizer, size_bytes / max(len(tokens), 1))
    return evaluate(model, text_objective(config, text_), tokenizer)


def evaluate_pairs(
    model: LargeLanguageModel, pairs: Iterable[Pair], tokenizer: Tokenizer, config: RunConfig
) -> tuple[Evaluation, Metric]:
    """Evaluate a model on pairs of one's own, those that its context holds; and how many it answers right.

    Raises:  TextError: there is none.
    """
    pieces, bounds, end = [np.empty(0, dtype=np.uint32)], [], np.array([tokenizer.end_id], dtype=np.uint32)
    at = 0
    for pair in pairs:
        source, target = tokenizer.encode_array(pair.source), tokenizer.encode_array(pair.target)
        pieces += [source, end, target, end]
        bounds.append((at, at + len(source) + 1, at + len(source) + len(target) + 2))
        at = bounds[-1][-1]
    rows = Rows(np.concatenate(pieces), np.array(bounds, dtype=np.int64).reshape(-1, 3))
    return evaluate_whole(model, Seq2SeqObjective(config, rows, rows, tokenizer), tokenizer)


def evaluate_dialogues(
    model: LargeLanguageModel, held_out: Talks, tokenizer: Tokenizer, config: RunConfig, taught: Talks | None = None
) -> tuple[Evaluation, Report]:
    """Evaluate a model that converses on dialogues that it was not taught; and how many replies are right.

    Raises:  TextError: its context holds none of them.
    """
    objective = ChatObjective(config, taught or held_out, held_out, tokenizer)
    return evaluate(model, objective, tokenizer), report(model, tokenizer, config, held_out, taught)
