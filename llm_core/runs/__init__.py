"""A run's life outside the trainer: its row, its folder, its process."""
