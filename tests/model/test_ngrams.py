"""Scores of classes straight from words, pairs of them and groups of letters: what is counted, how it is added, and how
it learns.
"""

from __future__ import annotations

from pathlib import Path

import torch

from llm_core.config import ModelConfig, RunConfig, TrainConfig
from llm_core.model.mask import PADDING
from llm_core.model.ngrams import NgramScores, groups_of
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import checkpoint
from llm_core.training.batches import Batch
from llm_core.training.objectives.wide_deep import telling_of, wide_deep_loss
from llm_core.training.train_step import TrainStep
from tests.model.conftest import Spread

TABLE = {"architecture": "encoder-only", "ngram_buckets": 1 << 14, "ngram_scores": 4}


def scores_of(*rows: list[int]) -> torch.Tensor:
    """Of a table whose every row is different, so that a sum tells what was counted."""
    torch.manual_seed(0)
    table = NgramScores(ModelConfig.model_validate(TABLE), 12)
    torch.nn.init.normal_(table.weight)
    longest = max(map(len, rows))
    return table(torch.tensor([[*row, *[PADDING] * (longest - len(row))] for row in rows])).detach()


def test_words_count_once_and_padding_and_marks_not_at_all() -> None:
    alone, padded, marked = scores_of([7, 9], [7, 9, PADDING], [7, 9, 1, 3])
    torch.testing.assert_close(alone, padded)
    torch.testing.assert_close(alone, marked)
    torch.testing.assert_close(scores_of([7, 7, 7, 7, 7]), scores_of([7, 7]))  # a word, and the pair with itself


def test_pairs_tell_an_order_from_another_and_do_not_go_across_a_mark() -> None:
    one, other, apart = scores_of([7, 9], [9, 7], [7, 2, 9])
    assert not torch.allclose(one, other)
    single = scores_of([7])[0] + scores_of([9])[0]
    torch.testing.assert_close(apart * 2**0.5, single)
    assert not torch.allclose(one * 3**0.5, single)


SPELT = ["", "<|a|>", "<|b|>", "<|c|>", " good", " goodness", " mood", "a", " 好", " x"]


def spelt(letters: int = 32) -> NgramScores:
    """A table that knows how its tokens are spelt, all of its weights different."""
    torch.manual_seed(0)
    table = NgramScores(ModelConfig.model_validate({**TABLE, "ngram_letters": letters}), len(SPELT))
    torch.nn.init.normal_(table.weight)
    table.spell(SPELT)
    return table


def test_words_alike_in_spelling_share_their_groups_of_letters() -> None:
    table = spelt()
    of = {word: {row for row in table.letters[number].tolist() if row >= 0} for number, word in enumerate(SPELT)}
    assert of[" good"] == set(groups_of(" good", len(table.weight)))
    assert len(of[" good"]) == 3 + 2 + 1  # " go goo ood, " goo good, " good"
    assert of[" good"] < of[" goodness"]
    assert of[" good"] & of[" mood"] == set(groups_of("ood", len(table.weight)))
    assert not any(of[word] for word in ("", "<|a|>", "a", " 好", " x"))


def test_groups_count_once_however_many_words_hold_them() -> None:
    table = spelt()
    rows, there = table.rows_of(torch.tensor([[4, 6]]))
    own = {4, 6, *rows[0, there[0]].tolist()}
    groups = set(groups_of(" good", len(table.weight))) | set(groups_of(" mood", len(table.weight)))
    assert groups < own
    assert int(there.sum()) == 2 + 1 + len(groups)  # the words, their pair, the groups
    said = table.weight[sorted(own)].sum(0) / (3 + len(groups)) ** 0.5
    torch.testing.assert_close(table(torch.tensor([[4, 6]]))[0], said)


def test_a_token_of_many_letters_keeps_its_first_groups() -> None:
    assert (spelt(4).letters[5] >= 0).sum() == 4
    assert spelt(4).letters[5].tolist() == groups_of(" goodness", 1 << 14)[:4]


def test_how_tokens_are_spelt_is_saved_with_the_weights_and_comes_back(tmp_path: Path) -> None:
    config = RunConfig.parse(
        {"model": {**TABLE, "ngram_letters": 32, "context_length": 8, "d_model": 16, "nhead": 2, "num_layers": 1}}
    )
    model = LargeLanguageModel.from_config(config.model, len(SPELT))
    assert model.ngrams is not None
    model.ngrams.spell(SPELT)
    torch.nn.init.normal_(model.ngrams.weight)
    tokens = torch.tensor([[4, 5, 1], [6, 9, 1]])
    said = model.eval()(tokens)
    train_step = TrainStep(model, config.train, torch.device("cpu"), wide_deep_loss)
    again = checkpoint.load_model(checkpoint.save(tmp_path, model, train_step.optimizer, checkpoint.State(3), config))
    assert again.ngrams is not None
    assert torch.equal(again.ngrams.letters, model.ngrams.letters)
    assert torch.equal(again(tokens), said)
    half = checkpoint.load_model(checkpoint.save_snapshot(tmp_path, model, checkpoint.State(3), config))
    assert half.ngrams is not None
    assert torch.equal(half.ngrams.letters, model.ngrams.letters)


def test_what_occurs_with_one_class_tells_and_what_occurs_with_all_does_not() -> None:
    table = NgramScores(ModelConfig.model_validate(TABLE), 12)
    both, only = 7, 9
    texts = [([both, only, 1], 2), ([both, 10, 1], 3)] * 8
    targets = [[PADDING, PADDING, label] for _, label in texts]
    telling = telling_of(
        table, [Batch(torch.tensor([text for text, _ in texts]), torch.tensor(targets), class_ids=(2, 3))]
    )
    assert telling.shape == table.weight.shape
    assert telling[both].abs().max() == 0
    assert telling[only, 2] == telling[only, 3] > 0.9
    assert telling[:, :2].abs().max() == 0
    assert telling[11].abs().max() == 0  # never met: as likely with each class


def test_what_tells_nothing_learns_nothing_and_the_rest_in_proportion() -> None:
    config = TrainConfig(learning_rate=0.01, optimizer="adamw", precision="float32")
    moved = []
    for telling in (None, 1.0, 0.5, 0.0):
        torch.manual_seed(0)
        model = LargeLanguageModel(
            30, 16, 2, 1, architecture="encoder-only", context_length=8, ngram_buckets=64, ngram_scores=4
        )
        train_step = TrainStep(model, config, torch.device("cpu"), wide_deep_loss)
        assert model.ngrams is not None
        if telling is not None:
            train_step.optimizer.scale_table(torch.full_like(model.ngrams.weight, telling))
        train_step.step(0, Batch(torch.tensor([[10, 11, 1]]), torch.tensor([[PADDING, PADDING, 2]]), class_ids=(2, 3)))
        moved.append(model.ngrams.weight.detach().clone())
    assert moved[0].abs().max() > 0
    torch.testing.assert_close(moved[1], moved[0])
    torch.testing.assert_close(moved[2], moved[0] / 2)
    assert moved[3].abs().max() == 0


def test_a_text_without_words_is_scored_nothing() -> None:
    assert scores_of([1, 2])[0].abs().sum() == 0


def test_they_are_added_to_a_share_of_what_the_transformer_says(build: Spread) -> None:
    model = build(**TABLE, context_length=16)
    assert model.ngrams is not None
    torch.nn.init.normal_(model.ngrams.weight)
    tokens = torch.randint(4, 11, (3, 9), generator=torch.Generator().manual_seed(1))
    tap = Tap(keep=["deep", "ngrams"])
    logits = model(tokens, tap=tap)
    torch.testing.assert_close(logits[..., 4:], tap.kept["deep"][..., 4:] * 0.5)
    torch.testing.assert_close(logits[..., :4], tap.kept["deep"][..., :4] * 0.5 + model.ngrams(tokens)[:, None])
    logits_to_keep = torch.zeros(3, 9, dtype=torch.bool)
    logits_to_keep[0, 2] = logits_to_keep[2, 5] = logits_to_keep[2, 6] = True
    torch.testing.assert_close(model(tokens, logits_to_keep=logits_to_keep), logits[logits_to_keep])


def test_whichever_part_counts_more_counts_whole() -> None:
    table = NgramScores(ModelConfig.model_validate({**TABLE, "ngram_letters": 32}), 12)
    deep, said = torch.tensor([2.0, -4.0]), torch.tensor([1.0, 8.0])
    assert table.together(deep, said).tolist() == [1.5, 7.0]
    table.share.fill_(4.0)
    assert table.together(deep, said).tolist() == [2.25, -2.0]


def test_only_an_encoder_alone_has_a_table(build: Spread) -> None:
    assert build(ngram_buckets=64).ngrams is None
    assert build(architecture="encoder-decoder", ngram_buckets=64).ngrams is None


def test_each_part_learns_by_itself() -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel(
        30, 16, 2, 1, architecture="encoder-only", context_length=8, ngram_buckets=256, ngram_scores=4
    )
    torch.nn.init.normal_(model.head.weight, std=0.1)  # from zero, two balanced rows would teach a head nothing
    tokens = torch.tensor([[10, 11, 1], [12, 13, 1]])
    targets = torch.tensor([[PADDING, PADDING, 2], [PADDING, PADDING, 3]])
    train_step = TrainStep(
        model,
        TrainConfig(learning_rate=0.01, optimizer="adamw", precision="float32"),
        torch.device("cpu"),
        wide_deep_loss,
    )
    for step in range(60):
        train_step.step(step, Batch(tokens, targets, class_ids=(2, 3)))
    tap = Tap(keep=["deep", "ngrams"])
    model.eval()(tokens, logits_to_keep=targets != PADDING, tap=tap)
    for part in ("deep", "ngrams"):
        probs = tap.kept[part][:, 2:4].softmax(-1)
        assert probs[0, 0] > 0.9, part
        assert probs[1, 1] > 0.9, part


def test_what_adagrad_remembers_is_kept_and_put_back() -> None:
    config = TrainConfig(learning_rate=0.01, optimizer="adamw", precision="float32")
    tokens = torch.tensor([[10, 11, 1], [12, 13, 1], [10, 13, 1]])
    batch = Batch(
        tokens, torch.tensor([[PADDING, PADDING, 2], [PADDING, PADDING, 3], [PADDING, PADDING, 3]]), class_ids=(2, 3)
    )
    shape = {"architecture": "encoder-only", "context_length": 8, "ngram_buckets": 64, "ngram_scores": 4}
    one, other = (
        TrainStep(LargeLanguageModel(30, 16, 2, 1, **shape), config, torch.device("cpu"), wide_deep_loss)
        for _ in range(2)
    )  # type: ignore[arg-type]
    for step in range(3):
        one.step(step, batch)
    kept = one.optimizer.state_dict()
    assert kept["ngrams.weight.sum"].shape == (64, 4)
    assert {name: tuple(value.shape) for name, value in kept.items()} == one.optimizer.state_shapes(
        {name: tuple(parameter.shape) for name, parameter in one.model.named_parameters()}, config
    )
    other.model.load_state_dict(one.model.state_dict())
    other.optimizer.load_state_dict(kept)
    assert one.step(3, batch) == other.step(3, batch)
    assert all(torch.equal(a, b) for a, b in zip(one.model.parameters(), other.model.parameters(), strict=True))
