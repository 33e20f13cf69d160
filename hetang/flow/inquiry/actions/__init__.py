"""Asking for a code, opening and leaving a visit."""
