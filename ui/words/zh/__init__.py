"""The page in Chinese: the same files and keys as English, and what the core says in English."""
