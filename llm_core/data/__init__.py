"""What people bring, from bytes to tokens: files, pairs, conversations, documents, sounds, tasks' examples."""
