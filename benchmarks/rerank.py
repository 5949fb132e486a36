"""Measure what re-ranking costs over a long history.

    python -m benchmarks.rerank [--recommendations N] [--requests N] [--json]

Imports 1,800 services (the sample catalogue repeated under new ids) twice, stores 400,000 recommendations of five
services beside one of the two, with a followed link in every tenth and a score in every twentieth, and starts a service
on each. Every utterance is then asked without re-ranking where there is no history, and without and with it where there
is, in turn, so that all three see the same moments of a noisy machine.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, insert, select

from app.domain.feedback import Feedback, FollowedLink
from app.storage.database import Database
from app.storage.tables.catalogue import services
from app.storage.tables.recommendations import recommendations, recommended_services
from app.usecases.train_reranking import train_reranking
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

LIST_LENGTH = 5
FOLLOWED_EVERY = 10
SCORED_EVERY = 20
BATCH = 10_000
HISTORY_DAYS = 365


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what re-ranking costs.")
    parser.add_argument(
        "--recommendations", type=int, default=400_000, help="length of the history"
    )
    parser.add_argument("--requests", type=int, default=500, help="requests of each kind")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="revontuli-bench-") as folder:
        figures = measure(Path(folder), options.recommendations, options.requests)
    print_figures(figures, as_json=options.json)


def measure(folder: Path, history: int, requests: int) -> dict[str, object]:
    """Figure name → value; times in milliseconds unless named otherwise."""
    empty, filled = folder / "empty", folder / "filled"
    import_services(repeated_sample(folder / "services.jsonl"), environment_in(empty))
    shutil.copytree(empty, filled)
    database_file = filled / "revontuli.db"
    store_history(database_file, history)
    train_seconds = training_seconds(database_file)
    without, asking, reranking = in_turn(empty, filled, utterances(requests))
    slowdown = [after / before for before, after in zip(without, asking, strict=True)]
    ratios = [after / before for before, after in zip(asking, reranking, strict=True)]
    return {
        "recommendations stored before": history,
        "requests of each kind, one at a time": requests,
        "rerank train, seconds": round(train_seconds, 1),
        "text_search p50 without history, ms": round(statistics.median(without), 2),
        "text_search p50 with history, ms": round(statistics.median(asking), 2),
        "text_search p50 with history and rerank, ms": round(statistics.median(reranking), 2),
        "ratio of paired requests, history to none, median": round(statistics.median(slowdown), 2),
        "ratio of paired requests, rerank to not, median": round(statistics.median(ratios), 2),
    }


def store_history(database_file: Path, count: int) -> None:
    """Chance answers over a year in one bulk, then what people made of some, through the service's own stores."""
    engine = create_engine(f"sqlite:///{database_file}")
    random = Random(20261121)
    started = datetime.now(UTC) - timedelta(days=HISTORY_DAYS)
    step = timedelta(days=HISTORY_DAYS) / count
    with engine.begin() as connection:
        service_ids = list(connection.execute(select(services.c.id)).scalars())
        shown = [random.sample(service_ids, LIST_LENGTH) for _ in range(count)]
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            answers = [_answer_row(number, started + number * step) for number in numbers]
            connection.execute(insert(recommendations), answers)
            rows = [row for number in numbers for row in _service_rows(number, shown[number])]
            connection.execute(insert(recommended_services), rows)
    engine.dispose()
    moments = _moments(started, step)
    database = Database(f"sqlite:///{database_file}", clock=lambda: next(moments))
    with database.open_stores() as stores:
        for number in range(0, count, FOLLOWED_EVERY):
            link = FollowedLink(
                recommendation_id=number + 1,
                service_id=random.choice(shown[number]),
                channel_id=service_ids[0],
                link_id=0,
            )
            stores.feedback.add_followed_link(link, client_id=None)
            if number % SCORED_EVERY == 0:
                scores = {random.choice(shown[number]): random.choice((-1, 1))}
                feedback = Feedback(recommendation_id=number + 1, service_scores=scores)
                stores.feedback.put(feedback, client_id=None)
    database.close()


def _answer_row(number: int, moment: datetime) -> dict[str, object]:
    return {
        "id": number + 1,
        "created_at": moment,
        "client_id": None,
        "calling_organisation": "",
        "calling_service": "",
        "path": "text_search",
        "language": "fi",
        "request": '{"limit":5}',
    }


def _service_rows(number: int, service_ids: list[str]) -> list[dict[str, object]]:
    return [
        {
            "recommendation_id": number + 1,
            "service_id": service_id,
            "rank": rank,
            "similarity_score": 1 / rank,
        }
        for rank, service_id in enumerate(service_ids, start=1)
    ]


def _moments(started: datetime, step: timedelta) -> Iterator[datetime]:
    """A moment for each response, close enough to its answer's."""
    moment = started
    while True:
        moment += step * SCORED_EVERY / 3
        yield moment


def training_seconds(database_file: Path) -> float:
    database = Database(f"sqlite:///{database_file}")
    started = time.perf_counter()
    train_reranking(database.open_stores)
    database.close()
    return time.perf_counter() - started


def in_turn(
    empty: Path, filled: Path, texts: list[str]
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each text: without history, with it, and with it re-ranked, taken in turn."""
    serve = [*REVONTULI, "serve"]
    with (
        running(serve, "/health/ready", environment_in(empty)) as without_history,
        running(serve, "/health/ready", environment_in(filled)) as with_history,
    ):
        kinds = [
            (without_history.connect(), False),
            (with_history.connect(), False),
            (with_history.connect(), True),
        ]

        def ask(position: int, text: str) -> list[float]:
            """Every other text in the opposite order: the second to be asked something finds the caches warm."""
            direction = 1 if position % 2 else -1
            return [
                timed(connection, json.dumps({"search_text": text, "rerank": rerank}).encode())
                for connection, rerank in kinds[::direction]
            ][::direction]

        for position, text in enumerate(texts[:WARM_UP_REQUESTS]):
            ask(position, text)
        answers = [ask(position, text) for position, text in enumerate(texts)]
    return tuple(list(times) for times in zip(*answers, strict=True))  # type: ignore[return-value]


if __name__ == "__main__":
    main()
