"""A Transformer and a table of words, pairs and letters that learn side by side: what the table's rows tell, and how
much either part counts.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.ngrams import USUAL_SHARE, NgramScores
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.objectives.objective import Objective
from llm_core.training.objectives.seq2seq import Answering
from llm_core.training.train_step import Learner

UNSEEN = 0.3  # how often what was never met with a class counts as met
SPARED_FOR, FEWEST_SPARED = (
    0.75,
    40,
)  # share of the steps for which some rows aren't learnt from; with fewer rows nothing is found out
SHARES = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)


class TwoParts:
    """Both parts of a model that tells classes apart, as a run trains them.

    Some rows are spared until three quarters of the steps are done. What each part then makes of them, which it has
    never learnt from, says how much it should count; the rest of the steps learn from all rows.
    """

    def __init__(self, learner: Learner, objective: Answering, ngrams: NgramScores) -> None:
        self.model, self.ngrams, self.objective = learner.model, ngrams, objective
        learner.optimizer.weigh(telling_of(ngrams, objective.to_learn()))
        steps = round(SPARED_FOR * learner.config.max_steps)
        objective.spare(steps if len(objective.spared) >= FEWEST_SPARED else 0)

    @classmethod
    def of(cls, learner: Learner, objective: Objective) -> TwoParts | None:
        """The parts of a learner's model; None where there is one."""
        ngrams = learner.model.ngrams
        return (
            cls(learner, objective, ngrams)
            if ngrams is not None and isinstance(objective, Answering) and objective.among
            else None
        )

    def plan_anew(self, step: int, max_steps: int) -> int:
        """Spare rows for three quarters of another number of steps, unless that is over; returns until when."""
        if self.objective.spared_for > step:
            self.objective.spare(min(max(round(SPARED_FOR * max_steps), step + 1), max_steps))
            self.settle(step)
        return self.objective.spared_for

    def settle(self, step: int) -> None:
        """Find out how much the Transformer should count, if this is the step for it."""
        if step and step == self.objective.spared_for:
            self.ngrams.share.fill_(share_of(self.model, self.objective.all_spared()))


def spell(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    """Tell a new model's table, where it has one, how the vocabulary is spelt."""
    if model.ngrams is not None:
        model.ngrams.spell(tokenizer.labels(range(tokenizer.vocab_size)))


@torch.no_grad()
def share_of(model: LargeLanguageModel, batches: Iterable[Batch]) -> float:
    """How much the Transformer's logits should count, by rows that were never learnt from: as usual, unless another
    share is right more often by more than chance would be, one standard deviation of the rows that the two judge
    differently."""
    device = model.embed.weight.device
    deep, said, right = [], [], []
    model.eval()
    for batch in (batch.to(device) for batch in batches):
        tap, among = Tap(keep=["deep", "ngrams"]), torch.tensor(batch.among, device=device)
        model(batch.tokens, logits_to_keep=batch.choosing, tap=tap)
        deep.append(tap.kept["deep"][:, among])
        said.append(tap.kept["ngrams"][:, among])
        right.append(torch.searchsorted(among, batch.targets.max(1).values))
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
    counts, among = torch.zeros_like(ngrams.weight), torch.empty(0, dtype=torch.int64)
    for batch in (batch.to(counts.device) for batch in batches):
        among = torch.tensor(batch.among, device=counts.device)
        rows, there = ngrams.rows_of(batch.tokens)
        which = batch.targets.max(1, keepdim=True).values.expand_as(rows)[
            there
        ]  # elsewhere is padding, below every mark
        counts.index_put_((rows[there], which), torch.ones((), device=counts.device), accumulate=True)
    of_class = counts[:, among]
    others = of_class.sum(1, keepdim=True) - of_class
    probs = [(count + UNSEEN) / (count + UNSEEN).sum(0) for count in (of_class, others)]
    met = of_class.sum(1) > 0
    size = (probs[0] / probs[1]).log().abs()
    telling = torch.zeros_like(counts)
    telling[:, among] = size / size[met].mean().clamp(min=1e-6)
    return telling
