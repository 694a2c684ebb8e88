import random
from pathlib import Path

import pytest
from django.conf import settings

from guangsha.backbone.auditing import seal_step, verify_audit
from guangsha.backbone.models import AuditCheckpoint, AuditEntry
from guangsha.backbone.public import audit, command
from tests.backbone.support import TESTER, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


@pytest.fixture(autouse=True)
def _own_checkpoints() -> None:
    (Path(settings.DATA_DIR) / "audit" / "checkpoints.jsonl").unlink(missing_ok=True)


def _write(count: int) -> None:
    for number in range(count):
        command(lambda number=number: audit(action="test.do", target=f"t:{number}", data={"n": number}), actor=TESTER)  # type: ignore[misc]
    while seal_step():
        pass


class TestChain:
    def test_holds_over_several_seals(self) -> None:
        for _ in range(3):
            _write(4)
        verdict = verify_audit()
        assert (verdict.entries, verdict.broken_at) == (12, None)

    @pytest.mark.parametrize("seed", range(8))
    def test_every_tampering_is_seen(self, seed: int) -> None:
        chance = random.Random(seed)
        _write(6)
        _write(6)
        victim = chance.randint(1, 12)
        rows = AuditEntry.objects.filter(seq=victim)
        match chance.choice(["edit", "delete", "tail", "swap"]):
            case "edit":
                rows.update(data={"n": 99})
            case "delete":
                rows.delete()
            case "tail":
                AuditEntry.objects.filter(seq__gte=victim).delete()
                AuditCheckpoint.objects.filter(seq__gte=victim).delete()
            case "swap":
                other = victim % 12 + 1
                rows.update(seq=1000)
                AuditEntry.objects.filter(seq=other).update(seq=victim)
                AuditEntry.objects.filter(seq=1000).update(seq=other)
        assert verify_audit().broken_at is not None

    def test_sealing_does_not_slow_or_lose_writers(self) -> None:
        def work(index: int) -> None:
            for number in range(10):
                if index == 0:
                    seal_step()
                else:
                    command(lambda: audit(action="a", target=f"{index}:{number}"), actor=TESTER)  # noqa: B023

        assert in_threads(4, work) == []
        while seal_step():
            pass
        assert verify_audit().entries == 30
        assert verify_audit().broken_at is None
