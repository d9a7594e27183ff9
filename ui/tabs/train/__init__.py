"""Train: start a run and watch it learn."""
