"""Requests that nobody thought of, made from the published document: every answer must be one that it announces.

`make test` runs a bounded part, the same each time; `make fuzz` runs longer and differs from time to time.
"""

import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from tests.fuzz.conftest import Fuzzed

BOUNDED_EXAMPLES = 30
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", BOUNDED_EXAMPLES))
SCHEMA = schemathesis.openapi.from_dict(create_app().openapi())
EDGES = schemathesis.openapi.from_dict(create_app().openapi())
EDGES.config.phases.examples.enabled = False
EDGES.config.phases.fuzzing.enabled = False
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
SUCCESSES = {200, 302}
ENOUGH_TO_GET_IN = 200
"""So many examples must hold one that an operation does not refuse."""

fuzzing = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == BOUNDED_EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def with_known(value: Any, known: Mapping[str, Any]) -> Any:
    """The same JSON value with what exists in place of what was made up."""
    if isinstance(value, dict):
        return {
            name: known[name] if name in known else with_known(each, known)
            for name, each in value.items()
        }
    return [with_known(each, known) for each in value] if isinstance(value, list) else value


def entitled_client(path: str) -> str:
    """The client that may ask there."""
    return "admin" if path == "/insights" else "both"


def ask(case: Case, fuzzed: Fuzzed, client: str | None) -> int:
    """Send the request as the client, with its credentials or none; check the answer and return its status."""
    case.headers.pop("Authorization", None)
    network = fuzzed.network
    headers = network.headers(client)
    response = case.call(base_url=network.server.url, headers=headers, allow_redirects=False)
    case.validate_response(response, checks=CHECKS, headers=headers)
    return response.status_code


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_any_request_is_answered_as_published(fuzzed: Fuzzed, operation: APIOperation) -> None:
    statuses: Counter[int] = Counter()
    clients = st.sampled_from([*[entitled_client(operation.path)] * 3, "recommend", None])

    @fuzzing
    @given(data=st.data())
    def ask_anything(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=data.draw(MODES)))
        if data.draw(st.booleans()):
            case.body = with_known(case.body, fuzzed.known)
            case.query = with_known(case.query, fuzzed.known)
            case.path_parameters = with_known(case.path_parameters, fuzzed.known)
        statuses[ask(case, fuzzed, data.draw(clients))] += 1

    ask_anything()
    if EXAMPLES >= ENOUGH_TO_GET_IN:
        assert statuses.keys() & SUCCESSES, "no request got past the door"


@EDGES.parametrize()
@fuzzing
@pytest.mark.parametrize("prepared", ["postgresql"], indirect=True, scope="session")
def test_request_at_the_edge_is_answered_as_published(case: Case, fuzzed: Fuzzed) -> None:
    """Smallest and largest values, fields missing or of another type, other methods; on the stricter database."""
    ask(case, fuzzed, entitled_client(case.operation.path))
