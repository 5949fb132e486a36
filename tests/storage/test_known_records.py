from app.storage.known_records import KnownRecords


def known_to(records: KnownRecords[str], *ids: str) -> dict[str, str]:
    return records.of({id_: f"hash of {id_}" for id_ in ids})


def add(records: KnownRecords[str], *ids: str) -> None:
    records.add({id_: (f"hash of {id_}", id_.upper()) for id_ in ids})


def test_known_record_is_given_for_its_hash_alone() -> None:
    records = KnownRecords[str](at_most=2)
    add(records, "a")

    assert records.of({"a": "hash of a", "b": "hash of b"}) == {"a": "A"}
    assert records.of({"a": "hash of another"}) == {}


def test_known_record_is_replaced_by_a_later_one() -> None:
    records = KnownRecords[str](at_most=2)
    add(records, "a")
    records.add({"a": ("another hash", "another A")})

    assert known_to(records, "a") == {}
    assert records.of({"a": "another hash"}) == {"a": "another A"}


def test_known_records_past_the_most_forget_the_first() -> None:
    records = KnownRecords[str](at_most=2)
    add(records, "a", "b")
    add(records, "c")
    assert known_to(records, "a", "b", "c") == {"b": "B", "c": "C"}

    add(records, "d", "e", "f")
    assert known_to(records, "b", "c", "d", "e", "f") == {"e": "E", "f": "F"}
