"""Tokens to weights: batches, optimizer, trainer, checkpoints, evaluation, and estimates of what it costs."""
