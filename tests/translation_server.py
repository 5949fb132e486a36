"""A real HTTP server on loopback that plays LibreTranslate, well-behaved or not. Listed as a pytest plugin."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

LONGEST_WAIT_SECONDS = 10

Reply = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it reached the server; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """A whole answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def translated(text: str, source: str, target: str) -> str:
    """What the server makes of a text."""
    return f"{text} ({source} → {target})"


def say_back(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Each text with its languages, as `translated` has it."""
    texts = [translated(text, body["source"], body["target"]) for text in body["q"]]
    send(handler, 200, json.dumps({"translatedText": texts}).encode())


def reply_with(status: int, body: bytes = b"{}", **headers: str) -> Reply:
    """The same answer to everything."""
    return lambda handler, _body: send(handler, status, body, **headers)


@dataclass
class TranslationServer:
    """calls are all that was asked so far; reply may be changed at any time."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    reply: Reply = say_back
    open_connections: int = 0

    @property
    def texts(self) -> list[str]:
        """Every text the server got to see."""
        return [text for call in self.calls for text in call.body["q"]]

    def wait_for_connections(self, count: int) -> None:
        """Returns once so many are open; the server notices a closed one a moment later."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while self.open_connections != count:
            assert time.monotonic() < deadline, f"{self.open_connections} connections stay open"
            time.sleep(0.01)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                with lock:
                    server.open_connections += 1

            def finish(self) -> None:
                super().finish()
                with lock:
                    server.open_connections -= 1

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.calls.append(Call(self.path, headers, body))
                server.reply(self, body)

            def log_message(self, *_args: object) -> None:
                """Nothing goes to standard error."""

        return Handler


class _QuietServer(ThreadingHTTPServer):
    """Connections that break off are what many tests are about."""

    block_on_close = False

    def handle_error(self, *_args: object) -> None:
        """Nothing goes to standard error here either."""


@pytest.fixture
def translation_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TranslationServer]:
    """Says texts back until told otherwise; reached directly whatever proxy the environment names."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    server = TranslationServer()
    http = _QuietServer(("127.0.0.1", 0), server.handler())
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()
