"""A Transformer beside a table: which rows are spared, how much either part counts, and that a run which found it out
resumes the same.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.files.reading import look
from llm_core.model.mask import PADDING
from llm_core.model.ngrams import USUAL_SHARE
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import checkpoint
from llm_core.training.batches import Batch
from llm_core.training.events import StepDone
from llm_core.training.objectives.wide_deep import FEWEST_SPARED, WideDeepObjective, share_of
from llm_core.training.trainer import Trainer

NAMES = ["ann", "bob", "cal", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kim", "leo", "mia", "ned", "ora", "pat"]
STEPS = 40


def config_of(steps: int = STEPS) -> RunConfig:
    return RunConfig.parse(
        {
            "data.format": "sentiment",
            "data.vocab_size": 300,
            "model.d_model": 32,
            "model.context_length": 24,
            "model.ngram_buckets": 1 << 12,
            "train.max_steps": steps,
            "train.batch_size": 8,
            "train.sample_tokens": 0,
            "train.snapshots": False,
            "train.threads": 1,
            "train.device": "cpu",
            "train.precision": "float32",
            "train.save_every": 1000,
            "train.eval_every": 1000,
        }
    )


def corpus_of(folder: Path, rows: int) -> Corpus:
    """Texts whose label is a word of theirs."""
    lines = [
        f"{NAMES[n % 16]} is {('good', 'bad')[n % 2]} to {NAMES[n // 16 % 16]} {n}\t{n % 2}\n" for n in range(rows)
    ]
    (folder / "texts.tsv").write_text("text\tlabel\n" + "".join(lines), encoding="utf-8")
    config = config_of().data
    return prepare([look(folder / "texts.tsv", config)], config, folder / "corpora")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus_of(tmp_path_factory.mktemp("texts"), 640)


def test_one_row_in_ten_is_spared_until_it_is_needed_and_learnt_from_then(corpus: Corpus) -> None:
    assert corpus.train_rows is not None
    assert corpus.validation_rows is not None
    objective = WideDeepObjective(config_of(), corpus.train_rows, corpus.validation_rows, corpus.tokenizer)
    objective.spared_for = 300
    spared = {tuple(row[row != PADDING].tolist()) for batch in objective.all_spared() for row in batch.tokens}
    assert len(objective.spared) == len(spared) == len(corpus.train_rows) // 10
    seen = [
        {tuple(row[row != PADDING].tolist()) for step in steps for row in objective.batch(step).tokens}
        for steps in (range(300), range(300, 700))
    ]
    assert not seen[0] & spared
    assert seen[1] >= spared
    assert len(seen[1]) == len(corpus.train_rows)


def said(deep: list[float], table: list[float], right: list[int]) -> float:
    """The share that is found where both parts say this of rows, in nats for the second of two classes."""

    class Told(LargeLanguageModel):
        def forward(self, tokens: torch.Tensor, *_: object, tap: object = None, **__: object) -> torch.Tensor:
            rows = tokens[:, 0]
            for name, logits_of_class in (("deep", deep), ("ngrams", table)):
                logits = torch.zeros(len(rows), self.vocab_size)
                logits[:, 3] = torch.tensor(logits_of_class)[rows]
                tap.kept[name] = logits  # type: ignore[attr-defined]
            return logits

    model = Told(12, 16, 2, 1, architecture="encoder-only", context_length=8)
    tokens = torch.tensor([[n, 1] for n in range(len(right))])
    return share_of(model, [Batch(tokens, torch.tensor([[PADDING, 2 + one] for one in right]), class_ids=(2, 3))])


def test_the_transformer_counts_as_much_as_it_is_right_where_the_table_is_not() -> None:
    right = [n % 2 for n in range(200)]
    sure = [4.0 if one else -4.0 for one in right]
    guesses = np.random.default_rng(0).normal(0, 3, 200).tolist()
    assert said(sure, guesses, right) >= 2
    assert said(guesses, sure, right) in (0.1, USUAL_SHARE)
    assert said(sure, sure, right) == USUAL_SHARE  # both are: nothing to be found out


def test_a_share_that_is_better_by_chance_is_not_taken() -> None:
    right = [n % 2 for n in range(200)]
    table = [0.5 if one else -0.5 for one in right]
    deep = list(table)
    table[:2], deep[:2] = (
        [-x for x in table[:2]],
        [x * 1.5 for x in deep[:2]],
    )  # two rows that only a larger share would mend
    table[4], deep[4] = table[4], -deep[4] * 3  # and one that it would break
    assert said(deep, table, right) == USUAL_SHARE


def test_what_a_run_found_out_is_kept_and_a_resumed_run_goes_on_as_if_it_had_never_paused(
    corpus: Corpus, tmp_path: Path
) -> None:
    def run(trainer: Trainer, pause: int | None = None, resume: bool = False) -> list[tuple[int, float]]:
        trainer.request = lambda: "pause" if trainer.step == pause else None
        return [(event.step, event.train_loss) for event in trainer.run(resume) if isinstance(event, StepDone)]

    whole = Trainer(config_of(), corpus, tmp_path / "whole")
    expected = run(whole)
    for pause in (20, 35):  # before it is found out, and after
        folder = tmp_path / f"paused-{pause}"
        first = run(Trainer(config_of(), corpus, folder), pause)
        rest = run(Trainer(config_of(), corpus, folder), resume=True)
        assert first + rest == expected
        final = checkpoint.load_model(checkpoint.checkpoints(folder)[-1])
        assert all(
            torch.equal(one, other)
            for one, other in zip(
                final.state_dict().values(), whole.train_step.model.state_dict().values(), strict=True
            )
        )


def test_the_share_is_found_out_at_three_quarters_and_not_from_too_few_rows(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []
    monkeypatch.setattr(
        "llm_core.training.objectives.wide_deep.share_of",
        lambda model, batches: found.append(sum(len(batch.tokens) for batch in batches)) or 2.0,
    )
    trainer = Trainer(config_of(), corpus, tmp_path / "enough")
    for _ in trainer.run():
        assert (trainer.train_step.model.ngrams.share == (2.0 if trainer.step >= STEPS * 3 // 4 else USUAL_SHARE)).all()  # type: ignore[union-attr]
    assert found == [len(corpus.train_rows) // 10]  # type: ignore[arg-type]
    few = corpus_of(tmp_path, FEWEST_SPARED * 10)  # a fifth of them is held out
    for _ in Trainer(config_of(), few, tmp_path / "few").run():
        pass
    assert len(found) == 1
