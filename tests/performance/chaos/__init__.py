"""Web, worker and PostgreSQL killed at random under load, and afterwards the proof that nothing was lost or doubled."""
