"""What this machine has: cores, memory, accelerators; torch is imported only by what needs it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from llm_core.config import DeviceName
from llm_core.errors import SettingError

if TYPE_CHECKING:
    import torch

CGROUP = Path("/sys/fs/cgroup")
CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """The processor and memory that this process may use."""

    processor: str
    cores: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Accelerator:
    """A GPU that torch can use."""

    kind: DeviceName
    name: str
    memory_bytes: int


def machine() -> Machine:
    """Name the processor, and count the cores and memory that affinity and containers leave to this process."""
    return Machine(processor_name(), available_cores(), available_memory_bytes())


def available_cores() -> int:
    """Cores that this process may run on, its CPU quota rounded up included."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    quota, _, period = _first_line(CGROUP / "cpu.max").partition(" ")  # cgroup v2: "200000 100000" or "max 100000"
    if quota.isdigit() and period.isdigit() and int(period) > 0:
        cores = min(cores, max(-(-int(quota) // int(period)), 1))
    return cores


def available_memory_bytes() -> int:
    """Memory of the machine, or the limit of its container or of this process where that is less."""
    total = int(psutil.virtual_memory().total)
    limits = [_first_line(CGROUP / name) for name in ("memory.max", "memory/memory.limit_in_bytes")]
    return min([total, *(int(limit) for limit in limits if limit.isdigit() and int(limit) > 0), *_process_limit()])


def memory_bytes(device: torch.device) -> int:
    """Memory of a device: its own, or the machine's where it has none."""
    own = [accelerator.memory_bytes for accelerator in accelerators() if accelerator.kind == device.type]
    return own[device.index or 0] if own else available_memory_bytes()


def processor_name() -> str:
    """The processor as it calls itself."""
    try:
        for line in CPU_INFO.read_text(errors="replace").splitlines():
            if line.lower().startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "CPU"


def accelerators() -> list[Accelerator]:
    """The GPUs that torch can use here; imports torch."""
    import torch

    if torch.cuda.is_available():
        found = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
        return [Accelerator("cuda", properties.name, properties.total_memory) for properties in found]
    if torch.backends.mps.is_available():
        return [Accelerator("mps", processor_name(), torch.mps.recommended_max_memory())]
    return []


def resolve_device(name: DeviceName) -> torch.device:
    """The device to use; "auto" is CUDA, then MPS, then the CPU.

    Raises:  SettingError: the device that was asked for isn't there.
    """
    import torch

    present = [accelerator.kind for accelerator in accelerators()]
    if name == "auto":
        return torch.device(present[0] if present else "cpu")
    if name != "cpu" and name not in present:
        raise SettingError(
            "no-such-device",
            "This machine has no {device} device that torch {version} can use: set train.device to {choices}.",
            device=name,
            version=torch.__version__,
            choices=" or ".join(dict.fromkeys(["auto", "cpu", *present])),
        )
    return torch.device(name)


def device_name(device: torch.device) -> str:
    """A device as a person knows it, such as "CUDA · NVIDIA L4"."""
    if device.type == "cpu":
        return f"CPU · {processor_name()}"
    return f"{device.type.upper()} · {accelerators()[device.index or 0].name}"


def peak_memory_bytes(device: torch.device) -> int:
    """The most memory that training took: of the device where it has its own, else of this process."""
    import torch

    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    if device.type == "mps":
        return int(torch.mps.driver_allocated_memory())
    try:
        import resource
    except ImportError:  # Windows
        return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
    unit = 1 if platform.system() == "Darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def _process_limit() -> list[int]:
    """The address space that `ulimit -v` leaves this process, where it does."""
    try:
        import resource
    except ImportError:  # Windows
        return []
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    return [] if soft == resource.RLIM_INFINITY else [soft]


def _first_line(path: Path) -> str:
    try:
        return path.read_text().strip().split("\n")[0]
    except OSError:
        return ""
