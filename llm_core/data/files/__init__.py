"""Files as they lie on a disk: their encoding, their tables and records, read in constant memory."""
