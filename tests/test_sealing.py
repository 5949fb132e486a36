import os
import stat
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.sealing import Sealer, key_from_file

OLD, NEW, OTHER = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in range(3))
PLACE = "f4b1"
CONTENT = '{"municipality_code":"äö\\u2028"}\nand a second line'


def test_sealed_content_opens_as_it_was() -> None:
    sealer = Sealer([NEW])
    for content in (CONTENT, "", "\n"):
        sealed = sealer.seal(content, bound_to=PLACE)
        assert sealed.isascii()
        assert sealer.unseal(sealed, bound_to=PLACE) == content


def test_sealed_content_shows_neither_content_nor_place_and_differs_each_time() -> None:
    sealer = Sealer([NEW])
    first, second = (sealer.seal(CONTENT, bound_to=PLACE) for _ in range(2))
    assert first != second
    raw = urlsafe_b64decode(first)
    assert b"municipality" not in raw
    assert PLACE.encode() not in raw


def test_first_key_seals_and_every_key_opens() -> None:
    before = Sealer([OLD]).seal(CONTENT, bound_to=PLACE)
    rotated = Sealer([NEW, OLD])
    after = rotated.seal(CONTENT, bound_to=PLACE)
    assert rotated.unseal(before, bound_to=PLACE) == CONTENT
    assert Sealer([NEW]).unseal(after, bound_to=PLACE) == CONTENT
    assert Sealer([OLD]).unseal(after, bound_to=PLACE) is None


def test_derived_key_follows_from_first_key_and_purpose() -> None:
    derived = Sealer([NEW, OLD]).derived_key("a")
    assert derived == Sealer([NEW]).derived_key("a")
    assert len({derived, Sealer([NEW]).derived_key("b"), Sealer([OLD]).derived_key("a")}) == 3
    assert len(derived) == 32


def test_dropped_key_opens_nothing_any_more() -> None:
    before = Sealer([OLD]).seal(CONTENT, bound_to=PLACE)
    assert Sealer([NEW, OTHER]).unseal(before, bound_to=PLACE) is None


@pytest.mark.parametrize("elsewhere", ["", "f4b", "f4b1 ", "F4B1", "0000"])
def test_content_moved_to_another_place_does_not_open(elsewhere: str) -> None:
    sealer = Sealer([NEW])
    assert sealer.unseal(sealer.seal(CONTENT, bound_to=PLACE), bound_to=elsewhere) is None


@pytest.mark.parametrize("position", [0, 5, 12, 30, -33, -1])
def test_content_changed_in_any_byte_does_not_open(position: int) -> None:
    sealer = Sealer([NEW])
    raw = bytearray(urlsafe_b64decode(sealer.seal(CONTENT, bound_to=PLACE)))
    raw[position] ^= 1
    assert sealer.unseal(urlsafe_b64encode(raw).decode(), bound_to=PLACE) is None


@pytest.mark.parametrize("spoilt", ["", "x", "gAAAAA", "ä", "\x00", CONTENT])
def test_text_that_was_never_sealed_does_not_open(spoilt: str) -> None:
    assert Sealer([NEW]).unseal(spoilt, bound_to=PLACE) is None


@pytest.mark.parametrize(
    "keys",
    [[], [""], ["hemlig"], [NEW, "hemlig"], [NEW[:-5]], [NEW + OTHER], ["hemligä" * 7]],
)
def test_wrong_key_is_refused_without_being_repeated(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="32 bytes") as refusal:
        Sealer(keys)
    assert "hemlig" not in str(refusal.value)


class TestKeyFile:
    def test_key_is_made_once_and_readable_by_its_owner_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "data" / "attribute.key"
        old_mask = os.umask(0)
        try:
            key = key_from_file(file)
        finally:
            os.umask(old_mask)
        assert key_from_file(file) == key
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert not list(file.parent.glob("*.unfinished"))
        Sealer([key])

    def test_key_that_lies_there_is_taken(self, tmp_path: Path) -> None:
        file = tmp_path / "attribute.key"
        file.write_text(f"{NEW}\n", encoding="ascii")
        assert key_from_file(file) == NEW

    def test_each_folder_has_a_key_of_its_own(self, tmp_path: Path) -> None:
        keys = {key_from_file(tmp_path / name / "attribute.key") for name in ("a", "b")}
        assert len(keys) == 2

    def test_threads_that_come_at_once_agree(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as threads:
            keys = list(threads.map(key_from_file, [tmp_path / "attribute.key"] * 8))
        assert len(set(keys)) == 1

    def test_processes_that_come_at_once_agree(self, tmp_path: Path) -> None:
        file = tmp_path / "attribute.key"
        script = (
            "import sys, pathlib; from app.sealing import key_from_file;"
            "sys.stdin.read(); print(key_from_file(pathlib.Path(sys.argv[1])))"
        )
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(file)],
                cwd=Path(__file__).parents[1],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        keys = {process.communicate(timeout=60)[0].strip() for process in processes}
        assert keys == {file.read_text(encoding="ascii")}

    def test_key_that_was_left_unfinished_is_made_anew(self, tmp_path: Path) -> None:
        file = tmp_path / "attribute.key"
        unfinished = tmp_path / "attribute.key.unfinished"
        unfinished.write_text(NEW[:7], encoding="ascii")
        unfinished.chmod(0o644)
        assert key_from_file(file) != NEW
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.parametrize("content", [b"", b"hemlig", b"\xff\xfe", NEW[:-4].encode()])
    def test_damaged_file_is_one_line_that_tells_what_to_do(
        self, tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "attribute.key"
        file.write_bytes(content)
        with pytest.raises(SettingsError) as refusal:
            key_from_file(file)
        assert "attribute.key" in refusal.value.detail
        assert "REVONTULI_ATTRIBUTE_KEYS" in refusal.value.detail
        assert "\n" not in refusal.value.detail
        assert "hemlig" not in refusal.value.detail
        assert file.read_bytes() == content

    def test_folder_that_cannot_be_made_is_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file")
        with pytest.raises(SettingsError, match=r"attribute\.key"):
            key_from_file(tmp_path / "data" / "attribute.key")
