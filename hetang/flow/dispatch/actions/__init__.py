"""One file a verb, or the few that belong together."""
