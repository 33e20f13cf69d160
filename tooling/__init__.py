"""What developers and CI run: set-up, demonstration, tests, checks. Nothing here is part of the installed package."""
