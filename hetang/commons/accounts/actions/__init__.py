"""What people and administrators do with accounts: one file an intention."""
