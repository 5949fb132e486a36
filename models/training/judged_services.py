"""The only place where training reads the real services that queries are judged on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.query import Query
from models.training.corpora import read_json_lines

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class ServiceText:
    """A service's Finnish name and summary, and where it is offered.

    municipality_codes is None for a nationwide service, with or without Åland.
    """

    service_id: str
    name: str
    summary: str
    municipality_codes: frozenset[str] | None

    def serves(self, wanted: frozenset[str] | None) -> bool:
        """Whether the municipality filter lets the service through; None is no filter."""
        return (
            wanted is None
            or self.municipality_codes is None
            or bool(wanted & self.municipality_codes)
        )


def read_service_texts(data: Path) -> list[ServiceText]:
    services = []
    for record in read_json_lines(data / "ptv" / "services.jsonl.gz"):
        codes = frozenset(
            municipality["code"]
            for area in record["areas"]
            for municipality in area["municipalities"]
        )
        services.append(
            ServiceText(
                record["id"],
                _finnish(record["serviceNames"], "Name"),
                _finnish(record["serviceDescriptions"], "Summary"),
                codes if record["areaType"] == "LimitedType" else None,
            )
        )
    return services


def direct_search(
    services: Sequence[ServiceText],
    service_vectors: Vectors,
    encode_query: Callable[[Sequence[str]], Vectors],
) -> Callable[[Query], list[str]]:
    """A search by cosine alone: no phrasebook, no fusion.

    service_vectors is (services, dimension), unit rows in the order of services.
    """

    def find_service_ids(query: Query) -> list[str]:
        wanted = query.filters.municipality_codes
        scores = (encode_query([query.text]) @ service_vectors.T)[0]
        order = np.argsort(-scores, kind="stable")
        allowed = [services[position] for position in order if services[position].serves(wanted)]
        return [service.service_id for service in allowed[: query.limit]]

    return find_service_ids


def _finnish(texts: list[dict[str, str]], text_type: str) -> str:
    return next(
        (text["value"] for text in texts if (text["language"], text["type"]) == ("fi", text_type)),
        "",
    )
