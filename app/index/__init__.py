"""Vectors to hits, and the snapshot they live in."""
