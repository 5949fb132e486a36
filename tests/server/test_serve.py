import re
import shutil
import signal
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.storage.database import Database
from app.wiring import no_progress, open_workshop
from tests.builders import service_id
from tests.conftest import make_settings
from tests.server.processes import TEXT_SEARCH, Server, run_command, serving, start
from tests.usecases.catalogue_files import numbered_service, write_lines

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 60.0
SHUT_DOWN = "Application shutdown complete"


@pytest.fixture
def data_dir(sample_folder: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the sample catalogue and its index."""
    copy = tmp_path / "data"
    shutil.copytree(sample_folder, copy)
    return copy


@pytest.fixture
def empty_data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


def found_ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [service["service_id"] for service in response.json()["recommended_services"]]


def stored_ids(database: Database, recommendation_id: int) -> list[str]:
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(recommendation_id)
    assert stored is not None
    return [service.service_id for service in stored.services]


def test_serve_dev_from_nothing_answers_and_sigterm_stops_it(empty_data_dir: Path) -> None:
    with serving(empty_data_dir, "--dev") as server:
        greeting = server.stdout.read_text(encoding="utf-8")
        assert f"{server.url}/docs" in greeting
        assert f"{server.url}/demo" in greeting
        assert f"curl -s {server.url}{TEXT_SEARCH}" in greeting
        response = server.ask("en pysty maksamaan laskujani", limit=3)
        assert len(found_ids(response)) == 3
        links = [
            link
            for service in response.json()["recommended_services"]
            for channel in service["service_channels"]
            for link in channel["web_pages"]
        ]
        assert links
        assert all(link.startswith(f"{server.url}/service-recommender/v1/") for link in links)
        assert httpx.get(f"{server.url}/demo", timeout=30).status_code == 200
        assert httpx.get(f"{server.url}/insights", timeout=30).status_code == 200
        page = httpx.get(f"{server.url}/docs", timeout=30)
        assert page.status_code == 200
        script = f"{server.url}/docs/assets/swagger-ui-bundle.js"
        assert httpx.get(script, timeout=30).status_code == 200
        assert server.terminate() == -signal.SIGTERM
        assert not server.is_listening()
    assert server.log().count(SHUT_DOWN) == 1
    assert "Traceback" not in server.log()
    assert "laskujani" not in server.log()


def test_serve_catalogue_import_is_picked_up_without_one_failed_request(
    data_dir: Path, tmp_path: Path
) -> None:
    services = [numbered_service(number, "Revontulibongaus") for number in range(1, 21)]
    file = write_lines(tmp_path / "services.jsonl", services)
    imported = {service_id(number) for number in range(1, 21)}
    with serving(data_dir, "--dev") as server, keep_asking(server) as answers:
        wait_for(answers, lambda found: bool(found) and not imported & set(found))
        command = run_command(data_dir, "catalogue", "import", str(file))
        assert command.returncode == 0, command.stderr
        assert re.search(r"^removed \d{3} sample services$", command.stdout, re.MULTILINE)
        wait_for(answers, lambda found: len(found) == 5 and set(found) <= imported)
    assert {status for status, _ in answers} == {200}
    assert len(answers) > 20


Answers = list[tuple[int, list[str]]]


class keep_asking:  # noqa: N801  # reads as what it does: with keep_asking(server) as answers
    """Ask over one connection without a pause; each answer is its status and the services found."""

    def __init__(self, server: Server) -> None:
        self._url = f"{server.url}{TEXT_SEARCH}"
        self._answers: Answers = []
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Answers:
        self._thread.start()
        return self._answers

    def __exit__(self, *_: object) -> None:
        self._finished.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client(timeout=30) as connection:
            while not self._finished.is_set():
                response = connection.post(self._url, json={"search_text": "revontulibongaus"})
                ids = found_ids(response) if response.status_code == 200 else []
                self._answers.append((response.status_code, ids))
                time.sleep(0.02)


def wait_for(answers: Answers, is_expected: Callable[[list[str]], bool]) -> None:
    """Until the newest answer is the expected one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answers and is_expected(answers[-1][1])):
        assert time.monotonic() < deadline, f"{len(answers)} answers, the last {answers[-1:]}"
        time.sleep(0.05)


def test_serve_killed_right_after_an_answer_has_stored_it(data_dir: Path) -> None:
    with serving(data_dir, "--dev") as server:
        response = server.ask("pelkään kotona")
        server.kill()
    database = Database(make_settings(data_dir).resolved_database_url)
    recommendation_id = response.json()["auroraai_recommendation_id"]
    assert stored_ids(database, recommendation_id) == found_ids(response)
    database.close()
    with serving(data_dir, "--dev") as again:
        answer = again.ask("pelkään kotona").json()
    assert answer["auroraai_recommendation_id"] > recommendation_id


def test_serve_two_workers_ask_for_credentials_and_stop_together(data_dir: Path) -> None:
    with open_workshop(make_settings(data_dir), no_progress) as workshop:
        issued = workshop.clients.add_client("Botti", "Oulun kaupunki")
    pair = f"{issued.client.client_id}:{issued.client_secret}"
    headers = {"Authorization": "Basic " + b64encode(pair.encode()).decode()}
    with serving(data_dir, "--workers", "2") as server:
        server.wait_until_all_are_ready(workers=2)
        assert server.ask("kuka tahansa").status_code == 401
        answers = [
            httpx.post(
                f"{server.url}{TEXT_SEARCH}",
                json={"search_text": "päivähoitopaikka"},
                headers=headers,
                timeout=30,
            )
            for _ in range(20)
        ]
        assert len({tuple(found_ids(answer)) for answer in answers}) == 1
        given = {answer.json()["auroraai_recommendation_id"] for answer in answers}
        assert len(given) == 20
        assert server.terminate() == 0
        assert not server.is_listening()
        assert server.log().count(SHUT_DOWN) == 2


def test_serve_two_at_once_on_one_empty_folder_both_come_up(empty_data_dir: Path) -> None:
    servers = [start(empty_data_dir, "--dev") for _ in range(2)]
    try:
        for server in servers:
            server.wait_until_ready()
        answers = [server.ask("asunnottomuus") for server in servers]
        assert found_ids(answers[0]) == found_ids(answers[1])
        given = {answer.json()["auroraai_recommendation_id"] for answer in answers}
        assert len(given) == 2
    finally:
        for server in servers:
            server.kill()
    database = Database(make_settings(empty_data_dir).resolved_database_url)
    with database.open_stores(read_only=True) as stores:
        counts = stores.catalogue.counts()
    database.close()
    assert counts.services == counts.sample_services >= 150


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def test_serve_on_postgresql_answers_and_stores_there(
    empty_data_dir: Path, postgres: Database, postgres_url: str
) -> None:
    with serving(empty_data_dir, "--dev", DATABASE_URL=postgres_url) as server:
        response = server.ask("jag kan inte betala hyran", language="sv")
        assert len(found_ids(response)) == 5
        server.kill()
    recommendation_id = response.json()["auroraai_recommendation_id"]
    assert stored_ids(postgres, recommendation_id) == found_ids(response)
    assert not (empty_data_dir / "revontuli.db").exists()


def test_serve_on_a_port_in_use_fails(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = run_command(data_dir, "serve", "--port", str(port))
    assert command.returncode == 1
    assert "address already in use" in command.stderr
    assert "Traceback" not in command.stderr
    assert command.stderr.splitlines()[-1].startswith("revontuli: the server could not start")
