"""Runs that are broken at every moment, and what has to be true of the next run."""
