"""Weights to text: probabilities, tokens one by one, and chat."""
