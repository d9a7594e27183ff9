"""Runs: all of them side by side."""
