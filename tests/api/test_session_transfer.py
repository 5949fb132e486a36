import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from app.main import create_app
from app.wiring import no_progress, open_workshop
from tests.api.asking import MAX_LIMIT, search
from tests.conftest import make_settings


def test_session_transfer_is_true_for_channels_registered_with_an_attribute(
    sample_folder: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(sample_folder, data_dir)
    settings = make_settings(data_dir)

    def flags(api: TestClient) -> dict[str, bool]:
        return {
            channel["service_channel_id"]: channel["session_transfer"]
            for service in search(api, limit=MAX_LIMIT)
            for channel in service["service_channels"]
        }

    with (
        TestClient(create_app(settings)) as api,
        open_workshop(settings, no_progress) as workshop,
    ):
        assert set(flags(api).values()) == {False}
        receiving, refusing, *_ = flags(api)
        workshop.channel_support.register(receiving, ["age"])
        workshop.channel_support.register(refusing, [])
        assert {each for each, flag in flags(api).items() if flag} == {receiving}
