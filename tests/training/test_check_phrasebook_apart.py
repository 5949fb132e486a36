import pytest

from models.training.check_phrasebook_apart import nearest_utterances

UTTERANCES = [
    "vuokra on maksamatta ja pelkään häätöä",
    "koira karkasi metsään eikä tule takaisin",
    "missä voin opiskella iltaisin",
]


def test_nearest_utterance_of_a_query_shares_its_letters() -> None:
    pairs = nearest_utterances(["pelkään häätöä", "koirani karkasi"], UTTERANCES)
    assert [pair.query for pair in pairs] == ["pelkään häätöä", "koirani karkasi"]
    assert [pair.utterance for pair in pairs] == UTTERANCES[:2]
    assert all(0.4 < pair.cosine < 1.0 for pair in pairs)


def test_same_text_is_at_cosine_one_and_another_subject_far_below_the_limit() -> None:
    same, other = nearest_utterances([UTTERANCES[0], "kesämökin rakennuslupa"], UTTERANCES)
    assert same.cosine == pytest.approx(1.0)
    assert other.cosine < 0.2
