"""What a person's own words must be, whichever field they come in."""

from typing import Final

from pydantic import AfterValidator


def _is_not_blank(text: str) -> str:
    """Refuse a text that shows nothing: spaces, control, format and unassigned characters alone."""
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ValueError("The text must not be blank")
    return text


NOT_BLANK: Final = AfterValidator(_is_not_blank)
"""For a text's annotation, after its lengths: they also refuse text that is not Unicode."""
