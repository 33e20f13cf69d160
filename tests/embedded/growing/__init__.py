"""A room of a release and of the release after it: for the way of a backup from one to the other."""
