"""Every hyperparameter, once: its name, default, bounds, unit, and one line of explanation.

Validation, sliders, command-line flags, the saved JSON and the documentation all read these modules; defaults stand
here and nowhere else. Names are PyTorch's (`d_model, nhead, num_layers, dim_feedforward`).
"""

from llm_core.config.data import ChatTemplate, DataConfig, DataFormat, SplitBy, TaskName, TokenizerKind
from llm_core.config.model import (
    GATED,
    Activation,
    Architecture,
    EmbedScale,
    ModelConfig,
    Norm,
    PositionsName,
    RopeScaling,
)
from llm_core.config.run import RunConfig
from llm_core.config.sampling import SamplingConfig
from llm_core.config.tasks import TASKS, TaskSpec
from llm_core.config.train import LEARNING_RATES, DeviceName, OptimizerName, Precision, Schedule, TrainConfig

__all__ = [
    "GATED",
    "LEARNING_RATES",
    "TASKS",
    "Activation",
    "Architecture",
    "ChatTemplate",
    "DataConfig",
    "DataFormat",
    "DeviceName",
    "EmbedScale",
    "ModelConfig",
    "Norm",
    "OptimizerName",
    "PositionsName",
    "Precision",
    "RopeScaling",
    "RunConfig",
    "SamplingConfig",
    "Schedule",
    "SplitBy",
    "TaskName",
    "TaskSpec",
    "TokenizerKind",
    "TrainConfig",
]
