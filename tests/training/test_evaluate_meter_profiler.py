from pathlib import Path

import numpy as np
import pytest

from app.catalogue.service_text import Passage
from app.domain.meters import METERS
from app.embedding.hashing import HashingEncoder
from models.training.evaluate_meter_profiler import (
    KEYWORDS,
    auc_and_precision,
    cosines,
    rate,
    read_keywords,
    share_named,
    table,
)
from models.training.train_meter_profiler import LabelledServices, read_labelled_services
from tests.training.corpus_files import write_json_lines, write_lines

ENCODER = HashingEncoder()


def write_service(service_id: str, name: str, summary: str) -> dict[str, object]:
    return {
        "id": service_id,
        "areaType": "Nationwide",
        "areas": [],
        "serviceNames": [{"language": "fi", "type": "Name", "value": name}],
        "serviceDescriptions": [{"language": "fi", "type": "Summary", "value": summary}],
    }


def alternating_services(count: int) -> LabelledServices:
    """Every other service is about debts, and experts say that it helps with finance and not with friends."""
    passages = [
        Passage("fi", "Velkaneuvonta", f"Neuvoja veloista {number}.")
        if number % 2
        else Passage("fi", "Kerhot", f"Kavereita ja seuraa {number}.")
        for number in range(count)
    ]
    vectors = ENCODER.encode_documents([passage.text for passage in passages]).astype(np.float64)
    about_debts = np.arange(count) % 2
    labels = np.column_stack([about_debts, 1 - about_debts])
    return LabelledServices(["finance", "friends"], passages, vectors, labels)


def test_shipped_keywords_are_10_to_15_different_ones_for_each_meter() -> None:
    keywords = read_keywords(KEYWORDS)

    assert tuple(keywords) == METERS
    for words in keywords.values():
        assert 10 <= len(set(words)) == len(words) <= 15
        assert all(word.count("|") <= 1 and len(word.split("|")[0]) >= 3 for word in words)


def test_labelled_services_keep_passage_vector_and_profile_together(tmp_path: Path) -> None:
    (tmp_path / "ptv").mkdir()
    debts = write_service("debts", "Velkaneuvonta", "Neuvoja veloista.")
    clubs = write_service("clubs", "Kerhot", "Kavereita ja seuraa.")
    write_json_lines(tmp_path / "ptv" / "services.jsonl.gz", debts, clubs)
    write_lines(tmp_path / "ptv" / "meters.csv", "service_id,friends", "clubs,0.5", "debts,0.4")

    services = read_labelled_services(tmp_path, ENCODER)

    assert [passage.name for passage in services.passages] == ["Kerhot", "Velkaneuvonta"]
    assert services.labels.tolist() == [[1], [0]]
    near_debts = services.vectors @ ENCODER.encode_documents(["Neuvoja veloista."])[0]
    assert near_debts[1] > near_debts[0]


@pytest.mark.parametrize(
    ("name", "text", "share"),
    [
        ("Velkaneuvonta", "Neuvoja.", 0.5),
        ("Neuvonta", "Apua, kun VELKOJA on paljon.", 0.5),
        ("Velka ja laina", "Velkojen järjestely.", 1.0),
        ("Asuntovelka", "Sijaislaina.", 0.0),
        ("Lainat", "Lainasta neuvotaan.", 0.5),
    ],
)
def test_share_named_counts_each_keyword_once_at_the_beginning_of_a_word(
    name: str, text: str, share: float
) -> None:
    (rated,) = share_named([Passage("fi", name, text)], ["velk|a", "laina"])

    assert rated == share


def test_share_named_takes_a_keyword_literally() -> None:
    rated = share_named([Passage("fi", "Apu", "acb"), Passage("fi", "Apu", "a.b")], ["a.b"])

    assert rated.tolist() == [0.0, 1.0]


def test_cosines_are_with_the_mean_of_whole_keywords() -> None:
    velka, laina = ENCODER.encode_queries(["velka", "laina"]).astype(np.float64)
    between = (velka + laina) / np.linalg.norm(velka + laina)

    rated = cosines(np.stack([between, -between, velka]), ["velk|a", "laina"], ENCODER)

    assert rated == pytest.approx([1.0, -1.0, velka @ between])


def test_rate_gives_each_way_a_column_for_each_meter() -> None:
    services = alternating_services(40)
    keywords = {"finance": ["velk|a", "kerho"], "friends": ["velk|a"]}

    ratings = rate(services, keywords, ENCODER)

    assert all(each.shape == (40, 2) for each in ratings.values())
    assert (ratings["prevalence"] == 0.5).all()
    assert ratings["keywords named"][:2].tolist() == [[0.5, 0], [0.5, 1]]
    for position, words in enumerate(keywords.values()):
        expected = cosines(services.vectors, words, ENCODER)
        assert (ratings["keywords' direction"][:, position] == expected).all()
    macro = {way: auc_and_precision(services.labels, each)[-1] for way, each in ratings.items()}
    assert macro["prevalence"].tolist() == [0.5, 0.5]
    assert macro["keywords named"].tolist() == [0.25, 0.5]
    assert macro["profiler"].tolist() == [1.0, 1.0]


def test_auc_and_precision_ends_with_the_mean_of_the_meters() -> None:
    labels = np.array([[1, 0], [0, 0], [0, 0], [1, 1]])
    ratings = np.array([[0.9, 0.1], [0.1, 0.2], [0.2, 0.3], [0.8, 0.0]])

    figures = auc_and_precision(labels, ratings)

    assert figures == pytest.approx(np.array([[1, 1], [0, 0.25], [0.5, 0.625]]))


def test_table_has_a_row_for_each_meter_and_their_mean() -> None:
    figures = {"chance": np.array([[0.5, 0.2], [0.5, 0.2]]), "best": np.array([[1, 0.9], [1, 0.9]])}

    assert table(["family"], figures).splitlines() == [
        "| meter | chance | best |",
        "|---|---|---|",
        "| family | 0.500 / 0.200 | 1.000 / 0.900 |",
        "| **mean (macro)** | 0.500 / 0.200 | 1.000 / 0.900 |",
    ]
