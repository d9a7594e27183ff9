"""What the machine has, within what this process may use."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from llm_core import device
from llm_core.config import DeviceName
from llm_core.errors import SettingError


def test_the_machine_is_named_and_counted() -> None:
    found = device.machine()
    assert found.processor
    assert 1 <= found.cores <= (os.cpu_count() or 1)
    assert 1 << 28 < found.memory_bytes <= psutil.virtual_memory().total


@pytest.mark.parametrize(
    ("quota", "cores"), [("max 100000", 8), ("150000 100000", 2), ("50000 100000", 1), ("", 8), ("nonsense", 8)]
)
def test_a_containers_quota_of_cores_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, cores: int
) -> None:
    (tmp_path / "cpu.max").write_text(quota + "\n")
    monkeypatch.setattr(device, "CGROUP", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert device.available_cores() == cores


@pytest.mark.parametrize(("limit", "bytes_"), [("1073741824", 1 << 30), ("max", None), ("99999999999999999", None)])
def test_a_containers_limit_of_memory_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, bytes_: int | None
) -> None:
    (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(device, "CGROUP", tmp_path)
    assert device.available_memory_bytes() == (bytes_ or psutil.virtual_memory().total)


def test_a_machine_without_proc_still_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "CPU_INFO", tmp_path / "none")
    assert device.processor_name()


def test_automatic_takes_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "accelerators", lambda: [])
    assert device.resolve_device("auto").type == "cpu"
    monkeypatch.setattr(device, "accelerators", lambda: [device.Accelerator("cuda", "X", 1)])
    assert device.resolve_device("auto").type == "cuda"
    assert device.resolve_device("cpu").type == "cpu"


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch, name: DeviceName
) -> None:
    monkeypatch.setattr(device, "accelerators", lambda: [])
    with pytest.raises(SettingError, match="to auto or cpu"):
        device.resolve_device(name)


def test_the_peak_of_memory_is_at_least_what_is_held() -> None:
    held = bytearray(32 << 20)
    assert device.peak_memory_bytes(device.resolve_device("cpu")) > len(held)


def test_a_limit_of_this_process_counts_as_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 30, 1 << 30))
    assert device.available_memory_bytes() == 1 << 30
    assert device.memory_bytes(device.resolve_device("cpu")) == 1 << 30
