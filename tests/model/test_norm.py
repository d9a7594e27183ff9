"""Our RMSNorm by hand against torch's, in value and gradient."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from llm_core.model.norm import RMSNorm


def test_rmsnorm_by_hand_equals_torchs_in_value_and_gradient() -> None:
    ours, theirs = RMSNorm(16).double(), nn.RMSNorm(16, eps=1e-6).double()
    gain = torch.randn(16, dtype=torch.float64)
    x = torch.randn(3, 5, 16, dtype=torch.float64) * torch.logspace(-4, 3, 5, dtype=torch.float64)[:, None]
    upstream = torch.randn_like(x)
    results = []
    for norm in (ours, theirs):
        with torch.no_grad():
            norm.weight.copy_(gain)
        at = x.clone().requires_grad_()
        y = norm(at)
        results.append((y.detach(), *torch.autograd.grad(y, (at, norm.weight), upstream)))
    for our, their in zip(*results, strict=True):
        torch.testing.assert_close(our, their, rtol=1e-9, atol=1e-9)


def test_rmsnorm_of_zeros_is_zero_with_a_finite_gradient() -> None:
    x = torch.zeros(2, 8, requires_grad=True)
    RMSNorm(8)(x).sum().backward()
    assert x.grad is not None
    assert bool(x.grad.isfinite().all())


def test_rmsnorm_is_the_same_with_and_without_gradients() -> None:
    norm, x = RMSNorm(8), torch.randn(4, 8)
    with torch.no_grad():
        plain = norm(x)
    torch.testing.assert_close(norm(x), plain)
    torch.testing.assert_close(norm(x), F.rms_norm(x, (8,), norm.weight, 1e-6))
