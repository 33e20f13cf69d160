"""A simulated morning: operators and dispatchers at their browsers, calls by the real hourly curve."""
