"""What is counted. Read at /metrics by the loopback or with the token."""

from prometheus_client import Counter, Gauge, Histogram

COMMAND_RETRIES = Counter("guangsha_command_retries_total", "Commands run again after a conflict")
HTTP_REQUESTS = Counter("guangsha_http_requests_total", "Requests answered", ["method", "route", "status"])
HTTP_SECONDS = Histogram(
    "guangsha_http_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
EVENTS_WAITING = Gauge("guangsha_events_waiting", "Committed events without a position")
EVENT_HEAD = Gauge("guangsha_event_head", "Position of the newest stamped event")
JOBS_WAITING = Gauge("guangsha_jobs_waiting", "Jobs that are due")
JOBS_PARKED = Gauge("guangsha_jobs_parked", "Jobs given up after their last try")
LOOP_FAILURES = Counter("guangsha_loop_failures_total", "Steps of a background loop that raised", ["loop"])
SOCKETS = Gauge("guangsha_sockets", "Open sockets of this process")
SOCKETS_CUT = Counter("guangsha_sockets_cut_total", "Sockets closed by the server", ["code"])
FRAMES_SENT = Counter("guangsha_socket_frames_total", "Frames handed to sockets")
HINTS_LOST = Counter("guangsha_hints_lost_total", "Hints that Redis did not take; the positions tell the same")
CACHE_LOOKS = Counter(
    "guangsha_cache_looks_total", "Looks for a kept answer: near, far (Redis) or none", ["shelf", "found"]
)
CACHE_FAILURES = Counter("guangsha_cache_failures_total", "Times Redis did not answer as a shared cache")
