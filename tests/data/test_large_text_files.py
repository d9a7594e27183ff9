"""A file of any size is read in constant memory."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "reliability" / "large_file.py"


@pytest.fixture(scope="module")
def large_file() -> ModuleType:
    spec = importlib.util.spec_from_file_location("large_file", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "shape", "size_bytes"),
    [
        ("characters", "lines", 50_000_000),
        ("characters", "one-line", 100_000_000),
        ("characters", "jsonl", 20_000_000),
        ("bpe", "lines", 20_000_000),
    ],
)
def test_preparing_a_large_file_needs_less_than_half_a_gigabyte(
    large_file: ModuleType, tmp_path: Path, kind: str, shape: str, size_bytes: int
) -> None:
    path = tmp_path / ("large.jsonl" if shape == "jsonl" else "large.txt")
    large_file.write_text(path, size_bytes, shape)
    measured = large_file.measure_in_child(path, kind)
    assert measured["above_baseline_mb"] < 500
    assert measured["tokens"] > size_bytes / 8
    assert measured["reports"] >= 8
