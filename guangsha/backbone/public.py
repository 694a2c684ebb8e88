"""The door of the backbone."""

from guangsha.backbone.auditing import AuditVerdict, verify_audit
from guangsha.backbone.commands import (
    DatabaseBusy,
    Operation,
    OperationMismatch,
    OutcomeUnknown,
    OutsideCommand,
    at_end_of_command,
    audit,
    command,
    emit,
    require_command,
)
from guangsha.backbone.domain.events import Event, StampedEvent
from guangsha.backbone.handlers import register_handler
from guangsha.backbone.health import HealthAnswer, health_answers, register_health
from guangsha.backbone.http.caching import DAY, REVALIDATE, not_modified, weak_etag
from guangsha.backbone.http.problems import Problem, ProblemField, response_for, wants_english
from guangsha.backbone.http.routes import Policy, Routes, anyone, build_api
from guangsha.backbone.jobs import enqueue, register_job
from guangsha.backbone.leases import drop_lease, hold_lease
from guangsha.backbone.outbox import events_after, head_position, oldest_position
from guangsha.backbone.runner import Runner, register_loop, run_until_idle

__all__ = [
    "DAY",
    "REVALIDATE",
    "AuditVerdict",
    "DatabaseBusy",
    "Event",
    "HealthAnswer",
    "Operation",
    "OperationMismatch",
    "OutcomeUnknown",
    "OutsideCommand",
    "Policy",
    "Problem",
    "ProblemField",
    "Routes",
    "Runner",
    "StampedEvent",
    "anyone",
    "at_end_of_command",
    "audit",
    "build_api",
    "command",
    "drop_lease",
    "emit",
    "enqueue",
    "events_after",
    "head_position",
    "health_answers",
    "hold_lease",
    "not_modified",
    "oldest_position",
    "register_handler",
    "register_health",
    "register_job",
    "register_loop",
    "require_command",
    "response_for",
    "run_until_idle",
    "verify_audit",
    "wants_english",
    "weak_etag",
]
