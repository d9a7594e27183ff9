"""Tasks: five jobs, tried and measured."""
