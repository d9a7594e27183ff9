"""One pass over files of dialogues before anything is learnt: how many there are, and which of them are kept for
validation.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import numpy as np

from llm_core.data.chat.reading import all_dialogues, no_dialogues_in
from llm_core.data.corpus.scan import MOST_REMEMBERED, CorpusScan, Counter, starts_of
from llm_core.data.corpus.split import HASHES, Division, draw
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.errors import TextError


def scan_dialogues(files: Sequence[TextFile], fraction: float, progress: Callable[[int], None]) -> CorpusScan:
    """Count dialogues, and the plain text beside them, and decide which are kept for validation.

    Args:    fraction: the share kept for validation where no row says which. progress: told the bytes read of all
        files.
    Raises:  TextError: no file holds dialogues, one can't be read to its end, or there is nothing to divide.
    """
    talking, plain = apart(files)
    if not talking:
        raise TextError(
            "no-dialogues",
            "No file holds conversations: looked for lists of turns (messages, conversations, dialog …), for a "
            "column of questions and one of answers, and for lines with a mark "
            "such as __eou__ or a tab between turns. Name the column or key (data.column, data.target_column) or "
            "the mark (data.turn_mark), or set data.format to text.",
        )
    found, sides = Counter(fraction), _Sides()
    dialogues = repetitions = 0
    for dialogue, repeated in all_dialogues(talking, progress, found.warnings):
        repetitions += repeated
        if repeated:
            continue
        dialogues += 1
        for message in dialogue.messages:
            found.count(message.content)
        sides.add(dialogue.question, dialogue.validation)
    if not dialogues:
        raise no_dialogues_in(talking[0])
    divided, below = sides.decide(fraction)
    for file, before in list(zip([*talking, *plain], starts_of([*talking, *plain]), strict=True))[len(talking) :]:
        found.add(file, counted_from(before, progress))
    counts = found.histogram.counts()
    return CorpusScan(
        dialogues,
        int(counts.sum()),
        found.bytes,
        int(np.count_nonzero(counts)),
        repetitions,
        tuple(found.cuts),
        tuple(found.warnings),
        below=below,
        divided=divided,
    )


def apart(files: Sequence[TextFile]) -> tuple[list[TextFile], list[TextFile]]:
    """The files that hold dialogues, and those that hold plain text beside them."""
    return [file for file in files if file.dialogue is not None], [file for file in files if file.dialogue is None]


class _Sides:
    """What the rows say about validation, and what first questions draw."""

    def __init__(self) -> None:
        self._counts = {True: 0, False: 0, None: 0}
        self._all, self._undecided = array("Q"), array("Q")

    def add(self, question: str, validation: bool | None) -> None:
        self._counts[validation] += 1
        if len(self._all) < MOST_REMEMBERED:
            self._all.append(draw(question))
            if validation is None:
                self._undecided.append(self._all[-1])

    def decide(self, fraction: float) -> tuple[Division, int]:
        """Who divides the dialogues, and the number below which a first question is drawn for validation, so that both
        sides get some.
        """
        if self._counts[True]:
            if not self._counts[False] and not self._counts[None]:
                raise TextError(
                    "all-held",
                    (
                        "Every dialogue says that it is kept for validation (split), so that none is left to learn "
                        "from: let some say train."
                    ),
                )
            return "rows", 0
        divided: Division = "undecided" if self._counts[False] and self._counts[None] else "all"
        draws = np.unique(np.array(self._undecided if divided == "undecided" else self._all))
        below = int(fraction * HASHES)
        if len(draws) < 2 and divided == "all":
            raise TextError(
                "too-few-dialogues",
                (
                    "All the dialogues begin with the same question, so that none can be kept for validation: give "
                    "at least 2 different ones, better 1,000."
                ),
            )
        if 0 < np.count_nonzero(draws < np.uint64(min(below, HASHES - 1))) < len(draws):
            return divided, below
        last = min(max(1, round(fraction * len(draws))), len(draws) - 1)
        return divided, int(draws[last]) if len(draws) > 1 else HASHES
