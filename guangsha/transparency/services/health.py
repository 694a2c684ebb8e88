"""Does the database still have what was signed?"""

from guangsha.backbone.public import HealthAnswer
from guangsha.transparency.services.sealing import LedgerBehind, require_no_fork


def log_health() -> HealthAnswer:
    """Not ok when the newest head beside the database is not in it: an older copy was restored, or rows were removed."""
    try:
        require_no_fork()
    except LedgerBehind as fork:
        return HealthAnswer(False, f"{fork}; see docs/operations.md, Transparency log")
    return HealthAnswer(True, "in step")
