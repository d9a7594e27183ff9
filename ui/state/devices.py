"""The devices that the header's menu offers, in words."""

from __future__ import annotations

from llm_core.device import accelerators, machine
from ui.words import Words

GB = 1 << 30


def devices(words: Words, *, look: bool) -> list[dict[str, str]]:
    """Automatic first, then each device here, as key, name, about, and what the menu calls it.

    Args:  look: whether to ask torch for GPUs, which imports it; without, only the processor is known.
    """
    here = machine()
    cores = words("shell.device.core") if here.cores == 1 else words("shell.device.cores", count=here.cores)
    cpu = {
        "key": "cpu",
        "name": "CPU",
        "about": f"{cores} · {_gb(here.memory_bytes)}",
        "choice": "CPU",
        "help": here.processor,
    }
    found = [
        {
            "key": one.kind,
            "name": one.name if one.kind == "cuda" else "MPS",
            "about": _gb(one.memory_bytes),
            "choice": one.kind.upper(),
            "help": one.name,
        }
        for one in (accelerators() if look else [])
    ]
    best = found[0] if found else cpu
    auto = {
        **best,
        "key": "auto",
        "choice": words("shell.device.auto"),
        "help": words("shell.device.auto.help", device=best["choice"]),
    }
    return [auto, cpu, *{one["key"]: one for one in reversed(found)}.values()]


def _gb(size_bytes: int) -> str:
    return f"{round(size_bytes / GB)} GB"
