"""What privacy counts."""

from prometheus_client import Counter, Gauge

REVEALS = Counter("guangsha_reveals_total", "Whole personal values looked at", ["reason"])
REVEAL_CAPS = Counter("guangsha_reveal_caps_total", "Asked for a whole value above the cap of a day")
RETENTION_SWEPT = Counter("guangsha_retention_swept_total", "Values taken away when their time was over", ["sweeper"])
RETENTION_SWEPT_AT = Gauge("guangsha_retention_swept_at", "Unix time of the last whole retention sweep")
