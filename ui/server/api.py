"""The page's public endpoints, for programs: start and follow runs, let a model write, read its attention."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import TypeAdapter, ValidationError

from llm_core.config import RunConfig
from llm_core.errors import Mistake, TextError
from llm_core.faults import mistake_of
from llm_core.generation.mode import mode_of
from llm_core.runs.reports import score_of
from ui.state.run_choices import require_words
from ui.state.services import Services

if TYPE_CHECKING:
    from llm_core.runs.records import Run
    from ui.state.models import Loaded

KINDS = {str: "a text", int: "a whole number", float: "a number"}
LONGEST_ATTENTION = 128  # tokens; 16 heads of 128 × 128 weights are about 2 MB of JSON
RUN_FACTS = (
    "id",
    "name",
    "status",
    "step",
    "max_steps",
    "train_loss",
    "val_loss",
    "bits_per_byte",
    "score",
    "tokens_per_s",
    "elapsed_s",
    "parameters",
    "peak_memory_bytes",
    "device",
    "created_at",
    "updated_at",
    "origin",
)


log = logging.getLogger(__name__)


def add_endpoints(services: Services) -> None:
    """Offer the endpoints on the page that is being built."""
    api = _Endpoints(services)
    for endpoint in (api.start_run, api.run_status, api.stop_run, api.list_runs, api.generate, api.attention):
        slow = endpoint in (
            api.generate,
            api.attention,
        )  # the others wait in lines of their own: none holds up Stop or a status
        name = endpoint.__name__
        gr.api(  # type: ignore[attr-defined]
            _explained(endpoint),
            api_name=name,
            concurrency_limit=2 if slow else 4,
            concurrency_id="models" if slow else name,
        )


class _Endpoints:
    """One method an endpoint; runs are named by id or by name."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def start_run(self, text: str, settings: dict[str, Any] | None = None, name: str = "") -> dict[str, Any]:
        """Train a model: on a built-in sample (text "sample:KEY") or on the text given.

        Settings are dotted or nested names as in config.json, {"train.max_steps": 200}, and "preset"; what is left out
        is the preset's, or what suits the sample. Answers the run's facts; {"id": …} names it from then on.
        """
        config = RunConfig.parse({**_settings_of(text), **(settings or {})})
        uploads = self._services.uploads
        if text.startswith("sample:"):
            files, title = uploads.sample(text.removeprefix("sample:"), config.data), text.removeprefix("sample:")
        else:
            files, title = uploads.files(self._keep(text), config.data), " ".join(text[:40].split())
        return _facts(self._services, self._services.launcher.start(name or title, config, files))

    def run_status(self, run: str) -> dict[str, Any]:
        """A run's facts: status, step, losses, speed; error says what went wrong, if anything did."""
        found = self._services.store.find(run)
        return {**_facts(self._services, found), "error": dict(found.error) if found.error else None}

    def stop_run(self, run: str) -> dict[str, Any]:
        """Stop a run and keep what it has learnt; answers its facts as they are now."""
        return _facts(self._services, self._services.launcher.stop(self._services.store.find(run).id))

    def list_runs(self) -> list[dict[str, Any]]:
        """The facts of all runs, newest first."""
        return [
            _facts(self._services, run)
            for run in sorted(self._services.store.runs(), key=lambda run: run.created_at, reverse=True)
        ]

    def generate(  # noqa: PLR0917  programs name them
        self, run: str, prompt: str, max_new_tokens: int = 100, temperature: float = 0.8, seed: int = 7, beams: int = 1
    ) -> dict[str, Any]:
        """Let a run's newest model do what it has learnt: continue a prompt, answer it, or fill the blanks (_) in it.

        Answers {"text", "tokens", "step"}, where tokens are {"id", "text", "probability"}, of fillings {"id", "text",
        "place", "likeliest": [[label, probability], …]}, one for each blank. Of an encoder that learnt pairs, give a _
        for each token of the answer after what is given; without, the answer is as long as that.
        """
        changes = {"max_new_tokens": max_new_tokens, "temperature": temperature, "seed": seed, "beams": beams}
        sampling = RunConfig.parse({"sampling": changes}).sampling
        loaded = self._services.models.get(self._services.store.find(run).id)
        require_words(loaded.run)
        mode = mode_of(loaded.run.config)
        if mode.startswith("fill"):
            return {**_filled(loaded, prompt), "step": loaded.step}
        from llm_core.data.chat.template import template_for
        from llm_core.generation.chat import reply

        tokens = [
            {"id": token.id, "text": token.text, "probability": round(token.probability, 6)}
            for token in reply(
                loaded.model, loaded.tokenizer, prompt, sampling, mode=mode, template=template_for(loaded.run.config)
            )
        ]
        return {"text": "".join(str(token["text"]) for token in tokens), "tokens": tokens, "step": loaded.step}

    def attention(self, run: str, text: str) -> dict[str, Any]:
        """Read a text (its last 128 tokens) with a run's newest model.

        Answers {"tokens": labels, "attention": weights[layer][head][token][looked at], "next_token": [[label,
        probability], …]}; of an encoder beside a decoder also "source" (labels), "encoder" and "cross" (weights). Of a
        run that learnt pairs, the text is what is given, and the tokens go on with the model's own answer. An encoder
        alone says what it expects at the last place.
        """
        from llm_core.data.chat.template import template_for
        from llm_core.inspection import inspect

        loaded = self._services.models.get(self._services.store.find(run).id)
        require_words(loaded.run)
        pairs = loaded.run.config.data.paired
        seen = inspect(
            loaded.model,
            loaded.tokenizer,
            text,
            pairs=pairs,
            template=template_for(loaded.run.config),
            most_tokens=LONGEST_ATTENTION,
        )
        others: dict[str, Any] = {
            kind: weights.round(5).tolist() for kind, weights in seen.maps.items() if kind != "self"
        }
        return {
            "tokens": list(seen.labels),
            "attention": seen.attention.round(5).tolist(),
            "step": loaded.step,
            "next_token": [[label, round(probability, 6)] for label, _id, probability in seen.next_token[-1]],
            **({"source": list(seen.source_labels)} if seen.source else {}),
            **others,
        }

    def _keep(self, text: str) -> str:
        if not text.strip():
            raise TextError("no-text", "There is no text to train on: send some, or name a sample as sample:KEY.")
        return self._services.uploads.keep_text(text)


def _explained(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a mistake as a sentence, whoever's it is, not as a traceback."""
    signature = inspect.signature(endpoint, eval_str=True)

    @wraps(endpoint)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
            return endpoint(
                **{
                    name: _fitting(name, value, signature.parameters[name].annotation)
                    for name, value in given.arguments.items()
                }
            )
        except Exception as error:  # the page's edge
            known = mistake_of(error) if isinstance(error, Mistake | OSError | MemoryError) else None
            if known is not None:
                raise gr.Error(str(known), print_exception=False) from None
            log.exception("%s failed", endpoint.__name__)
            raise gr.Error(
                "Internal error: the reason is in the server's log, in the terminal that it was started from.",
                print_exception=False,
            ) from None

    call.__signature__ = signature  # type: ignore[attr-defined]  # Gradio reads the types off it
    return call


def _fitting(name: str, value: object, wanted: Any) -> object:
    """An argument of the type that an endpoint wants; 7.0 is as whole as 7.

    Raises:  Mistake: it is of another.
    """
    if wanted is int and isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return TypeAdapter(wanted).validate_python(value, strict=True)
    except ValidationError:
        raise Mistake(
            "bad-argument",
            "{name} must be {kind}, not {value}.",
            name=name,
            kind=KINDS.get(wanted, "an object of settings, or null"),
            value=repr(value)[:60],
        ) from None


def _filled(loaded: Loaded, prompt: str) -> dict[str, Any]:
    from llm_core.generation.infilling import fill, fill_answer, given_and_length

    pairs = loaded.run.config.data.paired
    found = (
        fill_answer(loaded.model, loaded.tokenizer, *given_and_length(prompt))
        if pairs
        else fill(loaded.model, loaded.tokenizer, prompt)
    )
    tokens = [
        {
            "id": found.ids[blank.place],
            "text": loaded.tokenizer.decode([found.ids[blank.place]]),
            "place": blank.place,
            "likeliest": [[label, round(share, 6)] for label, _, share in blank.likeliest],
        }
        for blank in found.blanks
    ]
    return {"text": found.text, "tokens": tokens}


def _facts(services: Services, run: Run) -> dict[str, Any]:
    score = score_of(services.workspace, run)
    return {**{name: getattr(run, name) for name in RUN_FACTS}, "score": score.value if score else None}


def _settings_of(text: str) -> dict[str, Any]:
    """The settings that come with a sample; a text of one's own brings none."""
    from llm_core.samples import SAMPLES

    key = text.removeprefix("sample:")
    return dict(SAMPLES[key].settings) if text.startswith("sample:") and key in SAMPLES else {}
