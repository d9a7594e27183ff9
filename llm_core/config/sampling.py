"""How a trained model chooses its next token."""

from __future__ import annotations

from llm_core.config.setting import Settings, setting

# fmt: off


class SamplingConfig(Settings):
    """How a model's probabilities become text."""

    temperature: float = setting(0.8, "Temperature", "Below 1 the likely gets likelier; 0: always the likeliest.",
        level="basic", ge=0, le=10)
    top_k: int = setting(40, "Top-k", "Choose among this many likeliest tokens; 0: among all.", level="basic", ge=0,
        le=100_000)
    top_p: float = setting(0.95, "Top-p", "Choose among the likeliest that together reach this share.", level="basic",
        gt=0, le=1)
    min_p: float = setting(0.0, "Min-p",
        "Never choose a token less likely than this share of the likeliest one (Nguyen et al. 2024).", level="basic",
        ge=0, le=1)
    beams: int = setting(1, "Beams",
        (
            "Beam search: how many beginnings are followed at once; the likeliest as a whole wins, nothing is drawn "
            "at random. 1: drawn token by token."
        ), ge=1, le=64)
    length_penalty: float = setting(1.0, "Length penalty",
        (
            "For beam search: log-probabilities are divided by ((5 + length) / 6) to this power (Wu et al. 2016). "
            "0: short answers win; the higher, the longer."
        ), ge=0, le=5)
    repetition_penalty: float = setting(1.0, "Repetition penalty", "Above 1: what was said already gets less likely.",
        level="basic", ge=0.5, le=5)
    seed: int = setting(7, "Seed", "Same seed, same answer.", level="basic", ge=0, le=2**31 - 1)
    max_new_tokens: int = setting(200, "Length", "Most tokens to write.", level="basic", unit="tokens", ge=1,
        le=100_000)
    stop: tuple[str, ...] = setting((), "Stop at", "Strings at which writing ends.", max_length=16)
