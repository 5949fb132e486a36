import pytest

from app.ranking.asking import NO_ASKING, Asking

ASKING = Asking.build(["Mistä saan apua", "kuka voi auttaa", "I don't know what to do"])


@pytest.mark.parametrize(
    "part",
    [
        "mistä saan apua?",
        " KUKA VOI AUTTAA",
        "mistä saan voi auttaa",
        "I don't know what to do",
        "I don't know",
        "apua",
    ],
)
def test_known_words_beside_known_ones_only_ask(part: str) -> None:
    assert ASKING.is_all_of(part)


@pytest.mark.parametrize(
    "part",
    [
        "mistä saan rahaa",
        "kuka auttaa",
        "kuka voi auttaa 2 lapsen äitiä",
        "do I know",
        "",
        "?!",
        "9",
    ],
)
def test_other_words_or_another_order_say_something_else(part: str) -> None:
    assert not ASKING.is_all_of(part)


def test_nothing_asks_where_no_phrase_is_known() -> None:
    assert not NO_ASKING.is_all_of("apua")
