"""What a run of a task learns: the objective that its table row names, judged by the task itself."""

from __future__ import annotations

from collections.abc import Iterator

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.model.transformer import LargeLanguageModel
from llm_core.tasks import task_of
from llm_core.tasks.task import LoadedModel, Task
from llm_core.training.batches import Batch, Tokens
from llm_core.training.objectives import choose
from llm_core.training.objectives.loss import Loss, Predictor
from llm_core.training.objectives.objective import Cancelled, Extent, Learning, Metric, Objective, Sample, evenly
from llm_core.training.step_schedule import StepSchedule

SOME, MOST = 64, 500  # examples that a run in training is judged by: on the way, and at its end


def objective_of(config: RunConfig, corpus: Corpus, text: Tokens | None = None) -> Objective:
    """What a run of this config learns from this corpus, whether it is a task's or not."""
    objective = choose.objective_of(config, corpus, text)
    return (
        objective if config.data.task is None else TaskObjective(task_of(config.data.task), objective, config, corpus)
    )


class TaskObjective(Objective):
    """Batches and loss are those of `learnt`; metric and sample are the task's, on evenly spread held-out examples."""

    def __init__(self, task: Task, learnt: Objective, config: RunConfig, corpus: Corpus) -> None:
        self.task, self.learnt, self.config, self.corpus = task, learnt, config, corpus
        self.rows_to_learn = learnt.rows_to_learn
        self.of_tokens, self.bytes_per_token = learnt.of_tokens, learnt.bytes_per_token
        self.examples = corpus.examples("validation")
        self.some = [self.examples[place] for place in evenly(len(self.examples), SOME)]
        self.most = [self.examples[place] for place in evenly(len(self.examples), MOST)]

    def batch(self, step: int) -> Batch:
        return self.learnt.batch(step)

    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        return self.learnt.validation_batches(limit)

    def loss(self, predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
        return self.learnt.loss(predictor, batch, whole)

    def metric(self, model: LargeLanguageModel, extent: Extent, cancelled: Cancelled) -> Metric | None:
        examples = {"some": self.some, "most": self.most, "all": self.examples}[extent]
        training = model.training
        model.eval()
        try:
            return self.task.score(self.loaded(model), examples, cancelled)
        finally:
            model.train(training)

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        example = self.some[len(self.some) // 2]
        found = self.task.judged(self.loaded(model), [example], cancelled)
        return Sample(example.source or example.clip, found[0].answer if found else "", example.target)

    def begin(self, learning: Learning) -> None:
        self.learnt.begin(learning)

    def after_step(self, step: int) -> None:
        self.learnt.after_step(step)

    def planned(self, plan: StepSchedule, step: int) -> StepSchedule:
        return self.learnt.planned(plan, step)

    def follow(self, plan: StepSchedule) -> None:
        self.learnt.follow(plan)

    def loaded(self, model: LargeLanguageModel) -> LoadedModel:
        """The model as tasks take it."""
        return LoadedModel(model, self.corpus.tokenizer, self.config, self.corpus.statistics.labels)
