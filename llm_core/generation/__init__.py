"""Weights to text: odds, tokens one by one, and chat."""
