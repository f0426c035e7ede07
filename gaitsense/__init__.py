"""gaitsense: foot lift and toe drag from a motion sensor on the shoe.

A measurement aid for research and education; not a medical device, not a diagnosis.
"""

__version__ = "0.1.0"
