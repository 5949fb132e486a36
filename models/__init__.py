"""The embedding model, the meter profiler and the scripts that train them."""
