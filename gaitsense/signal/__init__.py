"""Filters, rotations, rest, uniform sampling: signal processing that knows nothing of gait."""
