"""What a person has asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guangsha.privacy.models import DataRequest


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request. ``file_id`` while the copy can be fetched; ``kept`` says what an erasure left and why."""

    id: UUID
    kind: str
    state: str
    asked_at: datetime
    done_at: datetime | None
    file_id: UUID | None
    fetch_until: datetime | None
    kept: list[dict[str, Any]]


def requests_of(*, person_id: UUID, now: datetime) -> list[RequestLine]:
    """The person's last requests, newest first."""
    rows = DataRequest.objects.filter(person_id=person_id).select_related("file").order_by("-asked_at", "-id")[:50]
    lines = []
    for row in rows:
        file = row.file
        there = file is not None and file.removed_at is None and file.expires_at is not None and file.expires_at > now
        lines.append(
            RequestLine(
                id=row.id,
                kind=row.kind,
                state=row.state,
                asked_at=row.asked_at,
                done_at=row.done_at,
                file_id=row.file_id if there else None,
                fetch_until=file.expires_at if file is not None and there else None,
                kept=row.kept,
            )
        )
    return lines
