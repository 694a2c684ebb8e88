"""The door of the backbone."""

from guangsha.backbone.api import routes
from guangsha.backbone.auditing import AuditVerdict, verify_audit
from guangsha.backbone.commands import (
    DatabaseBusy,
    Operation,
    OperationMismatch,
    Order,
    OutcomeUnknown,
    OutsideCommand,
    at_end_of_command,
    audit,
    command,
    command_together,
    emit,
    known_operations,
    rehearsal,
    require_command,
)
from guangsha.backbone.domain.events import Event, StampedEvent
from guangsha.backbone.freshness import Freshness
from guangsha.backbone.handlers import register_handler
from guangsha.backbone.health import HealthAnswer, health_answers, register_health
from guangsha.backbone.http.access import acting, acting_person, holding, signed_in
from guangsha.backbone.http.addresses import client_address, client_network
from guangsha.backbone.http.caching import DAY, REVALIDATE, kept_answer, not_modified, weak_etag
from guangsha.backbone.http.lanes import Knock, Lane, Served
from guangsha.backbone.http.named import KeyIn, run_named
from guangsha.backbone.http.problems import Problem, ProblemField, response_for, wants_english
from guangsha.backbone.http.routes import JsonRenderer, Policy, Routes, anyone, build_api
from guangsha.backbone.http.shedding import Shedding
from guangsha.backbone.http.threads import ThreadedWsgi
from guangsha.backbone.jobs import enqueue, register_job
from guangsha.backbone.leases import drop_lease, hold_lease
from guangsha.backbone.outbox import events_after, head_position, oldest_position
from guangsha.backbone.realtime.identity import actor_of, register_actor_source
from guangsha.backbone.realtime.polling import build_stream_routes
from guangsha.backbone.realtime.presence import register_display_name, register_presence
from guangsha.backbone.realtime.sockets import Sockets
from guangsha.backbone.realtime.streams import Attendance, Replay, Stream, StreamEvent, register_stream
from guangsha.backbone.remarks import remarks
from guangsha.backbone.runner import Runner, register_loop, run_until_idle
from guangsha.backbone.selectors import AuditFilter, AuditLine, audit_page
from guangsha.backbone.shared_cache import Shelf
from guangsha.backbone.sweeping import SWEEP, sweep

__all__ = [
    "DAY",
    "REVALIDATE",
    "SWEEP",
    "Attendance",
    "AuditFilter",
    "AuditLine",
    "AuditVerdict",
    "DatabaseBusy",
    "Event",
    "Freshness",
    "HealthAnswer",
    "JsonRenderer",
    "KeyIn",
    "Knock",
    "Lane",
    "Operation",
    "OperationMismatch",
    "Order",
    "OutcomeUnknown",
    "OutsideCommand",
    "Policy",
    "Problem",
    "ProblemField",
    "Replay",
    "Routes",
    "Runner",
    "Served",
    "Shedding",
    "Shelf",
    "Sockets",
    "StampedEvent",
    "Stream",
    "StreamEvent",
    "ThreadedWsgi",
    "acting",
    "acting_person",
    "actor_of",
    "anyone",
    "at_end_of_command",
    "audit",
    "audit_page",
    "build_api",
    "build_stream_routes",
    "client_address",
    "client_network",
    "command",
    "command_together",
    "drop_lease",
    "emit",
    "enqueue",
    "events_after",
    "head_position",
    "health_answers",
    "hold_lease",
    "holding",
    "kept_answer",
    "known_operations",
    "not_modified",
    "oldest_position",
    "register_actor_source",
    "register_display_name",
    "register_handler",
    "register_health",
    "register_job",
    "register_loop",
    "register_presence",
    "register_stream",
    "rehearsal",
    "remarks",
    "require_command",
    "response_for",
    "routes",
    "run_named",
    "run_until_idle",
    "signed_in",
    "sweep",
    "verify_audit",
    "wants_english",
    "weak_etag",
]
