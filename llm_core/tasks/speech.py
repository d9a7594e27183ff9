"""Speech to text: what was said in a clip, by attention and by CTC, and where in the sound it was heard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from llm_core.config import TaskName
from llm_core.data.audio.mel import FRAME_S, Frames
from llm_core.data.tasks import Example
from llm_core.data.tasks.frame_cache import frames_of_example, frames_of_file
from llm_core.errors import Mistake, TextError
from llm_core.generation.transcription import Transcription, padded, require_hearing, require_room, transcribe
from llm_core.model.tap import Tap
from llm_core.tasks.bootstrap import interval_of_ratio
from llm_core.tasks.nearest_clip import MOST_TEMPLATES, by_nearest
from llm_core.tasks.speech_report import details, jiwer_rates, notes_on, word_errors
from llm_core.tasks.task import Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.tasks.word_errors import total, words_of
from llm_core.training.objectives.objective import Cancelled, Metric, evenly

MOST_BY_BASELINE = 300  # clips that the baseline answers, evenly spread: it takes longer than the model
LOUDEST = 255


class Speech(Task):
    """Word errors: the lower the better."""

    name: ClassVar[TaskName] = "speech"
    metric: ClassVar[str] = "wer"
    better: ClassVar[Literal["higher", "lower"]] = "lower"

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        known = fitting(loaded, examples)
        answers = answered(loaded, [frames for _, frames in known], cancelled)
        if len(answers) < len(known):
            return None
        found = total([word_errors(text, example) for text, (example, _) in zip(answers, known, strict=True)])
        return Metric(self.metric, found.rate, len(known))

    def evaluate(
        self,
        loaded: LoadedModel,
        examples: Sequence[Example],
        taught: Sequence[Example] = (),
        *,
        cancelled: Cancelled = never,
        tell: Tell = silent,
    ) -> Report | None:
        known = fitting(loaded, examples)
        if not known:
            raise TextError(
                "nothing-to-hear",
                "There is no clip to judge by that this run's context holds: give shorter clips, or more of them.",
            )
        heard = transcribe(loaded.model, loaded.tokenizer, [frames for _, frames in known], cancelled=cancelled)
        if len(heard) < len(known):
            return None
        held_out = [example for example, _ in known]
        by_way = {
            way: [loaded.tokenizer.decode(list(getattr(one, way))) for one in heard]
            for way in ("best", "attention", "ctc")
        }
        words = [word_errors(text, example) for text, example in zip(by_way["best"], held_out, strict=True)]
        value = total(words).rate
        low, high = interval_of_ratio([one.wrong for one in words], [one.of for one in words])
        baseline = self._baseline(loaded, known, taught, cancelled, tell)
        if baseline is None:
            return None
        rates = jiwer_rates(by_way["best"], held_out)
        others = {
            "cer": rates["cer"],
            **{
                f"wer_{way}": total(
                    [word_errors(text, example) for text, example in zip(by_way[way], held_out, strict=True)]
                ).rate
                for way in ("attention", "ctc")
            },
            "exact": float(np.mean([not one.wrong for one in words])),
        }
        return Report(
            self.metric,
            value,
            low,
            high,
            len(known),
            baseline="nearest clip",
            baseline_value=baseline[0],
            better=self.better,
            others=others,
            notes=tuple(notes_on(held_out, taught, left_out=len(examples) - len(known), by_baseline=baseline[1])),
            details=details(words, held_out, taught, rates),
        )

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        """What is said in sound files. One that can't be heard gets no answer, and why, unless it is the only one."""
        found: dict[int, Frames] = {}
        faults: dict[int, Mistake] = {}
        for row, path in enumerate(inputs):
            try:
                found[row] = frames_of_file(Path(path))
                require_room(loaded.model, len(found[row]))
            except Mistake as mistake:
                if len(inputs) == 1:
                    raise
                found.pop(row, None)
                faults[row] = mistake
        heard = dict(zip(found, transcribe(loaded.model, loaded.tokenizer, list(found.values())), strict=True))
        return [
            Prediction("", None, {"fault": str(faults[row])}) if row in faults else self._prediction(loaded, heard[row])
            for row in range(len(inputs))
        ]

    def _prediction(self, loaded: LoadedModel, heard: Transcription) -> Prediction:
        decode = loaded.tokenizer.decode
        return Prediction(
            decode(list(heard.best)),
            heard.prob,
            {"attention": decode(list(heard.attention)), "ctc": decode(list(heard.ctc))},
        )

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        began = time.monotonic()
        require_hearing(loaded.model)
        frames = frames_of_file(Path(given))
        heard = transcribe(loaded.model, loaded.tokenizer, [frames])[0]
        decode = loaded.tokenizer.decode
        tokens = loaded.tokenizer.labels(list(heard.best))
        return {
            "answer": decode(list(heard.best)),
            "ctc": decode(list(heard.ctc)),
            "attention_answer": decode(list(heard.attention)),
            "confidence": round(heard.prob, 4),
            "tokens": tokens,
            "cross": looked_at(loaded, frames, heard.best),
            "spectrogram": loudness(frames),
            "frames_per_place": loaded.model.config.frames_a_place,
            "frame_s": FRAME_S,
            "words": words_of(decode(list(heard.best))),
            "seconds": round(time.monotonic() - began, 4),
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        known = fitting(loaded, examples)
        answers = answered(loaded, [frames for _, frames in known], cancelled)
        return [
            Judged(example, text, max(1 - word_errors(text, example).rate, 0.0))
            for text, (example, _) in zip(answers, known, strict=False)
        ]

    def _baseline(
        self,
        loaded: LoadedModel,
        known: Sequence[tuple[Example, Frames]],
        taught: Sequence[Example],
        cancelled: Cancelled,
        tell: Tell,
    ) -> tuple[float | None, int] | None:
        """Word errors of the nearest taught clip, and on how many clips; None when cancelled."""
        templates = [
            (frames, example.target)
            for example, frames in heard_examples([taught[place] for place in evenly(len(taught), MOST_TEMPLATES)])
        ]
        if not templates:
            return None, 0
        some = [known[place] for place in evenly(len(known), MOST_BY_BASELINE)]
        answers = by_nearest(templates, [frames for _, frames in some], cancelled, tell)
        if answers is None:
            return None
        return total([word_errors(text, example) for text, (example, _) in zip(answers, some, strict=True)]).rate, len(
            some
        )


def heard_examples(examples: Sequence[Example]) -> list[tuple[Example, Frames]]:
    """Examples with their frames (F, M), less those that can't be heard."""
    found = []
    for example in examples:
        try:
            found.append((example, frames_of_example(example)))
        except TextError:
            continue
    return found


def fitting(loaded: LoadedModel, examples: Sequence[Example]) -> list[tuple[Example, Frames]]:
    """Examples that the model's context holds, with their frames."""
    require_hearing(loaded.model)
    most = loaded.model.config.context_length * loaded.model.config.frames_a_place
    return [(example, frames) for example, frames in heard_examples(examples) if len(frames) <= most]


def answered(loaded: LoadedModel, clips: Sequence[Frames], cancelled: Cancelled) -> list[str]:
    """What is said in clips; fewer than there are when cancelled."""
    return [
        loaded.tokenizer.decode(list(heard.best))
        for heard in transcribe(loaded.model, loaded.tokenizer, clips, cancelled=cancelled)
    ]


@torch.inference_mode()
def looked_at(loaded: LoadedModel, frames: Frames, answer: Sequence[int]) -> list[list[float]]:
    """How much each token of an answer looked at each place of the sound, (A, S), the mean of all heads."""
    if not answer:
        return []
    tap = Tap(keep=["blocks.*.cross.weights"])
    tokens = torch.tensor([[loaded.tokenizer.end_id, *answer[:-1]]], device=loaded.model.embed.weight.device)
    loaded.model(tokens, padded([frames]).to(tokens.device), tap=tap)
    weights = torch.stack([kept[0].float().mean(0) for kept in tap.kept.values()]).mean(0)  # (A, S)
    return [[round(value, 4) for value in row] for row in weights.tolist()]


def loudness(frames: Frames) -> list[list[int]]:
    """A spectrogram to draw, a row a band from low to high: 0 silent, 255 the loudest."""
    low, high = float(frames.min()), float(frames.max())
    scaled = (frames.T - low) / max(high - low, 1e-6) * LOUDEST
    return scaled.round().astype(int).tolist()  # type: ignore[no-any-return]
