"""What a write did to a set of records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCounts:
    """How many records were new, differed, were the same, or went to the archive."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0

    @property
    def changed(self) -> int:
        """Records that are no longer as they were."""
        return self.added + self.updated + self.archived

    def __add__(self, other: "ChangeCounts") -> "ChangeCounts":
        return ChangeCounts(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            archived=self.archived + other.archived,
        )
