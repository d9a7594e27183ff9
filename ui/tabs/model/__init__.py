"""Model: the shape, its drawing, and what it costs."""
