"""The shipped files of small talk and signs of danger hold together with the phrasebook."""

import pytest

from app.domain.language import LANGUAGES
from app.json_lines import read_json_lines
from app.need_signs import SHIPPED_NEED_SIGNS, load_asking, load_small_talk, load_urgent_signs
from app.phrasebook import load_phrasebook, phrases
from app.ranking.asking import Asking
from app.ranking.urgency import SignPhrases


def test_kinds_of_signs_are_in_the_phrasebook() -> None:
    known = {kind.kind_id for kind in load_phrasebook()}
    for sign in load_urgent_signs():
        served_by = {kind_id for kind_ids in sign.service_kind_ids for kind_id in kind_ids}
        assert {sign.kind_id, *served_by, *sign.recognised_by} <= known


def test_every_sign_puts_the_emergency_number_first() -> None:
    assert all("emergency-call-112" in sign.service_kind_ids[0] for sign in load_urgent_signs())


def test_small_talk_and_asking_are_in_three_languages_and_say_nothing_twice() -> None:
    texts = load_small_talk()
    assert {text for texts in load_asking().values() for text in texts} < set(texts)
    assert len(texts) == len(set(texts)) >= 700
    for name in ("small_talk", "asking"):
        document = (SHIPPED_NEED_SIGNS / f"{name}.jsonl").read_text(encoding="utf-8")
        assert all(f'"language": "{language}"' in document for language in LANGUAGES)


def test_words_that_ask_are_never_those_that_cry_for_help() -> None:
    asking = Asking.build(load_asking().values())
    told = [
        "en jaksa enää",
        "en osaa enää",
        "en ymmärrä enää",
        "en halua enää elää",
        "apua en jaksa tätä yksin",
        "minulla ei ole ketään",
        "haluan jutella jonkun kanssa",
        "jag klarar inte det här",
        "jag vill inte mer",
        "jag vill inte längre",
        "jag kan inte längre",
        "jag har ingen att prata med",
        "I can't do this anymore",
        "I don't want to live anymore",
        "I don't want to be",
        "I have no one to turn to",
        "I don't know who I am",
        "I have nobody to talk to",
        "I must get out of here",
    ]
    assert [text for text in told if asking.is_all_of(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "work",
        "I need work",
        "I am looking for work",
        "I had a fall",
        "I have no place to go",
        "I need support",
        "historia",
        "pitäisikö minun lähteä",
        "tarvitsen tukea",
        "jag vet inte vad jag är bra på",
        "vilka stöd kan jag få",
    ],
)
def test_short_needs_are_not_taken_for_asking(text: str) -> None:
    assert not Asking.build(load_asking().values()).is_all_of(text)


def test_what_the_phrasebook_tells_is_hardly_ever_taken_for_asking() -> None:
    """The few do ask: each is an utterance of the kinds that advise on where to turn."""
    asking = Asking.build(load_asking().values())
    kinds = load_phrasebook()
    taken = {
        kind.kind_id
        for kind in kinds
        if any(asking.is_all_of(text) for texts in kind.utterances.values() for text in texts)
    }
    assert len(taken) <= 6


def test_sign_phrases_are_rarely_met_in_what_people_say_of_other_needs() -> None:
    """Most of the few that are met tell of danger beside the need they were written for."""
    urgent = {
        kind_id
        for sign in load_urgent_signs()
        for kind_ids in (sign.recognised_by, *sign.service_kind_ids)
        for kind_id in kind_ids
    }
    kinds = [kind for kind in load_phrasebook() if kind.kind_id not in urgent]
    texts = [phrase.text for phrase in phrases(kinds) if phrase.source == "utterance"]
    sign_phrases = SignPhrases(load_urgent_signs())
    met = [text for text in texts if sign_phrases.told_in(text)]
    assert len(met) / len(texts) < 0.005


def test_files_are_json_lines_without_blank_ones() -> None:
    for path in sorted(SHIPPED_NEED_SIGNS.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(read_json_lines(path, str)) == len(lines)
