"""What the command line warns of while a run trains, by the same signs as the page's coach."""

from __future__ import annotations

from llm_core.training.events import Evaluated, Event, Finished, StepDone
from llm_core.training.signs import Divergence, Gap, Look, Sign, Watch, best_of

EVERY = 8  # steps between two looks at the train loss


class Warner:
    """Warns once of each sign that a run shows, and again when it had gone."""

    def __init__(self) -> None:
        self._watch = Watch()
        self._said: Sign | None = None
        self._looked = False  # and not yet judged: what it is worth to keep is saved after a look

    def see(self, event: Event) -> str | None:
        """Take an event; a line where there is something new to warn of."""
        self._watch.see(event)
        self._looked = self._looked or isinstance(event, Evaluated)
        if not isinstance(event, StepDone | Finished) or not (self._looked or event.step % EVERY == 0):
            return None
        self._looked = False
        found = self._watch.sign()
        said, self._said = self._said, found[0] if found else None
        return f"step {event.step}: {self._line(found[1])}" if found and found[0] != said else None

    def _line(self, found: Divergence | Gap | Look) -> str:
        match found:
            case Divergence():
                return (
                    f"the loss is rising: train loss went from {found.low:.2f} back up to {found.now:.2f}. The "
                    f"steps are too large: "
                    "stop with Ctrl-C, and start again with half the learning rate."
                )
            case Gap():
                return (
                    f"it learns its own text faster than new text: train loss {found.train_loss:.2f}, validation "
                    f"{found.val_loss:.2f}; the gap grew "
                    f"from {found.before:.2f} to {found.now:.2f}. {self._best()} More text helps, or dropout."
                )
            case Look():
                return (
                    f"it begins to memorize: validation loss rose to {self._watch.looks[-1].val_loss:.2f}, while "
                    f"the train loss still falls. {self._best()}"
                )

    def _best(self) -> str:
        best = best_of(self._watch.looks)
        kept = self._watch.keeps(best.step)
        weights = (
            ", and those weights are kept"
            if kept == best.step
            else ""
            if kept is None
            else f"; kept are the weights of step {kept}, the best of those saved"
        )
        return f"Validation was best at step {best.step} ({best.val_loss:.2f}){weights}."
