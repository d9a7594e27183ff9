"""A Transformer and a table of words, pairs and letters that learn side by side to tell classes apart: how much either
part counts, and how fast each row of the table learns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.rows import Rows
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.ngrams import USUAL_SHARE, NgramScores
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids
from llm_core.training.objectives.classification import ClassificationObjective, class_ids_of
from llm_core.training.objectives.loss import Loss, Predictor, nats
from llm_core.training.objectives.objective import Learning
from llm_core.training.step_schedule import StepSchedule

UNSEEN = 0.3  # how often what was never met with a class counts as met
SPARED = 10  # one row in so many is learnt from late, since it is needed to judge by
SPARED_FOR = 0.75  # of the steps
FEWEST_SPARED = 40  # with fewer rows nothing is found out
SHARES = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
MOST_SCORED = 256  # tokens that a table scores; with more classes there is none


class WideDeepObjective(ClassificationObjective):
    """Both parts of a model that tells classes apart, as a run trains them.

    Some rows are spared until three quarters of the steps are done. What each part then makes of them, which it has
    never learnt from, says how much it should count; the rest of the steps learn from all rows.
    """

    learning: Learning

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        super().__init__(config, train, validation, tokenizer)
        shuffled = np.random.default_rng(self.seed).permutation(self.chosen)
        self.spared = np.sort(shuffled[: len(self.chosen) // SPARED])
        self.unspared = np.setdiff1d(self.chosen, self.spared)
        self.spared_for = 0  # steps

    def rows_of_step(self, step: int) -> Ids:
        return self.unspared if step < self.spared_for else self.chosen

    def all_spared(self) -> Iterator[Batch]:
        """The rows that are spared."""
        yield from self.all_of(self.train, self.train.bounds[self.spared])

    def loss(self, predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
        return wide_deep_loss(predictor, batch, whole)

    def begin(self, learning: Learning) -> None:
        self.learning = learning
        to_learn = self.all_of(self.train, self.train.bounds[self.chosen])
        learning.optimizer.scale_table(telling_of(self.ngrams, to_learn))
        enough = len(self.spared) >= FEWEST_SPARED
        self.spared_for = round(SPARED_FOR * learning.config.max_steps) if enough else 0

    def after_step(self, step: int) -> None:
        """Find out how much the Transformer should count, if this is the step for it."""
        if step and step == self.spared_for:
            self.ngrams.share.fill_(share_of(self.learning.model, self.all_spared()))

    def planned(self, plan: StepSchedule, step: int) -> StepSchedule:
        """Spare rows for three quarters of another number of steps, unless that is over."""
        if self.spared_for > step:
            self.spared_for = min(max(round(SPARED_FOR * plan.max_steps), step + 1), plan.max_steps)
        return replace(plan, spared_for=self.spared_for)

    def follow(self, plan: StepSchedule) -> None:
        if plan.spared_for is not None:
            self.spared_for = plan.spared_for

    @property
    def ngrams(self) -> NgramScores:
        """The table of the model that learns."""
        ngrams = self.learning.model.ngrams
        assert ngrams is not None, "classifier_of asks for one"
        return ngrams


def classifier_of(config: RunConfig, corpus: Corpus) -> ClassificationObjective:
    """What a run learns whose answers are classes: with a table beside the Transformer, both parts of it."""
    assert corpus.train_rows is not None, "a corpus of a task"
    assert corpus.validation_rows is not None, "a corpus of a task"
    class_ids = class_ids_of(config, corpus.tokenizer)
    has_table = config.model.has_ngrams and len(class_ids) > 0 and class_ids[-1] < config.model.ngram_scores
    kind = WideDeepObjective if has_table else ClassificationObjective
    return kind(config, corpus.train_rows, corpus.validation_rows, corpus.tokenizer)


def with_fitting_table(config: RunConfig, tokenizer: Tokenizer) -> RunConfig:
    """The config whose table scores just the marks of classes, and is left out where none are told apart."""
    if not config.model.has_ngrams:
        return config
    needed = max(class_ids_of(config, tokenizer), default=MOST_SCORED) + 1
    change = {"ngram_scores": needed} if needed <= MOST_SCORED else {"ngram_buckets": 0}
    return config.model_copy(update={"model": config.model.model_copy(update=change)})


def spell(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    """Tell a new model's table, where it has one, how the vocabulary is spelt."""
    if model.ngrams is not None:
        model.ngrams.spell(tokenizer.labels(range(tokenizer.vocab_size)))


def wide_deep_loss(predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
    """Each part learns as if it were alone: together, the one that is quicker would leave the other nothing to learn.
    What is told is the loss of both together.
    """
    tap, smoothing = Tap(keep=["deep", "ngrams"]), predictor.config.label_smoothing
    together = nats(predictor.predict(batch, tap), batch, smoothing)
    apart = nats(tap.kept["deep"], batch, smoothing) + nats(tap.kept["ngrams"], batch)
    targets = max(whole.target_count, 1)
    return Loss(together / targets, apart / targets)


@torch.no_grad()
def share_of(model: LargeLanguageModel, batches: Iterable[Batch]) -> float:
    """How much the Transformer's logits should count, by rows that were never learnt from: as usual, unless another
    share is right more often by more than chance would be, one standard deviation of the rows that the two judge
    differently."""
    device = model.embed.weight.device
    deep, said, right = [], [], []
    model.eval()
    for batch in (batch.to(device) for batch in batches):
        tap, classes = Tap(keep=["deep", "ngrams"]), torch.tensor(batch.class_ids, device=device)
        model(batch.tokens, logits_to_keep=batch.loss_mask, tap=tap)
        deep.append(tap.kept["deep"][:, classes])
        said.append(tap.kept["ngrams"][:, classes])
        right.append(torch.searchsorted(classes, batch.targets.max(1).values))
    both, answers = (torch.cat(deep).float(), torch.cat(said).float()), torch.cat(right)
    hits = {share: (share * both[0] + both[1]).argmax(1) == answers for share in (USUAL_SHARE, *SHARES)}
    usual = hits[USUAL_SHARE]
    gain = {share: int(hit.sum()) - int(usual.sum()) - int((hit != usual).sum()) ** 0.5 for share, hit in hits.items()}
    return max(gain, key=lambda share: (gain[share], share == USUAL_SHARE))


@torch.no_grad()
def telling_of(ngrams: NgramScores, batches: Iterable[Batch]) -> Tensor:
    """How much each row of a table tells of each class, (buckets, scored), 1 on average: the size of the logarithm of
    how much more often it occurs with the class than with the others. What occurs with all alike has little to learn.

    Source:  Wang & Manning 2012, "Baselines and bigrams: simple, good sentiment and topic classification", ACL,
        equation 1.
    """
    counts, classes = torch.zeros_like(ngrams.weight), torch.empty(0, dtype=torch.int64)
    for batch in (batch.to(counts.device) for batch in batches):
        classes = torch.tensor(batch.class_ids, device=counts.device)
        rows, there = ngrams.rows_of(batch.tokens)
        right = batch.targets.max(1, keepdim=True).values  # elsewhere is padding, below every mark
        which = right.expand_as(rows)[there]
        counts.index_put_((rows[there], which), torch.ones((), device=counts.device), accumulate=True)
    of_class = counts[:, classes]
    others = of_class.sum(1, keepdim=True) - of_class
    probs = [(count + UNSEEN) / (count + UNSEEN).sum(0) for count in (of_class, others)]
    met = of_class.sum(1) > 0
    size = (probs[0] / probs[1]).log().abs()
    telling = torch.zeros_like(counts)
    telling[:, classes] = size / size[met].mean().clamp(min=1e-6)
    return telling
