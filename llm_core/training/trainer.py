"""Trains one run, as an iterator of events: whoever reads them stores, prints or draws them."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

import torch

from llm_core.config import RunConfig, TrainConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.device import device_name, memory_bytes, peak_memory_bytes, resolve_device
from llm_core.errors import Mistake
from llm_core.files import write_json
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import checkpoint, failures, first_plan
from llm_core.training.checkpoint import Checkpoint, State
from llm_core.training.cost.memory_check import require_memory
from llm_core.training.evaluator import Evaluator
from llm_core.training.events import Event, Finished, Planned, Reason, Started, StepDone
from llm_core.training.hardware_choice import decide, decided_before, with_train
from llm_core.training.objectives.choose import MakeObjective, objective_of
from llm_core.training.objectives.wide_deep import spell, with_fitting_table
from llm_core.training.optimizer import learning_rate_at
from llm_core.training.preflight import require_enough, require_vocabulary
from llm_core.training.pretrained import Pretrained, load_pretrained
from llm_core.training.saver import Saver
from llm_core.training.step_schedule import StepSchedule, is_milestone, steps_of_epochs
from llm_core.training.throughput import Throughput
from llm_core.training.time_limit import Look, TimeLimit
from llm_core.training.train_step import TrainStep

ENDS: Mapping[str | None, Reason] = {"pause": "paused", "stop": "stopped"}


class Trainer:
    """One run: a config, a corpus, and the folder that its checkpoints go to.

    Args:    request: asked at every step; "pause" and "stop" end the run after a checkpoint.
             pretrained: what the model knows before its first step; None: nothing.  objective: makes what it learns.
             planned: under a time limit, how the plan changed so far, for a resume to follow.  clock: seconds, from any
             moment on.
    Raises:  TextError: the text doesn't fill one context, or no pair fits it.
    """

    def __init__(
        self,
        config: RunConfig,
        corpus: Corpus,
        folder: Path,
        *,
        request: Callable[[], str | None] = lambda: None,
        pretrained: Pretrained | None = None,
        objective: MakeObjective = objective_of,
        planned: Sequence[Planned] = (),
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        require_enough(config, corpus)
        self.config, self.corpus, self.folder = config, corpus, Path(folder)
        self.request, self.pretrained, self.make_objective = request, pretrained, objective
        self.planned, self.clock = planned, clock
        self.step = 0
        self.train_loss: float | None = None
        self.former_s = 0.0  # trained by former processes, before a pause or crash
        self.throughput = Throughput()

    def run(self, resume: bool = False) -> Iterator[Event]:
        """Train to the end, or until asked to end, and say what happens; `Finished` or `Failed` comes last.

        Args:    resume: go on from the newest whole checkpoint, with its config; without one, begin. On the CPU what
                 follows is what would have followed, bit by bit.
        """
        former_threads = torch.get_num_threads()
        try:
            if resume:
                self.config = decided_before(self.config, self.folder / "config.json")
            self.prepare(checkpoint.load(self.folder) if resume and checkpoint.checkpoints(self.folder) else None)
            yield self.started()
            reason = yield from self.train()
            yield from self.finish(reason)
        except (Mistake, MemoryError, RuntimeError, OSError) as error:
            failed = failures.explain(error, self.step, self.config, self.corpus.tokenizer.vocab_size)
            if failed is None:
                raise
            yield failed
        finally:
            torch.set_num_threads(former_threads)

    def prepare(self, found: Checkpoint | None) -> None:
        """Decide what was left open, build the model, and take up what a checkpoint holds."""
        checkpoint.tidy(self.folder)
        vocab_size = self.corpus.tokenizer.vocab_size
        if found is None:
            if not self.pretrained:
                self.config = with_fitting_table(self.config, self.corpus.tokenizer)
            require_memory(self.config, vocab_size, memory_bytes(self.device))
        asked, self.config = self.config.train, decide(self.config) if found is None else found.config
        torch.set_num_threads(self.config.train.threads)
        torch.manual_seed(self.config.train.seed)
        self.objective = self.make_objective(
            self.config, self.corpus, self.pretrained.text if self.pretrained else None
        )
        model = LargeLanguageModel.from_config(self.config.model, vocab_size)
        if found is None:
            if self.pretrained:
                load_pretrained(model, self.pretrained.weights)
            spell(model, self.corpus.tokenizer)
            self.config = first_plan.decided(
                self.config, model, self.objective, self.corpus.tokenizer, device=self.device, clock=self.clock
            )
        self.limit = self.time_limit(asked, found)
        self.train_step = TrainStep(model, self.config.train, self.device, self.objective.loss)
        self.evaluator = Evaluator(
            model, self.objective, self.corpus.tokenizer, self.config.train, lambda: self.request() in ENDS
        )
        if found is not None:
            self.take_up(found)
        self.saver = Saver(self.folder, self.train_step, found.state.step if found is not None else None)
        self.objective.begin(self.train_step)
        if self.limit is not None:
            self.take_up_plan(self.limit.plan)
        write_json(self.folder / "config.json", self.config.model_dump(mode="json"))
        self.began = self.clock()

    def time_limit(self, asked: TrainConfig, found: Checkpoint | None) -> TimeLimit | None:
        """What keeps to the time limit, if there is one; it goes on with the plan that a checkpoint knows."""
        train = self.config.train
        if train.max_seconds is None:
            return None
        most = max(steps_of_epochs(asked, self.objective.rows_to_learn), train.max_steps)
        known = found.state.plan if found is not None else None
        plan = StepSchedule(**known) if known else StepSchedule(train.max_steps, most_steps=most)
        step = found.state.step if found is not None else 0
        return TimeLimit(train, plan, self.clock, [planned for planned in self.planned if planned.step > step])

    def take_up_plan(self, plan: StepSchedule) -> None:
        """Learn by a plan: as many steps, and the learning rate as it says."""
        self.config = with_train(self.config, max_steps=plan.max_steps)
        self.train_step.optimizer.plan = plan
        self.objective.follow(plan)

    def take_up(self, found: Checkpoint) -> None:
        """Go on from a checkpoint, and set aside the damaged ones that are newer."""
        require_vocabulary(found.vocab_size, self.corpus)
        checkpoint.put(self.train_step.model, found.weights)
        self.train_step.optimizer.load_state_dict(found.optimizer)
        self.step = found.state.step
        self.train_loss, self.former_s = found.state.train_loss, found.state.elapsed_s
        for folder in found.passed_over:
            folder.rename(folder.with_name(f"damaged-{folder.name}-{time.time_ns()}"))

    def train(self) -> Generator[Event, None, Reason]:
        """Step by step, until something ends it; returns what."""
        if self.step == 0:
            yield from self.look()
        while self.step < self.config.train.max_steps:
            if (asked := self.request()) in ENDS:
                return ENDS[asked]
            if self.limit is not None and self.elapsed_s >= self.limit.limit_s:
                return "time"
            with self.timed():
                yield self.correct()
            yield from self.plan_anew()
            if self.step < self.config.train.max_steps:
                yield from self.look()
        return "done"

    def correct(self) -> StepDone:
        """One step: draw its batch, learn from it.

        Raises:  SettingError: it diverged; the weights are as before.
        """
        start = time.perf_counter()
        rate = learning_rate_at(self.step, self.config.train, self.train_step.optimizer.plan)
        batch = self.objective.batch(self.step)
        measured = self.train_step.step(self.step, batch)
        if not measured.finite:
            raise failures.diverged(measured, self.step, self.config, self.saver.newest())
        self.step += 1
        self.objective.after_step(self.step)
        self.train_loss = measured.loss
        self.throughput.add(time.perf_counter() - start, batch.read)
        return StepDone(self.step, measured.loss, rate, measured.gradient_norm, self.throughput.per_s(), self.elapsed_s)

    def plan_anew(self) -> Iterator[Planned]:
        """Under a time limit, take more or fewer steps where the pace has changed."""
        if self.limit is not None and (planned := self.limit.planned_anew(self.step, self.elapsed_s)):
            self.limit.plan = self.objective.planned(self.limit.plan, self.step)
            self.take_up_plan(self.limit.plan)
            yield planned

    def timed(self, look: Look | None = None) -> AbstractContextManager[None]:
        """Note for the plan how long something takes, where there is a time limit."""
        return self.limit.timed(look) if self.limit is not None else nullcontext()

    def look(self, last: bool = False) -> Iterator[Event]:
        """Evaluate, keep and sample what is due at this step; at the last one, everything."""
        train, milestone = self.config.train, last or is_milestone(self.step)
        save = last or (self.step > 0 and self.step % train.save_every == 0)
        if milestone or save or self.step % train.eval_every == 0:
            with self.timed("evaluation"):
                if evaluated := self.evaluator.evaluate(self.step):
                    yield evaluated
        if save:
            with self.timed("checkpoint"):
                yield from self.saver.checkpoint(self.state(), self.config)
        if milestone:
            with self.timed("sample"):
                yield from self.saver.snapshot(self.state(), self.config)
                if sampled := self.evaluator.sample(self.step):
                    yield sampled

    def finish(self, reason: Reason) -> Iterator[Event]:
        """Leave a checkpoint, and unless someone waits for the end, the loss on the whole validation split."""
        elapsed_s = self.elapsed_s
        if reason in ("done", "time"):
            yield from self.look(last=True)
            part = self.evaluator.last
            unread = part is None or part.step != self.step or part.tokens < part.of_tokens
            if unread and (evaluated := self.evaluator.evaluate(self.step, whole=True)):
                yield evaluated
        else:
            yield from self.saver.checkpoint(self.state(), self.config)
            if reason == "stopped":
                yield from self.saver.snapshot(self.state(), self.config)
        yield Finished(self.step, reason, self.train_loss, elapsed_s, peak_memory_bytes(self.device))

    def started(self) -> Started:
        """What was decided."""
        train, model = self.config.train, self.train_step.model
        return Started(
            self.step,
            sum(model.parameters_by_part().values()),
            model.vocab_size,
            len(self.corpus.train),
            device_name(self.device),
            train.threads,
            train.precision,
            train.max_steps,
        )

    def state(self) -> State:
        """Where the run stands."""
        plan = asdict(self.limit.plan) if self.limit is not None else None
        return State(self.step, self.elapsed_s, self.train_loss, self.evaluator.val_loss(self.step), plan)

    @property
    def device(self) -> torch.device:
        """Where the weights are, once decided."""
        return resolve_device(self.config.train.device)

    @property
    def elapsed_s(self) -> float:
        """Seconds trained so far, over all resumes; what follows the last step isn't counted."""
        return self.former_s + self.clock() - self.began
