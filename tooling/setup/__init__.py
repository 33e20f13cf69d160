"""Set-up in the standard library alone: steps stamped by a digest of their inputs, so that a warm run does nothing."""
