"""What is measured on a large database, one file a target."""
