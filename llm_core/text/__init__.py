"""From bytes to tokens: reading files, learning a tokenizer, keeping tokens on disk. Needs no torch."""
