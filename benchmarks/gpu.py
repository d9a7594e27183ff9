"""Claim: a GPU is used as it is: a step takes no longer there than one of torch's own layers, and a minute reaches what
the CPU's doesn't.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from ledger import arguments, record
from torch import nn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from llm_core.config import RunConfig  # noqa: E402
from llm_core.device import device_name  # noqa: E402
from llm_core.model.transformer import LargeLanguageModel  # noqa: E402
from llm_core.training.batches import Batch  # noqa: E402
from llm_core.training.train_step import TrainStep  # noqa: E402

VOCABULARY = 65
SIZES: dict[str, dict[str, Any]] = {
    "tiny": {"preset": "tiny"},
    "small": {"preset": "small"},
    "medium": {"preset": "medium"},
    "124M": {
        "model": {"d_model": 768, "nhead": 12, "num_layers": 12, "context_length": 1024},
        "train": {"batch_size": 16},
    },
}


class Plain(nn.Module):
    """torch's own encoder layers under a causal mask: what one writes in ten lines."""

    def __init__(self, config: RunConfig) -> None:
        super().__init__()
        model = config.model
        self.embed, self.place = (
            nn.Embedding(VOCABULARY, model.d_model),
            nn.Embedding(model.context_length, model.d_model),
        )
        layer = nn.TransformerEncoderLayer(
            model.d_model, model.nhead, 4 * model.d_model, 0.0, "gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(layer, model.num_layers, enable_nested_tensor=False)
        self.head = nn.Linear(model.d_model, VOCABULARY, bias=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        length = tokens.size(1)
        mask = nn.Transformer.generate_square_subsequent_mask(length, device=tokens.device)
        return self.head(self.blocks(self.embed(tokens) + self.place.weight[:length], mask=mask, is_causal=True))


def steps_side_by_side(config: RunConfig, device: torch.device, rounds: int, each: int) -> tuple[float, float]:
    """Median seconds of a step: Terrarium's, and that of torch's layers with fused AdamW, both in bfloat16;
    interleaved.
    """
    config = config.model_copy(
        update={
            "train": config.train.model_copy(
                update={"precision": "bfloat16", "device": device.type, "learning_rate": 1e-3}
            )
        }
    )
    train_step = TrainStep(LargeLanguageModel.from_config(config.model, VOCABULARY), config.train, device)
    plain = Plain(config).to(device)
    optimizer = torch.optim.AdamW(plain.parameters(), 1e-3, fused=True)
    tokens = torch.randint(VOCABULARY, (config.train.batch_size, config.model.context_length + 1))
    batch = Batch(tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous())

    def ours() -> None:
        train_step.step(0, batch)

    def theirs() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            logits = plain(batch.tokens.to(device))
        loss = F.cross_entropy(logits.flatten(0, 1).float(), batch.targets.to(device).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()

    return timed(ours, rounds, each), timed(theirs, rounds, each)


def timed(step: Any, rounds: int, each: int) -> float:
    for _ in range(3):
        step()
    times = []
    for _ in range(rounds):
        torch.cuda.synchronize()
        began = time.perf_counter()
        for _ in range(each):
            step()
        torch.cuda.synchronize()
        times.append((time.perf_counter() - began) / each)
    return statistics.median(times)


def trained(text: Path, preset: str, device: str, seconds: float) -> str:
    """What the command line says of a run that lasts so long."""
    with tempfile.TemporaryDirectory() as workspace:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "llm_core",
                "train",
                "--data",
                str(text),
                "--preset",
                preset,
                "--train.device",
                device,
                "--train.max_seconds",
                str(seconds),
                "--workspace",
                workspace,
                "--json",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        return f"failed: {done.stdout.strip() or done.stderr.strip()[-500:]}"
    said = json.loads(done.stdout.splitlines()[-1])
    return f"{said['val_loss']:.3f} nats after {said['step']} steps, {said['elapsed_s']:.0f} s"


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("text", type=Path, help="tinyshakespeare's input.txt")
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    device = torch.device("cuda")
    name = f"{device_name(device)}, torch {torch.__version__}"
    for size, changes in SIZES.items():
        ours, theirs = steps_side_by_side(RunConfig.parse(changes), device, 5, 20)
        record(
            f"a step on a GPU beside torch's own layers, {size}, bfloat16",
            f"{name}: {1000 * ours:.1f} ms to {1000 * theirs:.1f} ms, {theirs / ours:.2f} times as fast",
            write=given.ledger,
        )
    for preset, where in (("tiny", "cuda"), ("tiny", "cpu"), ("small", "cuda"), ("medium", "cuda")):
        figure = trained(given.text, preset, where, given.seconds)
        record(
            f"tinyshakespeare in {given.seconds:.0f} s, characters, {preset}, {where}",
            f"{name}: {figure}",
            write=given.ledger,
        )


if __name__ == "__main__":
    main()
