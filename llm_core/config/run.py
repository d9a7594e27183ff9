"""All of one run: its four groups of settings, and what fits together in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import ValidationError, model_validator

from llm_core.config.data import DataConfig
from llm_core.config.model import ModelConfig
from llm_core.config.presets import FAMILIES, FRAME_SIZE, PRESETS
from llm_core.config.sampling import SamplingConfig
from llm_core.config.setting import Settings, explain, nest, setting
from llm_core.config.tasks import suiting
from llm_core.config.train import TrainConfig
from llm_core.errors import SettingError


class RunConfig(Settings):
    """All of one run: what its `config.json` holds."""

    preset: str = setting("tiny", "Size", "The preset that the settings started from.", level="basic", max_length=40)
    family: str = setting(
        "terrarium",
        "Family",
        "Whose parts the model is made of; each setting can be changed afterwards.",
        level="basic",
        max_length=40,
    )
    model: ModelConfig = ModelConfig()
    data: DataConfig = DataConfig()
    train: TrainConfig = TrainConfig()
    sampling: SamplingConfig = SamplingConfig()

    @model_validator(mode="after")
    def _conversations_have_a_decoder(self) -> Self:
        if self.data.format == "conversations" and self.model.architecture != "decoder-only":
            raise SettingError(
                "conversations-need-a-decoder",
                (
                    "Conversations are learnt by a decoder alone, and model.architecture is {architecture}: set it "
                    "to decoder-only, or data.format to pairs."
                ),
                architecture=self.model.architecture,
            )
        if (
            self.data.format == "conversations"
            and self.data.chat_template == "custom"
            and not (self.data.custom_template or ("")).strip()
        ):
            raise SettingError(
                "template-missing",
                "data.chat_template is custom, and data.custom_template is empty: write one, or choose marks or plain.",
            )
        return self

    @model_validator(mode="after")
    def _shape_suits_the_task(self) -> Self:
        spec = self.data.task_spec
        fitting = spec.shapes if spec else ()
        if fitting and self.model.architecture not in fitting:
            raise SettingError(
                "shape-of-another-task",
                "{task} needs {fits}; model.architecture is {architecture}. Set it to {first}.",
                task=self.data.format,
                fits=" or ".join(fitting),
                architecture=self.model.architecture,
                first=fitting[0],
            )
        return self

    @model_validator(mode="after")
    def _speech_is_heard(self) -> Self:
        spec = self.data.task_spec
        hearing = self.model.architecture == "encoder-decoder" and self.model.frame_size == FRAME_SIZE
        if spec and spec.hears and not hearing:
            raise SettingError(
                "speech-needs-frames",
                (
                    "Speech is heard in frames of {size} numbers by an encoder beside a decoder: set "
                    "model.architecture to encoder-decoder and model.frame_size to {size}."
                ),
                size=FRAME_SIZE,
            )
        return self

    @model_validator(mode="after")
    def _encoders_have_a_blank(self) -> Self:
        if self.model.architecture == "encoder-only" and not self.data.mask_token:
            object.__setattr__(self, "data", self.data.model_copy(update={"mask_token": True}))
        return self

    @classmethod
    def parse(
        cls, changes: Mapping[str, Any] | None = None, *, preset: str | None = None, family: str | None = None
    ) -> Self:
        """Merge changes over a family's parts, over what suits the data's format, over a preset's size, and validate
        once.

        Args:    changes: nested ({"model": {"d_model": 96}}) or dotted ({"model.d_model": "96"}) names; strings are
                 read as their field's type. preset: a key of PRESETS; None: the one named in changes, else tiny.
                 family: a key of FAMILIES; None: the one named in changes, else terrarium.
        Raises:  SettingError: the first mistake, as value, rule and remedy.
        """
        nested = nest(changes or {})
        size, parts = str(preset or nested.get("preset", "tiny")), str(family or nested.get("family", "terrarium"))
        if size not in PRESETS and size != "custom":
            raise SettingError(
                "unknown-preset", "There is no preset {name!r}: choose {known}.", name=size, known=", ".join(PRESETS)
            )
        if parts not in FAMILIES:
            raise SettingError(
                "unknown-family", "There is no family {name!r}: choose {known}.", name=parts, known=", ".join(FAMILIES)
            )
        data = nested.get("data", {})
        suited = suiting(str(data.get("format", "text")) if isinstance(data, Mapping) else "text")
        merged: dict[str, Any] = {"preset": size, "family": parts}
        for group, field in cls.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
                given = nested.pop(group, {})
                if not isinstance(given, Mapping):
                    raise SettingError(
                        "not-a-group", "{name} is a group of settings: write {name}.SETTING.", name=group
                    )
                merged[group] = {
                    **PRESETS.get(size, {}).get(group, {}),
                    **suited.get(group, {}),
                    **FAMILIES[parts].get(group, {}),
                    **given,
                }
                if "max_steps" in given and "max_epochs" not in given:
                    merged[group].pop("max_epochs", None)  # who says how many steps means them
        try:
            return cls.model_validate({**nested, **merged})
        except ValidationError as error:
            raise explain(error, cls) from None
