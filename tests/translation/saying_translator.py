"""A translator without a server: it says each text with its languages and remembers what it was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.language import NetworkLanguage

Asked = tuple[list[str], NetworkLanguage, NetworkLanguage]


@dataclass
class SayingTranslator:
    """before is called ahead of each translation."""

    asked: list[Asked] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def translate(
        self, texts: Sequence[str], source: NetworkLanguage, target: NetworkLanguage
    ) -> list[str]:
        self.before()
        self.asked.append((list(texts), source, target))
        return [f"{text} ({source} → {target})" for text in texts]
