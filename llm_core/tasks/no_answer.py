"""How honest a reader is: what it says to questions whose article is there, and to the same ones once it isn't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llm_core.data.tasks import Example
from llm_core.tasks.answering import READ_PASSAGES, answer_from
from llm_core.tasks.passage_index import PassageIndex
from llm_core.tasks.task import LoadedModel, never
from llm_core.training.objectives.objective import Cancelled, evenly

ASKED = 150  # questions that are asked twice


@dataclass(frozen=True)
class Refusals:
    """Counts. asked: questions, each asked of documents with its article and without; refused: of those without,
    wrongly: of those with it.
    """

    asked: int
    refused: int
    wrongly: int

    def shares(self) -> dict[str, float]:
        """precision: share of the refusals that are right; recall: share of the questions without an answer that are
        refused.
        """
        refusals = self.refused + self.wrongly
        return {
            "refusal_precision": self.refused / refusals if refusals else float("nan"),
            "refusal_recall": self.refused / self.asked if self.asked else float("nan"),
            "refused_wrongly": self.wrongly / self.asked if self.asked else float("nan"),
        }


def measure_refusals(
    loaded: LoadedModel, base: PassageIndex, examples: Sequence[Example], cancelled: Cancelled = never
) -> Refusals | None:
    """Ask evenly spread answerable questions with and without their article; None when cancelled.

    Questions of which another article holds as much as their own are left out ("How long is the warranty?"): it may
    answer them.

    Args:    base: passages under the names of their articles, `Example.group`.
    """
    asked = [one for one in examples if one.at is not None and one.group]
    asked = [asked[place] for place in evenly(len(asked), ASKED)]
    refused = wrongly = count = 0
    for one in asked:
        if cancelled():
            return None
        if not only_its_own(base, one):
            continue
        count += 1
        refused += not answer_from(loaded, base, one.source, without=one.group).text
        wrongly += not answer_from(loaded, base, one.source).text
    return Refusals(count, refused, wrongly)


def only_its_own(base: PassageIndex, one: Example) -> bool:
    """Whether an example's own article holds more of its question than all others do."""
    own, others = 0.0, 0.0
    for passage in (*base.search(one.source, READ_PASSAGES), *base.search(one.source, 1, without=one.group)):
        if passage.source == one.group:
            own = max(own, passage.coverage)
        else:
            others = max(others, passage.coverage)
    return own > others
