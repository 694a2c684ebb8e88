"""Every operation of the OpenAPI document, with made-up requests: no 5xx, no undocumented status, header or body."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.live import ROOT, Site

EXAMPLES = 15
DOCUMENT = json.loads((ROOT / "openapi.json").read_text())
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.fixture(scope="session")
def api_schema(live_site: Site) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_url(f"{live_site.url}/api/v1/openapi.json")


def test_the_committed_document_is_the_served_one(api_schema: schemathesis.schemas.BaseSchema) -> None:
    served = {(item.ok().path, item.ok().method) for item in api_schema.get_all_operations()}
    assert served == set(OPERATIONS)


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_answers_as_documented(path: str, method: str, api_schema: schemathesis.schemas.BaseSchema) -> None:
    @given(case=api_schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        # A cursor or a polygon may have the right form and still be refused: a documented 400 or 422.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()
