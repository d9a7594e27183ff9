"""Chinese label and help of every hyperparameter; the English stands in llm_core/config.py."""

ZH: dict[str, tuple[str, str]] = {}
