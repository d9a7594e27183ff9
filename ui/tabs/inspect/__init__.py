"""Inspect: what a model does with a text."""
