from app.domain.feedback import ServiceResponses
from app.ranking.impressions import impressions
from tests.ranking.judged import make_judged, minutes

LOOKED_AT = ServiceResponses(examined=1)
FOLLOWED = ServiceResponses(examined=1, followed=1)


def test_impression_knows_only_what_came_in_before_it() -> None:
    first = make_judged("abc", at=0, follows={"b": 5}, votes={"c": (-1, 9)})
    later = [make_judged("abc", at=minute) for minute in (1, 5, 6, 10)]
    known = [each.responses for each in impressions([first, *later])]
    assert known[:3] == [{}, {}, {}]
    assert known[3] == {"a": LOOKED_AT, "b": FOLLOWED}
    assert known[4] == {"a": LOOKED_AT, "b": FOLLOWED, "c": ServiceResponses(unhelpful=1)}


def test_impressions_come_in_order_of_time_whatever_the_order_given() -> None:
    recommendations = [make_judged(at=minute) for minute in (3, 1, 2)]
    shown = impressions(recommendations)
    assert [each.judged.created_at for each in shown] == [minutes(each) for each in (1, 2, 3)]


def test_follows_of_one_recommendation_count_as_they_came() -> None:
    first = make_judged("abcd", follows={"d": 2, "b": 1})
    known = [each.responses for each in impressions([first, make_judged("abcd", at=3)])]
    assert known[1] == {"a": LOOKED_AT, "b": FOLLOWED, "c": LOOKED_AT, "d": FOLLOWED}


def test_responses_of_another_client_are_not_known() -> None:
    first = make_judged(client_id="one", votes={"a": (1, 1)})
    known = [
        each.responses
        for each in impressions(
            [first, make_judged(at=2, client_id="two"), make_judged(at=3, client_id="one")]
        )
    ]
    assert known == [{}, {}, {"a": ServiceResponses(helped=1)}]


def test_package_of_several_needs_teaches_its_scores_alone() -> None:
    package = make_judged("abcd", follows={"d": 1}, votes={"c": (1, 2)}, ranks=(1, 2, 1, 2))
    (later,) = impressions([package, make_judged("abcd", at=3)])
    assert later.judged.recommendation_id == 4
    assert later.responses == {"c": ServiceResponses(helped=1)}


def test_reranked_answer_is_put_back_into_the_order_by_match() -> None:
    (impression,) = impressions([make_judged("cab", scores=(0.2, 0.9, 0.2))])
    assert [(each.service_id, each.rank) for each in impression.ranked] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
    ]


def test_grades_are_by_what_was_said_and_a_vote_outweighs_a_follow() -> None:
    judged = make_judged(
        "abcde", follows={"b": 1, "c": 1, "d": 2}, votes={"c": (-1, 2), "d": (1, 3)}
    )
    (impression,) = impressions([judged])
    assert impression.grades() == {"a": 1, "b": 2, "c": 0, "d": 3, "e": 1}
    assert impression.grades(before=minutes(2)) == {"a": 1, "b": 2, "c": 2, "d": 1, "e": 1}
    assert impression.grades(before=minutes(1)) == dict.fromkeys("abcde", 1)


def test_judged_services_are_those_voted_on_followed_or_passed_over() -> None:
    (impression,) = impressions([make_judged("abcde", follows={"c": 1}, votes={"e": (1, 1)})])
    assert impression.judged_services() == 4


def test_answer_tells_services_apart_once_they_are_graded_differently() -> None:
    same = make_judged("ab", votes={"a": (1, 1), "b": (1, 1)})
    different = make_judged("ab", votes={"a": (1, 1)})
    assert [each.tells_services_apart() for each in impressions([same, different])] == [False, True]
