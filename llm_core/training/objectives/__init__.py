"""What a step learns from and what validation asks: an objective for each kind of data and shape of model."""
