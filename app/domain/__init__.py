"""The words of the problem: frozen dataclasses without I/O."""
