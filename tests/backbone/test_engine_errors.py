"""What a driver's error means, and what whoever asked is told."""

import json

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import RequestFactory

from guangsha.backbone.engines import Meaning, meaning_of
from guangsha.backbone.public import response_for


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (OperationalError("database is locked"), Meaning.RETRY),
        (OperationalError(1213, "Deadlock found"), Meaning.RETRY),
        (OperationalError(1047, "WSREP has not yet prepared node for application use"), Meaning.RETRY),
        (OperationalError(1180, "provider status: Not connected to Primary Component"), Meaning.LOST),
        (OperationalError(2013, "Lost connection"), Meaning.LOST),
        (OperationalError("the connection is closed"), Meaning.LOST),
        (
            OperationalError('connection failed: connection to server at "127.0.0.1" failed: Connection refused'),
            Meaning.LOST,
        ),
        (OperationalError("connection timeout expired"), Meaning.LOST),
        (InterfaceError("connection already closed"), Meaning.LOST),
        (DatabaseError("no such table"), Meaning.OTHER),
    ],
)
def test_of_errors(error: DatabaseError | InterfaceError, meaning: Meaning) -> None:
    assert meaning_of(error) is meaning


def test_a_database_that_is_away_is_503_and_a_wrong_query_500() -> None:
    request = RequestFactory().get("/api/v1/me")
    request.resolver_match = None
    away = response_for(request, OperationalError("connection failed: Connection refused"))
    assert (away.status_code, away["Retry-After"], json.loads(away.content)["code"]) == (
        503,
        "2",
        "system.database_away",
    )
    assert response_for(request, DatabaseError("no such table")).status_code == 500
