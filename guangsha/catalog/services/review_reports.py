"""Visitors say that something is wrong; staff look, answer and close."""

from datetime import datetime
from uuid import UUID

from guangsha.backbone.public import audit, emit, require_command
from guangsha.catalog.domain.checks import FieldError, remark_errors, text_errors, wrong
from guangsha.catalog.domain.events import ListingReported
from guangsha.catalog.domain.report_states import ReportKind, ReportMove, ReportState, report_moved
from guangsha.catalog.models import ListingReport
from guangsha.catalog.policies import EDIT, REVIEW, may, require, require_seen
from guangsha.catalog.selectors.visibility import public_ref
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound, VersionConflict
from guangsha.vault.public import Secret, key_store

MAX_TEXT = 1000


def _text_problems(field: str, text: str) -> list[FieldError]:
    errors = text_errors({field: text})
    if len(text) > MAX_TEXT:
        errors.append(wrong(field, "too_long"))
    return errors


def report_listing(*, now: datetime, slug: str, kind: ReportKind, field: str, text: str) -> UUID:
    """Keep a visitor's report about a public listing; its id is the visitor's receipt. Who wrote it is not kept.

    The text may hold anything: it is sealed under a key of its own, destroyed with it. Raises NotFound, Gone, Invalid.
    """
    require_command()
    ref = public_ref(slug=slug)
    errors = _text_problems("text", text) + text_errors({"field": field})
    if not text.strip():
        errors.append(wrong("text", "missing"))
    if errors:
        raise Invalid(errors=errors)
    report = ListingReport(project_id=ref.id, kind=kind, field=field[:200], created_at=now)
    report.text = Secret(text.strip())
    report.save(force_insert=True)
    emit(ListingReported(project_id=str(ref.id), report_id=str(report.pk), state=str(ReportState.OPEN)))
    return report.pk


def move_report(*, actor: Actor, now: datetime, report_id: UUID, move: ReportMove, answer: str = "") -> ReportState:
    """Move a report on; ANSWER needs the answer its sender reads, CLOSE may bring one. Its new state.

    Raises NotFound, Forbidden, IllegalMove, Invalid, VersionConflict (somebody was faster).
    """
    require_command()
    report = ListingReport.objects.select_related("project").filter(pk=report_id).first()
    if report is None:
        raise NotFound("report")
    project = report.project
    require_seen(actor, organisation_id=project.organisation_id, project_id=project.pk)
    if not may(actor, REVIEW, organisation_id=project.organisation_id, project_id=project.pk):
        require(actor, EDIT, organisation_id=project.organisation_id, project_id=project.pk)
    before = ReportState(report.state)
    after = report_moved(before, move)
    errors = _text_problems("answer", answer) + remark_errors("answer", answer)
    if move is ReportMove.ANSWER and not answer.strip():
        errors.append(wrong("answer", "missing"))
    if errors:
        raise Invalid(errors=errors)
    columns: dict[str, object] = {"state": after, "handler_id": actor.person_id}
    if answer.strip():
        columns["answer"] = answer.strip()
    columns["closed_at"] = now if after is ReportState.CLOSED else None
    if ListingReport.objects.filter(pk=report_id, state=before).update(**columns) != 1:
        raise VersionConflict()
    audit(action=f"catalog.report.{move}", target=f"report:{report_id}", data={"from": str(before), "to": str(after)})
    emit(ListingReported(project_id=str(report.project_id), report_id=str(report_id), state=str(after)))
    return after


def erase_report_text(*, report_id: UUID, now: datetime) -> None:
    """Destroy the key of a report's text: nobody can read it any more, in backups neither. Idempotent."""
    require_command()
    key_store().destroy(report_id)
    ListingReport.objects.filter(pk=report_id, erased_at=None).update(erased_at=now)
