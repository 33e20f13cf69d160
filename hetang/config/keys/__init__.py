"""Changing the keys of an installation: what they have wrapped, and wrapping it anew."""
