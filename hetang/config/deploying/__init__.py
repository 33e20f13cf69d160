"""What must hold before residents' data go into an installation: facts gathered, then judged."""
