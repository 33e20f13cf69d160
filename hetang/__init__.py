"""Hetang 和塘: software for a street's disputes and neighbourhood work."""

__version__ = "0.1.0"
