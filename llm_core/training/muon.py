"""Muon: momentum whose direction is made orthogonal, so that a step moves every direction of a matrix alike.

In float32 on the CPU, where torch.optim.Muon iterates in bfloat16 (3.3 s a step instead of 0.03), and with all
matrices of one shape in one batched product.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

# (a, b, c) of x ← ax + bx³ + cx⁵ for the singular values: each the best odd polynomial of degree 5 for the interval
# that the one before leaves. Amsel et al. 2025, "The Polar Express", arXiv:2505.16932, algorithm 1, with its safety
# factor 1.01; its first four.
SAFETY = 1.01
POLAR_EXPRESS = tuple(
    (a / SAFETY, b / SAFETY**3, c / SAFETY**5)
    for a, b, c in (
        (8.28721201814563, -23.595886519098837, 17.300387312530933),
        (4.107059111542203, -2.9478499167379106, 0.5448431082926601),
        (3.9486908534822946, -2.908902115962949, 0.5518191394370137),
        (3.3184196573706015, -2.488488024314874, 0.51004894012372),
    )
)
FIRST_MOMENTUM, MOMENTUM_RAMP_STEPS = 0.85, 100


class Muon:
    """The optimizer of the matrices inside the blocks.

    Args:    matrices: name → (rows, columns) parameter.  momentum: after the ramp.  weight_decay: decoupled.
    Source:  Jordan et al. 2024, https://kellerjordan.github.io/posts/muon.
    """

    def __init__(self, matrices: Mapping[str, Tensor], *, momentum: float, weight_decay: float) -> None:
        self.momentum = momentum
        self.weight_decay = weight_decay
        by_shape: dict[tuple[int, int], list[str]] = {}
        for name, matrix in matrices.items():
            rows, columns = sorted(matrix.shape)
            by_shape.setdefault((rows, columns), []).append(name)
        self.groups = [SameShape({name: matrices[name] for name in names}) for names in by_shape.values()]

    @torch.no_grad()
    def step(self, step: int, learning_rate: float) -> None:
        """Correct the matrices by their gradients; `step` counts from 0."""
        start = min(FIRST_MOMENTUM, self.momentum)
        momentum = start + (self.momentum - start) * min(step / MOMENTUM_RAMP_STEPS, 1.0)
        for group in self.groups:
            if self.weight_decay:
                torch._foreach_mul_(group.matrices, 1 - learning_rate * self.weight_decay)
            torch._foreach_add_(group.matrices, group.directions(momentum), alpha=-learning_rate)

    def state(self) -> dict[str, Tensor]:
        """Each matrix's momentum, by the matrix's name and in its shape; the tensors are the live ones."""
        return {name: buffer for group in self.groups for name, buffer in group.buffers().items()}


class SameShape:
    """Matrices of one shape, tall ones lying on their side, with their momentum in one (n, rows, columns) tensor."""

    def __init__(self, matrices: Mapping[str, Tensor]) -> None:
        self.names = list(matrices)
        self.matrices = list(matrices.values())
        self.tall = [matrix.size(0) > matrix.size(1) for matrix in self.matrices]
        scales = [max(1.0, matrix.size(0) / matrix.size(1)) ** 0.5 for matrix in self.matrices]
        self.momentum = torch.zeros_like(self.lying(self.matrices))
        self.scales = self.momentum.new_tensor(scales)[:, None, None]

    def directions(self, momentum: float) -> list[Tensor]:
        """Where the gradients and their momentum (Nesterov's) point, orthogonal and scaled; one per matrix, in its
        shape.
        """
        gradients = self.lying([_gradient(matrix) for matrix in self.matrices])
        self.momentum.lerp_(gradients, 1 - momentum)
        return self.standing(orthogonal(gradients.lerp_(self.momentum, momentum)) * self.scales)

    def buffers(self) -> dict[str, Tensor]:
        return dict(zip(self.names, self.standing(self.momentum), strict=True))

    def lying(self, matrices: list[Tensor]) -> Tensor:
        return torch.stack([matrix.mT if tall else matrix for matrix, tall in zip(matrices, self.tall, strict=True)])

    def standing(self, batch: Tensor) -> list[Tensor]:
        return [matrix.mT if tall else matrix for matrix, tall in zip(batch.unbind(), self.tall, strict=True)]


def orthogonal(batch: Tensor) -> Tensor:
    """Bring all singular values near 1 and keep the singular vectors: UΣVᵀ → about UVᵀ.

    Args:    batch: (n, rows, columns), rows ≤ columns.
    Returns: the same shape; bfloat16 inside on CUDA, where it is several times faster, float32 elsewhere.
    """
    x = batch.bfloat16() if batch.is_cuda else batch
    x = x / (x.norm(dim=(-2, -1), keepdim=True) * SAFETY + 1e-20)
    for a, b, c in POLAR_EXPRESS:
        gram = x @ x.mT  # (n, rows, rows)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.to(batch.dtype)


def _gradient(matrix: Tensor) -> Tensor:
    assert matrix.grad is not None, "every matrix takes part in the loss"
    return matrix.grad
