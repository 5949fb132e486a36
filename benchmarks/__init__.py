"""Measurements of speed and memory; relevance is measured by `revontuli evaluate`."""
