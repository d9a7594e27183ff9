"""Packing documents into rows: none is lost, none is cut, none sees another, little is padding."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llm_core.model.mask import PADDING
from llm_core.training.objectives.packing import Document, Rounds, first_fit, packed

CAPACITY = 24
lengths = st.lists(st.integers(1, CAPACITY), min_size=1, max_size=60)


def document(size: int, first: int) -> Document:
    """Tokens first, first + 1 …, of which every other is asked."""
    return Document(np.arange(first, first + size, dtype=np.uint16), np.arange(size) % 2 == 1)


@given(lengths)
def test_every_length_finds_a_place_and_no_row_is_overfull(sizes: list[int]) -> None:
    rows = first_fit(sizes, CAPACITY)
    assert sorted(number for row in rows for number in row) == list(range(len(sizes)))
    assert all(sum(sizes[number] for number in row) <= CAPACITY for row in rows)


@given(lengths)
def test_so_few_rows_are_needed_that_all_but_one_are_more_than_half_full(sizes: list[int]) -> None:
    filled = [sum(sizes[number] for number in row) for row in first_fit(sizes, CAPACITY)]
    assert sum(2 * full <= CAPACITY for full in filled) <= 1


def test_a_packed_batch_asks_each_document_what_it_would_be_asked_alone() -> None:
    documents = [document(5, 10), document(9, 30), document(2, 50), document(17, 60)]
    batch = packed(documents, 16)
    assert batch.documents is not None
    found = []
    for row in range(len(batch.tokens)):
        for number in sorted(set(batch.documents[row].tolist()) - {PADDING}):
            here = batch.documents[row] == number
            found.append((batch.tokens[row][here].tolist(), batch.targets[row][here].tolist()))
    expected = [
        (
            ids.tolist()[:-1],
            [token if flag else PADDING for token, flag in zip(ids.tolist()[1:], asked.tolist()[1:], strict=True)],
        )
        for ids, asked in documents
    ]
    assert sorted(found) == sorted(expected)
    assert batch.target_count == sum(int(asked[1:].sum()) for _, asked in documents)
    assert batch.read == sum(len(ids) - 1 for ids, _ in documents)
    padding = batch.documents == PADDING
    assert torch.equal(batch.tokens == PADDING, padding)
    assert bool((batch.targets[padding] == PADDING).all())


def test_documents_of_a_row_lie_side_by_side_without_gaps() -> None:
    documents = packed([document(size, 10 * size) for size in (3, 3, 4, 8, 2)], 10).documents
    assert documents is not None
    for row in documents.tolist():
        told = [number for number in row if number != PADDING]
        assert told == sorted(told)
        assert row == told + [PADDING] * (len(row) - len(told))


@pytest.mark.parametrize("count", [1, 5, 32])
def test_each_number_comes_once_a_round_in_an_order_of_its_own(count: int) -> None:
    rounds = Rounds(count, seed=3)
    taken = rounds.take(0, 3 * count).reshape(3, count)
    assert all(sorted(turn) == list(range(count)) for turn in taken.tolist())
    if count > 5:
        assert taken[0].tolist() != taken[1].tolist()
        assert Rounds(count, seed=4).take(0, count).tolist() != taken[0].tolist()


@given(st.integers(0, 300), st.integers(1, 40))
def test_which_numbers_a_step_takes_depends_on_seed_and_place_alone(start: int, many: int) -> None:
    whole = Rounds(13, seed=9).take(0, 400)
    assert Rounds(13, seed=9).take(start, many).tolist() == whole[start : start + many].tolist()
