"""A verification service for demos and tests: the ID number's order code (characters 15 to 17) chooses the answer."""

from guangsha.accounts.public import RealNameAnswer, RealNameDown
from guangsha.vault.public import Secret

MISMATCH, PENDING_MATCH, DOWN, PENDING_MISMATCH = "904", "905", "906", "907"
PENDING_TIMES = {PENDING_MATCH: 2, PENDING_MISMATCH: 1}


class SandboxRealName:
    """Deterministic; holds nothing."""

    def check(self, *, reference: str, full_name: Secret, id_number: Secret, asked_before: int) -> RealNameAnswer:
        """MATCH but for the order codes above. Raises RealNameDown for 906."""
        code = id_number.reveal()[14:17]
        if code == DOWN:
            raise RealNameDown()
        if asked_before < PENDING_TIMES.get(code, 0):
            return RealNameAnswer.PENDING
        return RealNameAnswer.MISMATCH if code in (MISMATCH, PENDING_MISMATCH) else RealNameAnswer.MATCH
