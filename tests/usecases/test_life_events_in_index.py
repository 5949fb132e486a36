"""Life events from the administrator's entry to the answer, over the hashing encoder."""

from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from app.catalogue.codelist_files import load_code_lists
from app.domain.life_events import LifeEvent
from app.embedding.hashing import HashingEncoder
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.find_services import FindServices
from app.usecases.life_event_evidence import given_kinds, given_life_events, life_event_scores
from app.usecases.list_life_events import list_life_events
from app.usecases.recognise_life_events import recognise_life_events
from app.usecases.text_reading import found_kinds
from app.usecases.usable_life_events import usable_life_events
from tests.builders import make_kind, make_life_event, make_local_service, make_query, service_id
from tests.usecases.small_index import make_build_index, make_find_services, store

DEBT = make_kind()
MOVE = make_kind(
    "notification-of-move",
    service_class_code="P1.5",
    name={"fi": "Muuttoilmoitus"},
    summary={"fi": "Osoitteen ilmoittaminen."},
    utterances={"fi": ("osoitteeni vaihtuu",)},
    keywords={},
)
MOVING = LifeEvent(
    life_event_id="moving",
    ptv_codes=("KE4", "KE4.2"),
    name={"fi": "Muuttaminen"},
    utterances={"fi": ("pakut on jo pakattu", "uusi koti odottaa")},
    kind_ids=("notification-of-move",),
    next_kind_ids=("debt-counselling",),
)
DEBT_SERVICE, MOVE_SERVICE, TAGGED_SERVICE, POOL = (service_id(number) for number in range(1, 5))
SERVICES = [
    make_local_service(1, name={"fi": "Velkaneuvonta"}, summary={"fi": "Neuvontaa velallisille."}),
    make_local_service(
        2, name={"fi": "Muuttoilmoitus"}, summary={"fi": "Osoitteen ilmoittaminen."}
    ),
    make_local_service(
        3, name={"fi": "Kirjasto"}, summary={"fi": "Lainaa kirjoja."}, life_event_codes=("KE9",)
    ),
    make_local_service(4, name={"fi": "Uimahalli"}, summary={"fi": "Altaat ja saunat."}),
]


def built(database: Database, folder: Path, *events: LifeEvent) -> Snapshot:
    store(database, SERVICES)
    make_build_index(database, folder, (DEBT, MOVE), life_events=events).rebuild()
    return read_snapshot(folder)


def finding(folder: Path) -> FindServices:
    """Matching that knows every code of PTV's list."""
    return replace(make_find_services(folder), code_lists=load_code_lists())


def recognised(snapshot: Snapshot, *texts: str) -> list[str]:
    vectors = HashingEncoder().encode_queries(list(texts))
    found = recognise_life_events(snapshot, vectors, found_kinds(snapshot, vectors))
    assert all(0.5 < each.confidence <= 1 for each in found)
    return [each.life_event.life_event_id for each in found]


def test_life_event_is_recognised_by_what_people_say(database: Database, tmp_path: Path) -> None:
    snapshot = built(database, tmp_path, make_life_event(), MOVING)
    assert recognised(snapshot, "pakut on jo pakattu") == ["moving"]
    assert recognised(snapshot, "vippejä on liikaa") == ["debts"]
    assert recognised(snapshot, "xyzzy") == []
    assert recognised(snapshot, "") == []
    assert recognise_life_events(snapshot, [], []) == ()


def test_each_clause_may_tell_of_an_event_of_its_own(database: Database, tmp_path: Path) -> None:
    snapshot = built(database, tmp_path, make_life_event(), MOVING)
    clauses = ("pakut on jo pakattu", "vippejä on liikaa")
    assert sorted(recognised(snapshot, "pakut on jo pakattu ja vippejä on liikaa", *clauses)) == [
        "debts",
        "moving",
    ]


def test_index_without_life_events_recognises_none(database: Database, tmp_path: Path) -> None:
    snapshot = built(database, tmp_path)
    assert recognised(snapshot, "pakut on jo pakattu") == []
    assert given_kinds(snapshot, given_life_events(snapshot, ["KE9"])) == []


def test_imported_life_event_and_its_removal_reach_the_index(
    database: Database, tmp_path: Path
) -> None:
    store(database, SERVICES)
    build_index = make_build_index(database, tmp_path, (DEBT, MOVE), life_events=(MOVING,))
    build_index.bring_up_to_date()
    with database.open_stores() as stores:
        stores.life_events.put([make_life_event()])
    assert build_index.bring_up_to_date()
    assert recognised(read_snapshot(tmp_path), "vippejä on liikaa") == ["debts"]
    with database.open_stores() as stores:
        stores.life_events.remove("debts")
    assert build_index.bring_up_to_date()
    assert recognised(read_snapshot(tmp_path), "vippejä on liikaa") == []


def test_changed_shipped_life_event_outdates_the_index(database: Database, tmp_path: Path) -> None:
    built(database, tmp_path, MOVING)
    same = make_build_index(database, tmp_path, (DEBT, MOVE), life_events=(MOVING,))
    assert not same.bring_up_to_date()
    other = make_build_index(database, tmp_path, (DEBT, MOVE), life_events=(make_life_event(),))
    assert other.bring_up_to_date()


def test_given_code_leads_to_the_services_of_its_kinds(database: Database, tmp_path: Path) -> None:
    built(database, tmp_path, make_life_event(), MOVING)
    find_services = finding(tmp_path)
    moving = find_services(make_query("", life_event_codes=("KE4",)))
    assert moving.services[0].service_id == MOVE_SERVICE
    debts = find_services(make_query("", life_event_codes=("KE9",)))
    assert debts.services[0].service_id == DEBT_SERVICE


def test_given_code_raises_the_services_of_its_kinds_beside_a_text(
    database: Database, tmp_path: Path
) -> None:
    built(database, tmp_path, make_life_event(), MOVING)
    find_services = finding(tmp_path)
    text = "uimahalli altaat ja saunat"
    before = find_services(make_query(text)).services
    plain = {each.service_id: each.similarity_score for each in before}
    told = find_services(make_query(text, life_event_codes=("KE4",))).services
    assert told[0].service_id == before[0].service_id
    scores = {each.service_id: each.similarity_score for each in told}
    assert scores[MOVE_SERVICE] > plain.get(MOVE_SERVICE, 0.0)


def test_told_life_event_leads_to_the_services_of_its_kinds(
    database: Database, tmp_path: Path
) -> None:
    text = "pakut on jo pakattu"
    built(database, tmp_path)
    plain = finding(tmp_path)(make_query(text, explain=True)).services
    before = {each.service_id: each for each in plain}
    built(database, tmp_path, make_life_event(), MOVING)
    told = finding(tmp_path)(make_query(text, explain=True)).services
    assert told[0].service_id == MOVE_SERVICE
    assert told[0].similarity_score > before[MOVE_SERVICE].similarity_score
    names = {each.service_id: each.explanation.life_event for each in told if each.explanation}
    assert names[MOVE_SERVICE] == MOVING.name
    assert not any(each.explanation.life_event for each in before.values() if each.explanation)


def test_event_of_one_clause_counts_beside_the_other_clauses(
    database: Database, tmp_path: Path
) -> None:
    built(database, tmp_path, make_life_event(), MOVING)
    text = "pakut on jo pakattu, uimahallin altaat ja saunat"
    explained = finding(tmp_path)(make_query(text, explain=True)).services
    reasons = {each.service_id: each.explanation for each in explained}
    reason = reasons[MOVE_SERVICE]
    assert reason
    assert reason.life_event == MOVING.name


def test_service_has_to_do_with_an_event_by_its_own_word_or_by_its_kind(
    database: Database, tmp_path: Path
) -> None:
    snapshot = built(database, tmp_path, make_life_event(), MOVING)
    given = life_event_scores(snapshot, ["KE9"], given_life_events(snapshot, ["KE9"]))
    debts = dict(zip(snapshot.service_ids, given, strict=True))
    assert debts[TAGGED_SERVICE] == 1.0
    assert debts[DEBT_SERVICE] > debts[MOVE_SERVICE]
    assert life_event_scores(snapshot, [], {}) is None


def test_kinds_of_a_given_event_show_by_their_names(database: Database, tmp_path: Path) -> None:
    snapshot = built(database, tmp_path, MOVING)
    (kind,) = given_kinds(snapshot, given_life_events(snapshot, ["KE4.2", "KE4"]))
    assert snapshot.kind_ids[kind.position] == "notification-of-move"
    assert snapshot.phrases[kind.vector_position].text == "Muuttoilmoitus"


def test_kinds_that_have_gone_are_left_out_with_a_warning() -> None:
    gone = make_life_event("gone", kind_ids=("no-longer",))
    partly = make_life_event(
        "partly", kind_ids=("no-longer", DEBT.kind_id), next_kind_ids=("no-longer",)
    )
    only_words = LifeEvent(life_event_id="only-words", utterances={"fi": ("sana",)})
    with capture_logs() as logs:
        usable = usable_life_events((MOVING,), [gone, partly, only_words], [DEBT, MOVE])
    assert usable == (MOVING, make_life_event("partly"))
    assert [(line["event"], line["life_event"]) for line in logs] == [
        ("life_event_kinds_gone", "gone"),
        ("life_event_unused", "gone"),
        ("life_event_kinds_gone", "partly"),
        ("life_event_unused", "only-words"),
    ]


def test_list_names_every_kind_that_an_event_leads_to(database: Database, tmp_path: Path) -> None:
    known = list_life_events(built(database, tmp_path, MOVING))
    assert known.life_events == (MOVING,)
    assert known.kind_names == {
        "debt-counselling": DEBT.name,
        "notification-of-move": MOVE.name,
    }
