"""Measure the service beside a bare endpoint of the same framework.

    python -m benchmarks.run [--catalogue FILE] [--requests N] [--json]

Imports 1,800 services (the given PTV file, else the sample catalogue repeated under new ids), starts the service with
the shipped model, and sends utterances of the phrasebook one after another to it and to the bare endpoint in turn, so
that both see the same moments of a noisy machine.
"""

import argparse
import http.client
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.phrasebook import load_phrasebook
from app.ranking.clauses import split_clauses
from app.usecases.sample_catalogue import SAMPLE_CATALOGUE
from benchmarks.server import Server, clean_environment, running

SERVICES = 1800
WARM_UP_REQUESTS = 50
PATH = "/service-recommender/v1/text_search"
PACKAGES_PATH = "/service_packages"
REVONTULI = ["-c", "from app.cli import main; main()"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure speed and memory on this machine.")
    parser.add_argument("--catalogue", type=Path, help="PTV JSON of services to import")
    parser.add_argument("--requests", type=int, default=500, help="requests to each endpoint")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="revontuli-bench-") as folder:
        figures = measure(Path(folder), options.catalogue, options.requests)
    print_figures(figures, as_json=options.json)


def print_figures(figures: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        print("\n".join(f"{name:58} {value}" for name, value in figures.items()))


def measure(folder: Path, catalogue: Path | None, requests: int) -> dict[str, object]:
    """Figure name → value; times in milliseconds unless named otherwise."""
    environment = environment_in(folder / "data")
    import_seconds = import_services(
        catalogue or repeated_sample(folder / "services.jsonl"), environment
    )
    bodies = [json.dumps({"search_text": text}).encode() for text in utterances(requests)]
    bare_command = ["-m", "uvicorn", "benchmarks.bare:app", "--log-level", "warning"]
    with (
        running([*REVONTULI, "serve"], "/health/ready", environment) as service,
        running(bare_command, PATH, environment) as bare,
    ):
        service_ms, bare_ms = in_turn((service, PATH, bodies), (bare, PATH, bodies))
        packages_ms, search_ms = in_turn(
            (service, PACKAGES_PATH, packages(requests)), (service, PATH, bodies)
        )
        memory = service.resident_mib()
    return {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "requests to each, one at a time": requests,
        "import and index, seconds": round(import_seconds, 1),
        "start to ready on a built index, seconds": round(service.ready_seconds, 1),
        "resident memory after the run, MiB": round(memory),
        "text_search p50, ms": round(statistics.median(service_ms), 2),
        "text_search p95, ms": round(percentile(service_ms, 95), 2),
        "bare endpoint p50, ms": round(statistics.median(bare_ms), 2),
        "bare endpoint p95, ms": round(percentile(bare_ms, 95), 2),
        "ratio of paired requests, median": median_ratio(service_ms, bare_ms),
        "service_packages of three clauses p50, ms": round(statistics.median(packages_ms), 2),
        "service_packages p95, ms": round(percentile(packages_ms, 95), 2),
        "ratio to text_search in turn with it, median": median_ratio(packages_ms, search_ms),
    }


def environment_in(data_dir: Path) -> dict[str, str]:
    """Settings of a service over this folder that asks for no credentials."""
    return {
        "REVONTULI_DATA_DIR": str(data_dir),
        "REVONTULI_DATABASE_URL": "",
        "REVONTULI_REQUIRE_AUTH": "false",
        "REVONTULI_LOG_LEVEL": "WARNING",
    }


def import_services(catalogue: Path, environment: Mapping[str, str]) -> float:
    """Import the services and index them; returns the seconds it took."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *REVONTULI, "catalogue", "import", str(catalogue)],
        check=True,
        env={**clean_environment(), **environment},
        capture_output=True,
    )
    return time.perf_counter() - started


def repeated_sample(path: Path) -> Path:
    """Write the sample catalogue's services under new ids until there are SERVICES of them."""
    lines = (SAMPLE_CATALOGUE / "services.jsonl").read_text(encoding="utf-8").splitlines()
    with path.open("w", encoding="utf-8") as file:
        for number in range(SERVICES):
            service = json.loads(lines[number % len(lines)])
            service["id"] = str(uuid.UUID(int=number, version=4))
            file.write(json.dumps(service, ensure_ascii=False) + "\n")
    return path


def utterances(count: int) -> list[str]:
    """What people say in three languages, spread over all kinds, the same ones every time."""
    texts = [
        text for kind in load_phrasebook() for each in kind.utterances.values() for text in each
    ]
    return [texts[position * 7919 % len(texts)] for position in range(count)]


def packages(count: int) -> list[bytes]:
    """Bodies of situations of three clauses, each an utterance about something else."""
    clauses = [text for text in utterances(20 * count) if len(split_clauses(text)) == 1]
    situations = [". ".join(clauses[place : place + 3]) for place in range(0, 3 * count, 3)]
    return [json.dumps({"life_situation": text}).encode() for text in situations]


Endpoint = tuple[Server, str, Sequence[bytes]]
"""A server, the path asked and the bodies sent there."""


def in_turn(first: Endpoint, second: Endpoint) -> tuple[list[float], list[float]]:
    """Milliseconds of each request to the one and to the other endpoint, taken alternately."""
    (first_server, first_path, first_bodies), (second_server, second_path, second_bodies) = (
        first,
        second,
    )
    connections = (first_server.connect(), second_server.connect())

    def pair(bodies: tuple[bytes, bytes]) -> tuple[float, float]:
        return (
            timed(connections[0], bodies[0], first_path),
            timed(connections[1], bodies[1], second_path),
        )

    pairs = list(zip(first_bodies, second_bodies, strict=True))
    for bodies in pairs[:WARM_UP_REQUESTS]:
        pair(bodies)
    times = [pair(bodies) for bodies in pairs]
    return [each[0] for each in times], [each[1] for each in times]


def timed(connection: http.client.HTTPConnection, body: bytes, path: str = PATH) -> float:
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return (time.perf_counter() - started) * 1000


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Of paired requests."""
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 2)


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]


if __name__ == "__main__":
    main()
