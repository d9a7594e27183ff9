"""Chat: talk to a run."""
