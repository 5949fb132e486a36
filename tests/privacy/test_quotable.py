"""Parts of a text are quoted redacted, and only where the whole text's redaction agrees."""

import pytest

from app.privacy import quotable, redact


@pytest.mark.parametrize(
    ("text", "part", "quoted"),
    [
        ("vuokra rästissä, 131052-308T", "131052-308T", "[hetu]"),
        ("mies löi taas, soita 040 1234567", "mies löi taas,", "mies löi taas,"),
        ("asun Hämeentie 5 B 12, 00500 Helsinki", "asun Hämeentie 5 B 12,", ""),
        ("tilini FI21 1234 5600 0007 85", "0007 85", ""),
    ],
)
def test_part_is_quoted_unless_it_shows_what_the_whole_redacts(
    text: str, part: str, quoted: str
) -> None:
    assert part in text
    assert quotable(part, redact(text)) == quoted
