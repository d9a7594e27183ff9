"""Inspection: what is shown is what the model computes; heads' patterns and costs against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from llm_core.config import DataConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.errors import SettingError, TextError
from llm_core.inspection import head_cost, head_patterns, inspect, mean_loss
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch

TEXT = "滚滚长江东逝水，浪花淘尽英雄。😀 Rolling on the river.\n"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer([TEXT * 3], DataConfig(tokenizer="bpe", vocab_size=280))


@pytest.fixture
def model(tokenizer: Tokenizer) -> LargeLanguageModel:
    model = LargeLanguageModel(tokenizer.vocab_size, 16, 2, 3, context_length=20)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.copy_(0.4 * torch.randn(parameter.shape, generator=generator))
    return model.eval()


def test_attention_is_the_models_own_as_float32(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    seen = inspect(model, tokenizer, "Rolling on")
    T = len(seen.tokens)
    assert seen.attention.shape == (3, 2, T, T)
    assert seen.attention.dtype == np.float32
    np.testing.assert_allclose(seen.attention.sum(-1), 1, rtol=1e-5)
    tap = Tap(["blocks.2.attn.weights"])
    model(torch.tensor([seen.tokens]), tap=tap)
    np.testing.assert_allclose(seen.attention[2], tap.kept["blocks.2.attn.weights"][0].detach(), rtol=1e-5)


def test_probs_and_losses_of_every_place_are_the_models_own(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    seen = inspect(model, tokenizer, "Rolling 水", top=5)
    with torch.no_grad():
        logits = model(torch.tensor([seen.tokens]))[0]
    assert len(seen.next_token) == len(seen.tokens) == len(seen.labels) == len(seen.loss_nats) + 1
    for place, listed in enumerate(seen.next_token):
        best = logits[place].softmax(-1).topk(5)
        assert [identity for _, identity, _ in listed] == best.indices.tolist()
        assert [prob for *_, prob in listed] == pytest.approx(best.values.tolist(), rel=1e-4)
        assert [label for label, *_ in listed] == tokenizer.labels(best.indices.tolist())
    losses = F.cross_entropy(logits[:-1], torch.tensor(seen.tokens[1:]), reduction="none")
    np.testing.assert_allclose(seen.loss_nats, losses, rtol=1e-4)


def test_labels_never_hold_the_replacement_character(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    seen = inspect(model, tokenizer, "😀東", top=tokenizer.vocab_size)
    assert not any("\ufffd" in label for label in seen.labels)
    assert not any("\ufffd" in label for place in seen.next_token for label, *_ in place)


def test_of_a_long_text_the_end_is_read_and_the_rest_counted(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    ids = tokenizer.encode(TEXT)
    seen = inspect(model, tokenizer, TEXT)
    assert seen.tokens == tuple(ids[-20:])
    assert seen.dropped == len(ids) - 20 > 0
    assert inspect(model, tokenizer, TEXT, most_tokens=6).tokens == tuple(ids[-6:])
    assert inspect(model, tokenizer, "on").dropped == 0


def test_a_single_token_has_probs_and_no_loss(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    seen = inspect(model, tokenizer, "R")
    assert (len(seen.tokens), len(seen.next_token), len(seen.loss_nats)) == (1, 1, 0)
    assert seen.attention.tolist() == [[[[1.0]]] * 2] * 3


def test_no_text_is_a_mistake_that_says_so(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    with pytest.raises(TextError, match="at least one character"):
        inspect(model, tokenizer, "")


def test_silenced_heads_change_what_is_expected_as_zeroed_columns_do(
    model: LargeLanguageModel, tokenizer: Tokenizer
) -> None:
    silent = inspect(model, tokenizer, "Rolling on", zeroed_heads=[(0, 1), (2, 0), (2, 1)])
    whole = inspect(model, tokenizer, "Rolling on")
    with torch.no_grad():
        for layer, head in [(0, 1), (2, 0), (2, 1)]:
            model.stack.blocks[layer].get_parameter("attn.wo.weight")[:, head * 8 : head * 8 + 8] = 0
    np.testing.assert_allclose(silent.loss_nats, inspect(model, tokenizer, "Rolling on").loss_nats, rtol=1e-4)
    assert np.abs(silent.loss_nats - whole.loss_nats).max() > 0.01
    np.testing.assert_allclose(silent.attention[0], whole.attention[0], rtol=1e-5)


@pytest.mark.parametrize("head", [(3, 0), (0, 2), (-1, 0), (0, -1)])
def test_a_head_that_is_not_there_is_refused(
    model: LargeLanguageModel, tokenizer: Tokenizer, head: tuple[int, int]
) -> None:
    with pytest.raises(SettingError, match="layers 0 to 2 with heads 0 to 1"):
        inspect(model, tokenizer, "on", zeroed_heads=[head])
    with pytest.raises(SettingError, match="no head"):
        head_cost(model, [], head)


def test_habits_of_made_up_heads_are_named_with_their_weight() -> None:
    T = 9
    attention = np.zeros((2, 2, T, T), np.float32)
    attention[:, :, np.arange(T), np.arange(T)] = 0.25
    for i in range(T):
        for (layer, head), column in {(0, 0): i - 1, (0, 1): i - 2, (1, 0): i, (1, 1): 0}.items():
            attention[layer, head, i, max(column, 0)] += 0.75
    patterns = head_patterns(attention)
    assert [[pattern.name for pattern in row] for row in patterns] == [["previous", "two_back"], ["itself", "first"]]
    assert [pattern.weight for row in patterns for pattern in row] == pytest.approx([0.75, 0.75, 1.0, 0.75])
    assert patterns[0][0].means == pytest.approx({"previous": 0.75, "two_back": 0, "itself": 0.25, "first": 0})


def test_too_few_tokens_show_no_habits() -> None:
    assert head_patterns(np.full((2, 3, 3, 3), 1 / 3, np.float32)) == [[], []]


def test_the_cost_of_a_head_is_the_difference_of_two_mean_losses(
    model: LargeLanguageModel, tokenizer: Tokenizer
) -> None:
    windows = torch.tensor(tokenizer.encode(TEXT * 20))[:210].view(10, 21)
    batches = [Batch(part[:, :-1], part[:, 1:]) for part in windows.split(4)]
    cost = head_cost(model, batches, (1, 0))
    with torch.no_grad():
        logits = model(windows[:, :-1])
        whole = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        model.stack.blocks[1].get_parameter("attn.wo.weight")[:, :8] = 0
        logits = model(windows[:, :-1])
        without = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
    assert tuple(cost) == pytest.approx((float(whole), float(without)), rel=1e-5)
    assert abs(cost.loss - cost.loss_without) > 1e-4
    assert mean_loss(model, batches) == pytest.approx(cost.loss_without, rel=1e-5)
