from app.domain.language import joined_lists


def test_joined_lists_keep_their_order_and_each_text_once() -> None:
    first, second = {"fi": ("b", "a", "b")}, {"fi": ("c", "a"), "en": ("a",)}
    assert joined_lists(first, second) == {"fi": ("b", "a", "c"), "en": ("a",)}


def test_joined_lists_leave_out_a_language_without_any_text() -> None:
    assert joined_lists({"sv": ()}, {}) == {}
    assert joined_lists() == {}
