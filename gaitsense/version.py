"""Version of the package and of its algorithms; it stands in every result."""

__version__ = "0.1.0"
