import shutil
import sqlite3
import threading
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from app.domain.query import Query
from app.errors import NotAuthenticated, Overloaded, Unavailable
from app.index.build_directory import current_build_id
from app.sealing import Sealer
from app.settings import Settings
from app.storage.database import Database
from app.usecases.rate_limit import Caller
from app.wiring import attribute_sealer, no_progress, open_container, open_workshop
from tests.builders import make_query
from tests.conftest import make_settings
from tests.translation_server import TranslationServer, say_back


class TestContainer:
    def test_container_over_a_built_index_answers(self, sample_settings: Settings) -> None:
        with open_container(sample_settings) as container:
            readiness = container.readiness()
            assert readiness.reasons == ()
            assert readiness.services >= 150
            answer = container.text_search(make_query("laskut maksamatta"), request={}, client=None)
            assert len(answer.services) == 5
            assert container.service_collection_ids()
            assert container.public_base_url == "http://127.0.0.1:8000"

    def test_container_asks_for_credentials_unless_told_otherwise(
        self, sample_settings: Settings
    ) -> None:
        with open_workshop(sample_settings, no_progress) as workshop:
            issued = workshop.clients.add_client("Botti", "Oulu")
        pair = f"{issued.client.client_id}:{issued.client_secret}"
        header = "Basic " + b64encode(pair.encode()).decode()
        asking = sample_settings.model_copy(update={"require_auth": True})
        with open_container(asking) as container:
            assert container.authenticate(header) == issued.client
            with pytest.raises(NotAuthenticated):
                container.authenticate(None)
            assert container.asks_credentials
            assert container.asks_administrators
        with open_container(sample_settings) as container:
            assert not container.asks_credentials
            assert container.asks_administrators
        with open_container(sample_settings, is_dev=True) as container:
            assert not container.asks_administrators

    @pytest.mark.usefixtures("few_phrases")
    def test_container_over_an_empty_catalogue_says_what_is_missing(self, tmp_path: Path) -> None:
        with open_container(make_settings(tmp_path / "data")) as container:
            assert container.readiness().reasons == ("No service catalogue has been loaded",)
            with pytest.raises(Unavailable):
                container.text_search(make_query(), request={}, client=None)

    def test_container_without_its_model_starts_and_says_so(
        self, sample_folder: Path, tmp_path: Path
    ) -> None:
        """Texts are compared by their spelling, and meters need no model."""
        data_dir = tmp_path / "data"
        shutil.copytree(sample_folder, data_dir)
        settings = make_settings(data_dir, embedding_model=str(tmp_path / "no-model"))
        with capture_logs() as logs, open_container(settings) as container:
            readiness = container.readiness()
            assert len(readiness.reasons) == 1
            assert readiness.embedding_model is None
            assert "no-model" not in readiness.reasons[0]
            assert container.text_search(make_query(), request={}, client=None).is_lexical
            meters = Query(meter_means={"finance": 1.0})
            assert container.recommend_service(meters, request={}, client=None).services
        assert "embedding_model_not_loaded" in [event["event"] for event in logs]

    def test_container_has_a_translator_where_its_address_is_set(
        self, sample_settings: Settings, translation_server: TranslationServer
    ) -> None:
        with open_container(sample_settings) as container:
            assert container.translation is None
        changes = {"translator_url": translation_server.url, "translator_api_key": "avain"}
        settings = make_settings(sample_settings.data_dir, **changes)
        with open_container(settings) as container:
            assert container.translation is not None
            assert translation_server.calls == []
            container.translation.of_search_text("hyra", "sv")
            assert translation_server.open_connections == 1
        assert translation_server.calls[0].body["api_key"] == "avain"
        translation_server.wait_for_connections(0)

    @pytest.mark.parametrize(("in_work", "translating"), [(1, 1), (4, 1), (14, 2)])
    def test_hanging_translator_holds_a_fifth_of_the_requests_at_most(
        self,
        sample_settings: Settings,
        translation_server: TranslationServer,
        in_work: int,
        translating: int,
    ) -> None:
        may_go_on = threading.Event()

        def wait(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
            may_go_on.wait(10)
            say_back(handler, body)

        translation_server.reply = wait
        changes = {"translator_url": translation_server.url, "max_concurrent_requests": in_work}
        settings = make_settings(sample_settings.data_dir, **changes)
        with open_container(settings) as container, ThreadPoolExecutor(translating) as threads:
            assert container.translation is not None
            for _ in range(translating):
                threads.submit(container.translation.of_search_text, "hyra", "sv")
            translation_server.wait_for_connections(translating)
            with pytest.raises(Overloaded):
                container.translation.of_search_text("hyra", "sv")
            may_go_on.set()

    def test_requests_are_counted_without_waiting_for_another_writer(
        self, sample_settings: Settings
    ) -> None:
        writer = Database(sample_settings.resolved_database_url)
        settings = make_settings(sample_settings.data_dir, rate_limit_per_minute=6000)
        with open_container(settings) as container, writer.open_stores():
            began = time.monotonic()
            container.rate_limit.take(Caller("client", "0123456789abcdef"))
            assert time.monotonic() - began < 10
        writer.close()

    def test_closed_container_leaves_no_network_address(self, sample_settings: Settings) -> None:
        settings = make_settings(sample_settings.data_dir, rate_limit_per_minute=6000)
        rows = "SELECT count(*) FROM request_counts WHERE caller LIKE 'address %'"
        file = settings.data_dir / "revontuli.db"
        with closing(sqlite3.connect(file)) as connection:
            with open_container(settings) as container:
                container.rate_limit.take(Caller("address", "192.0.2.7"))
                assert connection.execute(rows).fetchone() == (1,)
            assert connection.execute(rows).fetchone() == (0,)

    @pytest.mark.parametrize("name", ["active-index", "daily-purge"])
    def test_closed_container_leaves_no_thread(self, sample_settings: Settings, name: str) -> None:
        before = set(threading.enumerate())
        with open_container(sample_settings):
            (watching,) = (new for new in set(threading.enumerate()) - before if new.name == name)
        assert not watching.is_alive()


class TestAttributeSealer:
    def test_first_configured_key_seals_and_no_file_is_made(self, tmp_path: Path) -> None:
        first, second = (Fernet.generate_key().decode() for _ in range(2))
        settings = make_settings(tmp_path, attribute_keys=f"{first}, {second}")
        sealed = attribute_sealer(settings).seal("x", bound_to="y")
        assert Sealer([first]).unseal(sealed, bound_to="y") == "x"
        before = Sealer([second]).seal("x", bound_to="y")
        assert attribute_sealer(settings).unseal(before, bound_to="y") == "x"
        assert list(tmp_path.iterdir()) == []

    def test_key_of_the_data_folder_serves_where_none_is_configured(self, tmp_path: Path) -> None:
        settings = make_settings(tmp_path)
        sealed = attribute_sealer(settings).seal("x", bound_to="y")
        assert attribute_sealer(settings).unseal(sealed, bound_to="y") == "x"
        key = (tmp_path / "attribute.key").read_text(encoding="ascii")
        assert Sealer([key]).unseal(sealed, bound_to="y") == "x"

    @pytest.mark.usefixtures("few_phrases")
    def test_container_keeps_attributes_for_the_configured_time(self, tmp_path: Path) -> None:
        settings = make_settings(tmp_path, attribute_lifetime_seconds=60)
        with open_container(settings) as container:
            assert container.transfer_attributes.lifetime == timedelta(seconds=60)


class TestWorkshop:
    def test_workshop_makes_the_data_folder_and_the_schema(self, tmp_path: Path) -> None:
        settings = make_settings(tmp_path / "deep" / "data")
        with open_workshop(settings, no_progress) as workshop:
            assert workshop.clients.list_clients() == []
        assert (settings.data_dir / "revontuli.db").exists()
        assert not (settings.data_dir / "attribute.key").exists()
        assert not settings.index_dir.exists()

    def test_workshop_finds_services_over_the_index_on_disk(
        self, sample_settings: Settings
    ) -> None:
        with open_workshop(sample_settings, no_progress) as workshop:
            found = workshop.find_services()(make_query("velkaneuvonta"))
        assert len(found.services) == 5

    def test_workshop_leaves_a_current_index_alone(self, sample_settings: Settings) -> None:
        before = current_build_id(sample_settings.index_dir)
        with open_workshop(sample_settings, no_progress) as workshop:
            assert not workshop.build_index.bring_up_to_date()
        assert current_build_id(sample_settings.index_dir) == before
