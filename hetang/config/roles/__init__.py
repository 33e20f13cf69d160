"""Three roles of the database: the owner migrates, the runtime works, retention alone deletes what may go."""
