"""Sound to frames: files of any rate and kind, and the log-mel spectrogram that a model hears."""
