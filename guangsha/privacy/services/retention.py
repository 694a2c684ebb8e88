"""What goes when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from guangsha.accounts.public import forget_old_allowances, forget_undecided_names
from guangsha.backbone.public import audit, command, require_command
from guangsha.kit.actor import system_actor
from guangsha.kit.ids import parse_id
from guangsha.privacy.models import Consent, DataRequest, Look, PrivateFile
from guangsha.privacy.ports import file_keepers
from guangsha.privacy.services.files import mark_expired, remove_bytes
from guangsha.vault.public import remove_sealed

SWEEPER = system_actor("retention")
PROOF_DAYS = 3 * 365
"""Consents that were followed by another word, looks, and finished requests are proof for this long."""
UNTOLD_AFTER = timedelta(days=1)
"""Bytes on disk that no row knows after this long belong to a command that never committed."""
BYTES_BACK = timedelta(days=30)


def sweep_files(now: datetime) -> int:
    """Expired files, and bytes that nobody wrote down."""
    count = command(lambda: mark_expired(now=now), actor=SWEEPER)
    remove_bytes(since=now - BYTES_BACK)
    return count + _remove_untold(now)


def _remove_untold(now: datetime) -> int:
    old = [
        path
        for path in (Path(settings.DATA_DIR) / "private").glob("??/*")
        if path.stat().st_mtime < (now - UNTOLD_AFTER).timestamp()
    ]
    ids = {path: parse_id(path.name) for path in old}
    named = [one for one in ids.values() if one]
    known: set[UUID] = set(
        PrivateFile.objects.filter(pk__in=named, removed_at=None).values_list("pk", flat=True)
    ).union(*(keeper(named) for keeper in file_keepers.values()))
    lost = [path for path, file_id in ids.items() if file_id not in known]
    for path in lost:
        file_id = ids[path]
        if file_id is None:
            path.unlink(missing_ok=True)  # a half-written temporary file
        else:
            remove_sealed(file_id)
    return len(lost)


def _old_proof(now: datetime) -> int:
    require_command()
    before = now - timedelta(days=PROOF_DAYS)
    gone = Look.objects.filter(at__lt=before).delete()[0]
    gone += DataRequest.objects.filter(done_at__lt=before).delete()[0]
    for row in Consent.objects.filter(at__lt=before).order_by("at")[:1_000]:
        later = {"person_id": row.person_id, "device_key": row.device_key, "document": row.document, "at__gt": row.at}
        if Consent.objects.filter(**later).exists():
            gone += row.delete()[0]
    return gone


def sweep_proof(now: datetime) -> int:
    """Looks, requests and overtaken consents older than the time they are proof for."""
    return command(lambda: _noted("proof", _old_proof(now)), actor=SWEEPER)


def sweep_accounts(now: datetime) -> int:
    """Names that were never verified, and counts of past days."""

    def work() -> int:
        forget_old_allowances(now)
        return _noted("accounts", forget_undecided_names(now=now))

    return command(work, actor=SWEEPER)


def _noted(what: str, count: int) -> int:
    if count:
        audit(action="privacy.retention.sweep", target=f"sweep:{what}", data={"count": count})
    return count
