"""A small server that plays PTV's open API (v11): paged ids, records by id, and faults on demand."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]
Fault = Callable[["_Handler"], None]


@dataclass
class FakePtv:
    """What the server publishes, and what it was asked.

    The next request meets the first of `faults`, the one after it the second, and so on; None lets one pass. An id in
    `nameless` is listed but has no record, as PTV does with records that are hidden in every language.
    """

    services: list[Record] = field(default_factory=list)
    channels: list[Record] = field(default_factory=list)
    organizations: list[Record] = field(default_factory=list)
    removed: dict[str, list[str]] = field(default_factory=dict)
    nameless: list[str] = field(default_factory=list)
    page_size: int = 2
    has_templates: bool = True
    faults: list[Fault | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    user_agents: set[str | None] = field(default_factory=set)
    base_url: str = ""

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """The JSON of an answer; None stands for 404."""
        kind, _, rest = path.partition("/")
        records = {
            "Service": self.services,
            "ServiceChannel": self.channels,
            "Organization": self.organizations,
        }.get(kind, [])
        if rest == "list" or (rest == "serviceWithGD/list" and self.has_templates):
            return self._list(records, query["guids"].split(","))
        if rest == "" and query["status"] != "Published":
            return self._page(self.removed.get(f"{kind} {query['status']}", []), query)
        changed = [record for record in records if _modified(record) > query.get("date", "")]
        if rest.startswith("area/Municipality/code/"):
            assert query["includeWholeCountry"] == "true"
            code = rest.rpartition("/")[2]
            return self._page([each["id"] for each in changed if code in str(each["areas"])], query)
        if rest == "":
            nameless = self.nameless if kind == "Service" else []
            return self._page([each["id"] for each in changed] + nameless, query)
        return None

    @staticmethod
    def _list(records: list[Record], guids: list[str]) -> object:
        assert 0 < len(guids) <= 100
        return [record for record in records if record["id"] in guids] or None

    def _page(self, ids: list[str], query: Mapping[str, str]) -> object:
        number, size = int(query["page"]), self.page_size
        items = [{"id": id_, "name": None} for id_ in ids[size * (number - 1) : size * number]]
        page_count = -(-len(ids) // size)
        return {
            "pageNumber": number,
            "pageSize": size,
            "pageCount": page_count,
            "itemList": items or None,
        }


def _modified(record: Record) -> str:
    return str(record.get("modified", "2020-01-01T00:00:00"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ptv: FakePtv

    def do_GET(self) -> None:
        ptv = self.ptv
        url = urlsplit(self.path)
        path = url.path.removeprefix("/api/v11/")
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        ptv.asked.append(f"{path}?{'&'.join(f'{k}={v}' for k, v in query.items())}")
        ptv.user_agents.add(self.headers["User-Agent"])
        fault = ptv.faults.pop(0) if ptv.faults else None
        if fault is not None:
            fault(self)
            return
        answer = ptv.answer(path, query)
        self.send(200 if answer is not None else 404, json.dumps(answer).encode())

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def status(code: int, **headers: str) -> Fault:
    """The request is answered with this status, nothing else."""
    return lambda handler: handler.send(code, b"{}", **headers)


def not_json(handler: _Handler) -> None:
    handler.send(200, b"<html>maintenance</html>")


def cut_off(handler: _Handler) -> None:
    """The connection breaks in the middle of the body."""
    handler.send(200, b"[{", Content_Length="1000")
    handler.close_connection = True


def hang_up(handler: _Handler) -> None:
    """The connection breaks before anything is answered."""
    handler.close_connection = True


@contextmanager
def serving_ptv(**content: Any) -> Iterator[FakePtv]:
    ptv = FakePtv(**content)
    handler = type("Handler", (_Handler,), {"ptv": ptv})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    ptv.base_url = f"http://127.0.0.1:{server.server_port}/api/v11"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ptv
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
