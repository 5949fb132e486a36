"""Texts from one language into another."""
