"""Pure functions that order services: no I/O, clock, randomness or settings."""
