"""Data: bring text, see how it is read and what is in it."""
