"""Backup and restore of one installation: database, files, and apart from them the keys."""
