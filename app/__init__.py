"""Revontuli: match life situations to public services over the AuroraAI network interface."""

__version__ = "0.1.0"
