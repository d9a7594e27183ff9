"""One pass over files of pairs before anything is learnt: how many there are, and which of them are kept for
validation.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from llm_core.data.corpus.scan import MOST_REMEMBERED, CorpusScan, Histogram, starts_of
from llm_core.data.corpus.split import HASHES, draw
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.data.pairs.reading import no_pairs, pairs
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError


def scan_pairs(files: Sequence[TextFile], fraction: float, progress: Callable[[int], None]) -> CorpusScan:
    """Count pairs and decide which are kept for validation: all that give the same are on one side.

    Args:    fraction: the share kept for validation. progress: told the bytes read of all files.
    Raises:  TextError: a file can't be read to its end, or everything given is the same.
    """
    histogram, given, whole, warnings = Histogram(), array("Q"), array("Q"), list[TextWarning]()
    rows = size = 0
    for file, before in zip(files, starts_of(files), strict=True):
        first = rows
        for pair in pairs(file, counted_from(before, progress), warnings):
            rows += 1
            for text in (pair.source, pair.target):
                histogram.add(text)
                size += len(text.encode())
            if rows <= MOST_REMEMBERED:
                given.append(draw(pair.source))
                whole.append(name_of(pair.source, pair.target))
        if rows == first:
            raise no_pairs(file)
    counts = histogram.counts()
    different, sources = len(np.unique(np.array(whole))), np.unique(np.array(given))
    return CorpusScan(
        rows,
        int(counts.sum()),
        size,
        int(np.count_nonzero(counts)),
        len(whole) - different,
        (),
        tuple(warnings),
        below=below_of(sources, fraction),
        ambiguous=different - len(sources),
    )


def below_of(sources: NDArray[np.uint64], fraction: float) -> int:
    """The number below which what is given is drawn for validation, so that both sides get some.

    Args:    sources: (N,) the different draws, sorted.
    """
    if len(sources) < 2:
        raise TextError(
            "too-few-pairs",
            (
                "All the pairs give the same, so that none can be kept for validation: give at least 2 different "
                "ones, better 1,000."
            ),
        )
    below = int(fraction * HASHES)
    if 0 < np.count_nonzero(sources < np.uint64(below)) < len(sources):
        return below
    return int(sources[min(max(1, round(fraction * len(sources))), len(sources) - 1)])


def name_of(source: str, target: str) -> int:
    """A number that only equal pairs share; a tab that stands inside can't make two of them look alike."""
    digest = hashlib.blake2b(
        source.encode(), digest_size=8, salt=hashlib.blake2b(target.encode(), digest_size=16).digest()
    )
    return int.from_bytes(digest.digest(), "big")
