"""Measure reading a text with one BLAS thread and with as many as BLAS takes, in turn, on quiet and on busy cores.

    REVONTULI_DATA_DIR=FOLDER python -m benchmarks.threads [--texts N]

FOLDER holds an imported catalogue. Busy cores each run one process that only counts.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

from app.cli.workshop import open_configured_workshop
from app.usecases.text_reading import read_text
from benchmarks.run import print_figures, utterances


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure reading with one thread and with more.")
    parser.add_argument("--texts", type=int, default=400)
    texts = utterances(parser.parse_args().texts)
    figures: dict[str, object] = {"cores": os.cpu_count(), "texts": len(texts)}
    for name, processes in (("quiet", 0), ("busy", os.cpu_count() or 1)):
        with busy(processes):
            one, many = milliseconds(texts)
        figures[f"{name}: one thread, p50, p95, ms"] = f"{one[0]}, {one[1]}"
        figures[f"{name}: BLAS's choice, p50, p95, ms"] = f"{many[0]}, {many[1]}"
    print_figures(figures, as_json=False)


def milliseconds(texts: Sequence[str]) -> tuple[tuple[float, float], tuple[float, float]]:
    """p50 and p95 of read_text with one thread, and with BLAS's own choice."""
    times: tuple[list[float], list[float]] = ([], [])
    with open_configured_workshop() as workshop:
        find_services = workshop.find_services()
        snapshot = find_services.snapshot()
        for text in texts:
            for taken, limit in zip(times, (1, None), strict=True):
                with threadpool_limits(limit, "blas"):
                    encoder = find_services.request_encoder(snapshot, text)
                    started = time.perf_counter()
                    read_text(text, snapshot, encoder)
                    taken.append((time.perf_counter() - started) * 1000)
    one, many = (
        (round(statistics.median(each), 2), round(statistics.quantiles(each, n=20)[18], 2))
        for each in times
    )
    return one, many


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes that do nothing but count, for as long as the block runs."""
    counting = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)
    ]
    try:
        yield
    finally:
        for process in counting:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
