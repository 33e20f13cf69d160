"""What this machine says: who runs, who listens, who holds a lock. No Django, no database."""
