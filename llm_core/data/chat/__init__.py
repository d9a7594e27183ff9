"""Conversations: how turns lie in files, and how a chat template makes them the text that a model reads."""
