"""Token ids as they lie on disk: the type that a corpus, its rows and its dialogues share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.uint16] | NDArray[np.uint32]
