import pytest

from app.ranking.asking import NO_ASKING, Asking

ASKING = Asking.build(
    [
        ["Mistä saan apua", "kuka voi auttaa"],
        ["I don't know what to do", "who can help me", "in cases of that sort"],
        ["vad ska jag göra i sådana fall"],
    ]
)


@pytest.mark.parametrize(
    "part",
    ["mistä saan apua?", " KUKA VOI AUTTAA", "I don’t know what to do", "I don't know what to do!"],
)
def test_known_words_side_by_side_only_ask(part: str) -> None:
    assert ASKING.is_all_of(part)


@pytest.mark.parametrize(
    "part",
    [
        "mistä saan rahaa",
        "kuka auttaa",
        "kuka voi auttaa 2 lapsen äitiä",
        "do I know",
        "I don't know",
        "saan apua",
        "apua",
        "cases fall",
        "",
        "?!",
        "9",
    ],
)
def test_other_words_another_order_or_another_language_say_something_else(part: str) -> None:
    assert not ASKING.is_all_of(part)


def test_one_pair_of_neighbours_in_five_may_be_unknown() -> None:
    assert ASKING.is_all_of("I don't know what can help me")
    assert not ASKING.is_all_of("I don't know who to help me")


def test_nothing_asks_where_no_phrase_is_known() -> None:
    assert not NO_ASKING.is_all_of("apua")
