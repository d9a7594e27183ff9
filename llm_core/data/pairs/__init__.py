"""Pairs of something given and its answer: which columns hold them, and where each lies among the tokens."""
