"""Every table, by what it holds. The migrations build the same schema step by step; a test compares the two."""

from app.storage.tables import administration, catalogue, figures, recommendations, running
from app.storage.tables.columns import metadata

__all__ = ["administration", "catalogue", "figures", "metadata", "recommendations", "running"]
