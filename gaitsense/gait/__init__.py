"""From a uniform grid of samples to strides: mounting, segmentation, path, events, pitch."""
