"""Measure how often reasons hold, and what giving them costs.

    python -m benchmarks.reasons [--requests N] [--json]

Explains the answers to the judged queries over the sample catalogue with the shipped model, then takes away what each
reason names, by asking anew: the clause from the text, the phrase from the phrasebook's index, the sentence from the
service, and counts how often the service's score falls. What it costs is measured over 1,800 services (the sample
repeated under new ids): every utterance is asked without and with `explain`, in turn.
"""

import argparse
import json
import statistics
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.api.service_filters import read_filters
from app.catalogue.codelist_files import load_code_lists
from app.catalogue.service_text import without_sentence
from app.domain.query import Query
from app.domain.results import Explanation
from app.embedding.meter_profiler import mean_vectors
from app.evaluation.judged_queries import read_judged_queries
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.ranking.kind_map import KindMap, spoken_vectors
from app.settings import Settings
from app.usecases.find_services import FindServices
from app.usecases.sample_catalogue import load_sample_when_empty
from app.wiring import Workshop, no_progress, open_workshop
from benchmarks.run import (
    REVONTULI,
    WARM_UP_REQUESTS,
    environment_in,
    import_services,
    print_figures,
    repeated_sample,
    timed,
    utterances,
)
from benchmarks.server import running

JUDGED_QUERIES = Path(__file__).parent.parent / "tests" / "quality" / "judged_queries.jsonl"
EVERYTHING = 100_000
"""As a limit, more services than there are."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure reasons.")
    parser.add_argument("--requests", type=int, default=300, help="requests of each kind")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="revontuli-bench-") as folder:
        figures = {**hold(Path(folder) / "sample"), **cost(Path(folder), options.requests)}
    print_figures(figures, as_json=options.json)


@dataclass(frozen=True)
class Reason:
    """Why a service was suggested for a query."""

    query: Query
    service_id: str
    score: float
    explanation: Explanation

    @property
    def other_words(self) -> str:
        """The text without the clause."""
        return self.query.text.replace(self.explanation.clause, " ").strip()


def hold(data_dir: Path) -> dict[str, object]:
    """Figure name → count, or "fell of tried"."""
    settings = Settings.model_validate({"data_dir": data_dir, "database_url": ""})
    with open_workshop(settings, no_progress) as workshop:
        load_sample_when_empty(workshop.database, workshop.import_catalogue)
        workshop.build_index.bring_up_to_date()
        find = workshop.find_services()
        reasons = list(explained(find))
        clauses = [each for each in reasons if each.explanation.clause]
        phrases = [each for each in reasons if each.explanation.phrase]
        sentences = [each for each in reasons if each.explanation.sentences]
        return {
            "services explained": len(reasons),
            "of them with a clause": len(clauses),
            "of them with a phrase": len(phrases),
            "of them with a sentence": len(sentences),
            "the clause is the whole text": sum(not each.other_words for each in clauses),
            "clause removal lowers the score": fell_of(
                score_of(find, replace(each.query, text=each.other_words), each.service_id)
                < each.score
                for each in clauses
                if each.other_words
            ),
            "phrase removal lowers the score": fell_of(
                score_of(without_phrase(find, each.explanation), each.query, each.service_id)
                < each.score
                for each in phrases
            ),
            "sentence removal lowers the score": fell_of(
                scores_fall_without_sentences(workshop, sentences)
            ),
        }


def explained(find: FindServices) -> Iterator[Reason]:
    code_lists = load_code_lists()
    judged = read_judged_queries(JUDGED_QUERIES, lambda filters: read_filters(filters, code_lists))
    for query in (replace(each.query, explain=True) for each in judged):
        for found in find(query).services:
            assert found.explanation is not None
            yield Reason(query, found.service_id, found.similarity_score, found.explanation)


def score_of(find: FindServices, query: Query, service_id: str) -> float:
    found = find(replace(query, explain=False, limit=EVERYTHING)).services
    return next(each.similarity_score for each in found if each.service_id == service_id)


def without_phrase(find: FindServices, explanation: Explanation) -> FindServices:
    """Matching over the same index without the phrase, as if the phrasebook had never held it for any kind."""
    snapshot = find.snapshot()
    index, kinds = snapshot.phrase_index, range(len(snapshot.kind_ids))
    kept = np.array([phrase.text != explanation.phrase for phrase in snapshot.phrases])
    owners = np.repeat(kinds, [len(index.vectors_of(each)) for each in kinds])[kept]
    vectors = np.concatenate([index.read_vectors(each) for each in kinds])[kept]
    owners = owners.astype(np.int32)
    centroids = mean_vectors(vectors, owners, len(kinds))
    services = len(snapshot.service_ids)
    phrases = tuple(phrase for phrase, stays in zip(snapshot.phrases, kept, strict=True) if stays)
    changed = replace(
        snapshot,
        phrase_index=FaissIndex.build(vectors, owners, len(kinds)),
        phrases=phrases,
        lexical_index=LexicalIndex.build([""] * (len(phrases) + services)),
        kind_centroids=centroids,
        spoken_vectors=spoken_vectors(KindMap(*snapshot.kind_map), centroids, services),
    )
    return replace(find, snapshot=lambda: changed)


def scores_fall_without_sentences(workshop: Workshop, reasons: Sequence[Reason]) -> Iterator[bool]:
    """Every service is stored a second time without its first named sentence, and both are asked for."""
    with workshop.database.open_stores() as stores:
        services = stores.catalogue.services({each.service_id for each in reasons})
        twins = [
            replace(
                without_sentence(services[each.service_id], sentence.language, sentence.text),
                service_id=str(uuid.UUID(int=number, version=4)),
            )
            for number, each in enumerate(reasons)
            for sentence in each.explanation.sentences[:1]
        ]
        stores.catalogue.upsert_services(twins)
    workshop.build_index.bring_up_to_date()
    find = workshop.find_services()
    for reason, twin in zip(reasons, twins, strict=True):
        yield score_of(find, reason.query, twin.service_id) < reason.score


def fell_of(falls: Iterable[bool]) -> str:
    results = list(falls)
    return f"{sum(results)} of {len(results)}"


def cost(folder: Path, requests: int) -> dict[str, object]:
    """Figure name → milliseconds, or the median ratio of paired requests."""
    environment = environment_in(folder / "many")
    import_services(repeated_sample(folder / "services.jsonl"), environment)
    with running([*REVONTULI, "serve"], "/health/ready", environment) as service:
        connection = service.connect()

        def ask(position: int, text: str) -> list[float]:
            """Every other text in the opposite order: the second to be asked something finds the caches warm."""
            bodies = [{"search_text": text, "explain": explain} for explain in (False, True)]
            direction = 1 if position % 2 else -1
            return [timed(connection, json.dumps(body).encode()) for body in bodies[::direction]][
                ::direction
            ]

        texts = utterances(requests)
        for position, text in enumerate(texts[:WARM_UP_REQUESTS]):
            ask(position, text)
        pairs = [ask(position, text) for position, text in enumerate(texts)]
    plain, explaining = zip(*pairs, strict=True)
    return {
        "text_search p50, ms": round(statistics.median(plain), 2),
        "text_search p50 with explain, ms": round(statistics.median(explaining), 2),
        "ratio of paired requests, explain to not, median": round(
            statistics.median(after / before for before, after in pairs), 2
        ),
    }


if __name__ == "__main__":
    main()
