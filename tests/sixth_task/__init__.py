"""A sixth task, to show what one takes: a reader, a task, words in both languages, and one row."""
