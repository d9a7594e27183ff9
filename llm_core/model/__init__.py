"""The Transformer: its parts, each beside its formula."""
