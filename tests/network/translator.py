"""A translator that the service can call: it answers each text with the target language before it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class _Translate(BaseHTTPRequestHandler):
    """POST /translate as LibreTranslate has it: `q` is a text or a list of texts."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts, target = asked["q"], asked["target"]
        translated = (
            [f"{target}: {text}" for text in texts]
            if isinstance(texts, list)
            else f"{target}: {texts}"
        )
        content = json.dumps({"translatedText": translated}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Stay silent."""


@contextmanager
def translating_server() -> Iterator[str]:
    """Its address, while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Translate)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
