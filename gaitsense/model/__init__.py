"""The words of the system: samples, recordings, strides, events, frames, units, errors."""
