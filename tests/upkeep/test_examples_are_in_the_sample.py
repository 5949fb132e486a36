"""An example of the README or the published document, tried against the sample catalogue, finds what it names."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.phrasebook import load_phrasebook
from app.usecases.sample_catalogue import SAMPLE_CATALOGUE
from tests.document import described

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
ID_FIELDS = ("service_id", "service_channel_id")


def sample(name: str) -> dict[str, Any]:
    """The records of one of the sample's files by id."""
    lines = (SAMPLE_CATALOGUE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


SERVICES, CHANNELS, ORGANIZATIONS = map(sample, ("services", "channels", "organizations"))


def exemplified(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Name and example of each id, of parameters, fields and whole bodies."""
    if isinstance(node, list):
        for each in node:
            yield from exemplified(each, name)
    elif isinstance(node, dict):
        own_name = node["name"] if "in" in node and "schema" in node else name
        for key, value in node.items():
            yield from exemplified(value, own_name if key in ("examples", "schema") else key)
    elif isinstance(node, str) and name in ID_FIELDS and ID.fullmatch(node):
        yield name, node


def test_example_ids_of_the_document_are_a_service_and_its_channel() -> None:
    found = set(exemplified(described()))
    assert {name for name, _example in found} == set(ID_FIELDS)
    services = {example for name, example in found if name == "service_id"}
    channels = {example for name, example in found if name == "service_channel_id"}
    for service in services:
        of_service = {each["serviceChannel"]["id"] for each in SERVICES[service]["serviceChannels"]}
        assert channels <= of_service
    for channel in channels:
        assert CHANNELS[channel]["serviceChannelType"] == "EChannel"
        assert CHANNELS[channel]["webPages"]


def test_every_id_of_the_document_is_in_the_sample() -> None:
    ids = set(ID.findall(json.dumps(described())))
    collections = {
        each["id"] for service in SERVICES.values() for each in service["serviceCollections"]
    }
    assert ids <= SERVICES.keys() | CHANNELS.keys() | ORGANIZATIONS.keys() | collections


def test_ids_of_the_readme_are_in_the_sample() -> None:
    ids = ID.findall(README)
    assert ids
    assert set(ids) <= SERVICES.keys() | CHANNELS.keys()


def test_kinds_of_the_readme_are_in_the_phrasebook() -> None:
    kinds = re.findall(r'"kind": "([^"]+)"', README)
    assert kinds
    assert set(kinds) <= {kind.kind_id for kind in load_phrasebook()}
