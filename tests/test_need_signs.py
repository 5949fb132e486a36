"""The shipped files of small talk and signs of danger hold together with the phrasebook."""

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
    texts = [*load_small_talk(), *load_asking()]
    assert len(texts) == len(set(texts)) >= 700
    for name in ("small_talk", "asking"):
        document = (SHIPPED_NEED_SIGNS / f"{name}.jsonl").read_text(encoding="utf-8")
        assert all(f'"language": "{language}"' in document for language in LANGUAGES)


def test_words_that_ask_are_never_those_that_cry_for_help() -> None:
    asking = Asking.build(load_asking())
    told = [
        "en jaksa enää",
        "en halua enää elää",
        "apua en jaksa tätä yksin",
        "minulla ei ole ketään",
        "haluan jutella jonkun kanssa",
        "jag klarar inte det här",
        "jag vill inte mer",
        "jag har ingen att prata med",
        "I can't do this anymore",
        "I don't want to live anymore",
        "I have nobody to talk to",
        "I must get out of here",
    ]
    assert [text for text in told if asking.is_all_of(text)] == []


def test_needs_that_the_phrasebook_tells_are_rarely_taken_for_asking() -> None:
    asking = Asking.build(load_asking())
    texts = [each.text for each in phrases(load_phrasebook()) if each.source == "utterance"]
    assert sum(asking.is_all_of(text) for text in texts) < 0.0005 * len(texts)


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
