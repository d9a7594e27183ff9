"""A corpus: files turned into tokens on disk, once, with what a loss on them is worth."""
