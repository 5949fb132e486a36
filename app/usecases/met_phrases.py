"""Which phrase of the phrasebook is named for a service: one in the answer's language, where such a one led there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.language import Language
from app.domain.results import WITHOUT_WORDS, Hit
from app.index.snapshot import Snapshot
from app.usecases.rescoring import Falls, Rescoring


@dataclass(frozen=True, slots=True)
class MetPhrases:
    """Finds the phrases that raised the shown services' scores; what a phrase is worth is reckoned once."""

    asked: Rescoring
    _falls: dict[Hit, Falls] = field(default_factory=dict)

    def named(self, met: Hit, row: int) -> Hit | None:
        """The phrase to name for the service of a row, whose kind was found by `met`.

        The nearest one of that kind in the answer's language, if the score would be lower without it, otherwise the met
        one, which tends to be in the language of the words, if it would be; None where it would not be. A kind that no
        words led to has no phrase, and stands for itself.
        """
        return next((each for each in self._candidates(met) if self._fall(each)[row] > 0.0), None)

    def _candidates(self, met: Hit) -> Sequence[Hit]:
        snapshot, language = self.asked.snapshot, self.asked.query.language
        if (
            met.vector_position == WITHOUT_WORDS
            or snapshot.phrases[met.vector_position].language == language
        ):
            return [met]
        nearest = _nearest_in(language, met.position, self.asked, snapshot)
        return [nearest, met] if nearest else [met]

    def _fall(self, phrase: Hit) -> Falls:
        if phrase not in self._falls:
            self._falls[phrase] = (
                self.asked.fall_without_kind(phrase)
                if phrase.vector_position == WITHOUT_WORDS
                else self.asked.fall_without_phrase(phrase)
            )
        return self._falls[phrase]


def _nearest_in(language: Language, kind: int, asked: Rescoring, snapshot: Snapshot) -> Hit | None:
    """Of the kind's phrases in the language the one nearest to the words."""
    vector = asked.evidence.vector
    assert vector is not None
    cosines = snapshot.phrase_index.read_vectors(kind) @ vector
    phrases = [
        Hit(kind, float(cosine), place)
        for place, cosine in zip(snapshot.phrase_index.vectors_of(kind), cosines, strict=True)
        if snapshot.phrases[place].language == language
    ]
    return max(phrases, key=lambda hit: hit.dense_score, default=None)
