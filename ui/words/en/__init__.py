"""The page in English: every sentence that does not stand in the core; the same files and keys as every language."""
