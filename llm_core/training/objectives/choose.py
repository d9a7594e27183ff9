"""What a run learns, by its model's shape and its data's format."""

from __future__ import annotations

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.training.batches import Tokens
from llm_core.training.objectives.chat import Conversing
from llm_core.training.objectives.language_modeling import OF_TEXT, OfText, Text
from llm_core.training.objectives.objective import Objective, nothing_to_evaluate
from llm_core.training.objectives.seq2seq import Answering
from llm_core.training.objectives.speech import Hearing


def objective_of(config: RunConfig, corpus: Corpus, earlier: Tokens | None = None) -> Objective:
    """What a run of this config learns from this corpus.

    Args:    earlier: plain text that the model learnt before, to be learnt on beside conversations.
    """
    if corpus.train_dialogues is not None and corpus.validation_dialogues is not None:
        text = corpus.text if corpus.text is not None else earlier
        return Conversing(config, corpus.train_dialogues, corpus.validation_dialogues, corpus.tokenizer, text)
    if config.data.format == "speech" and corpus.train_clips is not None:
        return Hearing(config, corpus)
    if corpus.train_rows is not None and corpus.validation_rows is not None:
        return Answering(config, corpus.train_rows, corpus.validation_rows, corpus.tokenizer)
    bytes_per_token = max(corpus.statistics.validation_bytes, 1) / len(corpus.validation)
    return of_text(config, Text(corpus.train, corpus.validation, corpus.tokenizer, bytes_per_token))


def of_text(config: RunConfig, text: Text) -> OfText:
    """What a run of this config learns from running text.

    Raises:  TextError: the validation text has nothing to ask.
    """
    objective = OF_TEXT[config.model.architecture](config, text)
    if objective.of_tokens < 1:
        raise nothing_to_evaluate(len(text.validation), objective.beyond + 1)
    return objective
