"""What a run learns, by its data's format and its model's shape."""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.training.batches import Tokens
from llm_core.training.objectives.chat import ChatObjective
from llm_core.training.objectives.language_modeling import LANGUAGE_MODELING, LanguageModeling, Text
from llm_core.training.objectives.objective import Objective, nothing_to_evaluate
from llm_core.training.objectives.seq2seq import Seq2SeqObjective

MakeObjective = Callable[[RunConfig, Corpus, Tokens | None], Objective]


def objective_of(config: RunConfig, corpus: Corpus, text: Tokens | None = None) -> Objective:
    """What a run of this config learns from this corpus.

    Args:    text: plain text that the model learnt before, to be learnt on beside conversations.
    """
    if corpus.train_dialogues is not None:
        return ChatObjective.of_corpus(config, corpus, corpus.text if corpus.text is not None else text)
    if corpus.train_rows is not None:
        spec = config.data.task_spec
        learnt: Objective = (resolve_name(spec.objective) if spec else Seq2SeqObjective.of_corpus)(config, corpus)
        return learnt
    bytes_per_token = max(corpus.statistics.validation_bytes, 1) / len(corpus.validation)
    opening = corpus.statistics.sample_prompt
    return text_objective(config, Text(corpus.train, corpus.validation, corpus.tokenizer, bytes_per_token, opening))


def text_objective(config: RunConfig, text: Text) -> LanguageModeling:
    """What a run of this config learns from running text.

    Raises:  TextError: the validation text has nothing to ask.
    """
    objective = LANGUAGE_MODELING[config.model.architecture](config, text)
    if objective.of_tokens < 1:
        raise nothing_to_evaluate(len(text.validation), objective.beyond + 1)
    return objective
