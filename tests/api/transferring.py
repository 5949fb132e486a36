"""A service over a few channels of our own, to hand session attributes to, and how the tests do so."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import create_engine, text

from app.domain.catalogue import WebPage
from app.main import create_app
from app.sealing import Sealer
from app.settings import Settings
from app.storage.database import Database
from app.usecases.redirect import Redirect
from app.usecases.session_attributes import ReadAttributes, TransferAttributes
from tests.api.asking import PREFIX, post_json_text
from tests.builders import (
    channel_id,
    make_channel,
    make_client,
    make_ranked,
    make_service,
)

SESSION_ATTRIBUTES = f"{PREFIX}/session_attributes"
PAGE = "https://www.example.org/asiointi?lang=fi&auroraai_access_token=old#alku"
SECOND_PAGE = "HTTPS://www.example.org/sv"
ATTRIBUTES = {
    "age": 34,
    "municipality_code": "564",
    "life_situation_meters": {"finance": [2, 3], "housing": [], "health": [0, 10]},
}
LIFETIME = timedelta(hours=1)
OWNER = make_client()


@dataclass
class Transfers:
    """The service over its own database.

    Service 1 has channels 1 (PAGE), 2 (an ftp page, then SECOND_PAGE), 3 (no page) and 4 (only an ftp page); channel 5
    is archived, 6 no service's. Recommendation 1 holds service 1 and was made for no client, recommendation 2 holds
    services 1 and 2 and was made for OWNER.
    """

    api: TestClient
    database: Database
    folder: Path
    clock: list[datetime]

    def post(self, **changes: object) -> Response:
        """Hand ATTRIBUTES to channel 1, or what the changes say; a field changed to None is left out."""
        return post_json_text(self.api, SESSION_ATTRIBUTES, json.dumps(body(**changes)))

    def read(self, token: str) -> Response:
        return self.api.get(SESSION_ATTRIBUTES, params={"access_token": token})

    def token(self, **changes: object) -> str:
        """The token of an accepted transfer."""
        return token_of(self.post(**changes))

    def stored(self) -> list[dict[str, Any]]:
        """Every row of session attributes."""
        engine = create_engine(f"sqlite:///{self.folder / 'revontuli.db'}")
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM session_attributes")).mappings().all()
        engine.dispose()
        return [dict(row) for row in rows]


def body(**changes: object) -> dict[str, object]:
    fields = {
        "service_channel_id": channel_id(1),
        "session_attributes": ATTRIBUTES,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def token_of(response: Response) -> str:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    (token,) = parse_qs(urlsplit(response.text).query)["auroraai_access_token"]
    return token


@contextmanager
def open_transfers(settings: Settings, folder: Path) -> Iterator[Transfers]:
    """The service with these settings, its session attributes and redirects over a new database in the folder."""
    clock = [datetime.now(UTC)]
    database = Database(f"sqlite:///{folder / 'revontuli.db'}", clock=lambda: clock[0])
    database.upgrade()
    _fill(database)
    sealer = Sealer([Fernet.generate_key().decode()])
    with TestClient(create_app(settings), follow_redirects=False) as api:
        api.app_state["container"] = replace(
            api.app_state["container"],
            redirect=Redirect(open_stores=database.open_stores),
            transfer_attributes=TransferAttributes(
                open_stores=database.open_stores, sealer=sealer, lifetime=LIFETIME
            ),
            read_attributes=ReadAttributes(open_stores=database.open_stores, sealer=sealer),
        )
        yield Transfers(api, database, folder, clock)
    database.close()


def _fill(database: Database) -> None:
    ftp = WebPage(language="fi", url="ftp://example.org/")
    pages = {
        1: (WebPage(language="fi", url=PAGE),),
        2: (ftp, WebPage(language="sv", url=SECOND_PAGE)),
        3: (),
        4: (ftp,),
        5: (WebPage(language="fi", url=PAGE),),
        6: (WebPage(language="fi", url=PAGE),),
    }
    channels = tuple(channel_id(number) for number in range(1, 6))
    with database.open_stores() as stores:
        stores.clients.add(OWNER, "hash")
        stores.catalogue.upsert_services([make_service(1, channel_ids=channels), make_service(2)])
        stores.catalogue.upsert_channels(
            [make_channel(number, web_pages=web_pages) for number, web_pages in pages.items()]
        )
        stores.catalogue.archive_channels([channel_id(5)])
        for client, numbers in ((None, (1,)), (OWNER, (1, 2))):
            stores.recommendations.add(
                client=client,
                path="text_search",
                language="fi",
                request={},
                services=make_ranked(*numbers),
            )
