"""What a run costs before it has begun: parameters, memory, arithmetic and time."""
