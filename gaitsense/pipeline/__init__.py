"""The one chain from samples to strides and verdicts, live and offline."""
