"""Start a server process on a free loopback port, and watch its memory."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A running server; ready_seconds is the time from start to its first answer."""

    port: int
    pid: int
    ready_seconds: float

    def resident_mib(self) -> float:
        """Resident memory of the process now, MiB (Linux)."""
        with Path(f"/proc/{self.pid}/status").open(encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


@contextmanager
def running(command: list[str], probe: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run `python command --port PORT` until the block ends; ready once GET probe answers 200 or 405."""
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        env={**clean_environment(), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, probe, process)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait()


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of the service, so that nothing of an operator's is touched."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REVONTULI_")}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(port: int, probe: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", probe)
            if connection.getresponse().status in (200, 405):
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
