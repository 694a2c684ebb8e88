"""Copies, erasures, the retention sweep."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any
from uuid import UUID

from guangsha.backbone.public import StampedEvent, command, hold_lease
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.privacy import metrics
from guangsha.privacy.domain.documents import Document
from guangsha.privacy.ports import sweepers
from guangsha.privacy.selectors.data import copy_of_data
from guangsha.privacy.services.files import remove_bytes, seal_file
from guangsha.privacy.services.requests import (
    COPY_PURPOSE,
    RequestKind,
    erase_rows,
    finish_copy,
    finish_erasure,
    person_of_open_request,
)
from guangsha.privacy.services.retention import BYTES_BACK
from guangsha.privacy.services.withdrawal import forget_what_was_agreed
from guangsha.vault.public import key_store

CLERK = system_actor("privacy-clerk")
SWEEP_EVERY_S = 3600.0
READ_ME = (
    "data.json 是本站保存的与你有关的全部信息：fields 按字段列出目的、依据、期限与内容；consents 是同意与撤回；looks 是谁看过；"
    "more 是各业务的记录。\n\n"
    "data.json is everything this site holds about you: fields lists purpose, basis, retention and content by field; consents "
    "what you agreed to and withdrew; looks who looked at it; more the records of each part of the business.\n"
)


def make_copy(payload: dict[str, Any]) -> None:
    """Write a person's copy into a private file of theirs. Called twice it leaves one; the other is swept."""
    request_id = UUID(payload["request_id"])
    person_id = person_of_open_request(request_id=request_id, kind=RequestKind.COPY)
    if person_id is None:
        return
    content = io.BytesIO()
    data = copy_of_data(person_id=person_id, now=utc_now())
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
    sealed = seal_file(person_id=person_id, purpose=COPY_PURPOSE, content=content)
    command(lambda: finish_copy(request_id=request_id, sealed=sealed, now=utc_now()), actor=CLERK)


def erase_person(payload: dict[str, Any]) -> None:
    """Rows first, then bytes and key, then the word that it is done: killed anywhere, the next call goes on."""
    request_id = UUID(payload["request_id"])
    person_id = person_of_open_request(request_id=request_id, kind=RequestKind.ERASURE)
    if person_id is None:
        return
    nothing_kept = command(lambda: erase_rows(request_id=request_id, now=utc_now()), actor=CLERK)
    if nothing_kept:
        remove_bytes(since=utc_now() - BYTES_BACK)
        key_store().destroy(person_id)
    command(lambda: finish_erasure(request_id=request_id, now=utc_now()), actor=CLERK)


def withdraw_effects(event: StampedEvent) -> None:
    """A withdrawn consent takes away what was held because of it."""
    if event.payload["given"] is False and event.payload["document"] == Document.REAL_NAME.value:
        forget_what_was_agreed(person_id=UUID(event.payload["person_id"]), now=utc_now())


def retention_step() -> bool:
    """Everything whose time is over, once an hour by one process."""
    if not hold_lease("privacy.retention", seconds=SWEEP_EVERY_S):
        return False
    for name, sweep in sorted(sweepers.items()):
        while count := sweep(utc_now()):
            metrics.RETENTION_SWEPT.labels(name).inc(count)
    metrics.RETENTION_SWEPT_AT.set(time.time())
    return False
