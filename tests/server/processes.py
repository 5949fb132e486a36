"""`revontuli` as a process of its own, on a free port of the loopback interface."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import httpx

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from app.cli import main; main()")
START_SECONDS = 90.0
STOP_SECONDS = 20.0
WORKER_IS_READY = ("snapshot_loaded", "Application startup complete")
TEXT_SEARCH = "/service-recommender/v1/text_search"
PORTS_OF_A_PROCESS = 100
FIRST_PORT = 20_000 + os.getpid() % 120 * PORTS_OF_A_PROCESS

_ports = cycle(range(FIRST_PORT, FIRST_PORT + PORTS_OF_A_PROCESS))


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment without our own settings, but for the given ones and a model that needs no files."""
    outside = {name: value for name, value in os.environ.items() if "REVONTULI_" not in name}
    ours = {"DATA_DIR": str(data_dir), "EMBEDDING_MODEL": "hashing", **settings}
    return {
        **outside,
        "PYTHONPATH": str(PROJECT),
        **{f"REVONTULI_{name}": value for name, value in ours.items()},
    }


def run_command(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its working folder is the data folder's parent."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=data_dir.parent,
        env=environment(data_dir),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def free_port() -> int:
    """One that nobody listens on, nor will before the server that it is for has started.

    The system gives away ports from 32768 up; each process of a test run has some of its own below those.
    """
    return next(port for port in islice(_ports, PORTS_OF_A_PROCESS) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Server:
    """A `serve` process, its children included."""

    process: subprocess.Popen[bytes]
    port: int
    stdout: Path
    stderr: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """Return once requests can be answered."""
        deadline = time.monotonic() + START_SECONDS
        with httpx.Client(base_url=self.url, timeout=30, verify=False) as http:
            while not self._is_ready(http):
                assert self.process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.1)

    def wait_until_all_are_ready(self, workers: int) -> None:
        """Return once each worker has loaded the index and listens: one that is ready answers for all."""
        deadline = time.monotonic() + START_SECONDS
        while min(map(self.log().count, WORKER_IS_READY)) < workers:
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def _is_ready(self, http: httpx.Client) -> bool:
        try:
            return http.get("/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def ask(self, text: str, **more: object) -> httpx.Response:
        """One text_search on a connection of its own."""
        body = {"search_text": text, **more}
        return httpx.post(f"{self.url}{TEXT_SEARCH}", json=body, timeout=30)

    def terminate(self) -> int:
        """Ask the server to stop, as an orchestrator does; the exit code of the process."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End it and its children at once, without a chance to tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def is_listening(self) -> bool:
        """Whether anything still answers on the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        return self.stderr.read_text(encoding="utf-8")


def start(
    data_dir: Path, *arguments: str, command: Sequence[str] = COMMAND, **settings: str
) -> Server:
    """Start `revontuli serve`, in a process group of its own, and return before it is up."""
    port = free_port()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    stdout, stderr = (data_dir.parent / f"{port}.{name}" for name in ("stdout", "stderr"))
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), *arguments],
            cwd=data_dir.parent,
            env=environment(data_dir, **settings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    return Server(process=process, port=port, stdout=stdout, stderr=stderr)


@contextmanager
def serving(
    data_dir: Path, *arguments: str, command: Sequence[str] = COMMAND, **settings: str
) -> Iterator[Server]:
    """A server that is ready, gone with all its children in the end."""
    server = start(data_dir, *arguments, command=command, **settings)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.kill()
