"""Adagrad on one table, whose elements may each go only a share of their step."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class ScaledAdagrad(torch.optim.Adagrad):
    """Torch's Adagrad (Duchi et al. 2011), with `scale` of each step: like the table's one parameter, or None."""

    scale: Tensor | None = None

    def step(self, closure: Any = None) -> Any:
        """Correct the table by its gradient."""
        table = self.param_groups[0]["params"][0]
        before = table.detach().clone() if self.scale is not None else None
        result = super().step(closure)
        if before is not None and self.scale is not None:
            with torch.no_grad():
                torch.lerp(before, table, self.scale, out=table)
        return result
