"""Figures with axes, described once for the page, for reports and for notebooks; each function gives a Plotly figure.

from ui.figures import loss_curves, runs_compared
"""

from ui.figures.loss_curves import loss_curves
from ui.figures.loss_traces import Earlier, Score
from ui.figures.runs_compared import runs_compared

__all__ = ["Earlier", "Score", "loss_curves", "runs_compared"]
