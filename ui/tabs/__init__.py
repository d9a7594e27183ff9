"""One module a tab; each offers `build(services, words, draft)`."""
