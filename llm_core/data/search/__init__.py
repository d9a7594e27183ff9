"""Words compared: what two texts share, and the nearest of many."""
