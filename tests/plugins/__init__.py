"""Fixtures shared by all tests: the home folder, databases cloned from a template, a real server, a browser."""
