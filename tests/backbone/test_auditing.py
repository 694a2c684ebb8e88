import random
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from guangsha.backbone import auditing
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
        assert not verify_audit().holds

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


def _checkpoints() -> Path:
    return Path(settings.DATA_DIR) / "audit" / "checkpoints.jsonl"


class TestCheckpointFile:
    """What a kill at any byte of an append leaves behind, and what it does not."""

    def _torn(self, kept: int) -> None:
        """The last append was killed after ``kept`` bytes."""
        lines = _checkpoints().read_bytes().splitlines(keepends=True)
        _checkpoints().write_bytes(b"".join(lines[:-1]) + lines[-1][:kept])

    @pytest.mark.parametrize("kept", [0, 1, 9, 100, -1])
    def test_a_torn_line_is_said_and_harmless_and_the_next_append_is_whole(self, kept: int) -> None:
        _write(2)
        _write(2)
        self._torn(kept)
        torn = (2,) if kept in (1, 9, 100) else ()
        verdict = verify_audit()
        assert (verdict.entries, verdict.holds, verdict.torn_lines) == (4, True, torn)
        _write(2)
        verdict = verify_audit()
        assert (verdict.entries, verdict.holds, verdict.torn_lines, verdict.checkpoints) == (6, True, torn, 3)
        assert ("cut off by a kill, harmless: line 2" in verdict.summary()) is bool(torn)

    @pytest.mark.parametrize(
        "line", [b"nonsense", b'{"seq": "1"}', b"[]", b"\xff\xfe", b'{"seq": 999, "chain_ha', b'"' * 5]
    )
    def test_any_other_unreadable_line_is_somebodys_doing(self, line: bytes) -> None:
        _write(2)
        _checkpoints().write_bytes(_checkpoints().read_bytes() + line + b"\n")
        verdict = verify_audit()
        assert (verdict.holds, verdict.broken_at, verdict.unreadable_lines) == (False, None, (2,))
        assert "unreadable: line 2" in verdict.summary()

    @pytest.mark.parametrize("signature", ["", "AAAA", "not base64 ä"])
    def test_a_forged_checkpoint_is_seen(self, signature: str) -> None:
        _write(2)
        auditing._append(auditing._line(2, "0" * 64, signature))
        assert verify_audit().broken_at == 2

    def test_a_tail_cut_off_with_its_checkpoints_is_seen_even_behind_a_torn_line(self) -> None:
        _write(2)
        _write(2)
        AuditEntry.objects.filter(seq__gt=2).delete()
        AuditCheckpoint.objects.filter(seq__gt=2).delete()
        self._torn(100)
        assert not verify_audit().holds


class TestBesideARunningSealer:
    def test_it_never_cries_wolf(self) -> None:
        stop = threading.Event()

        def work(index: int) -> None:
            if index == 0:
                verdicts, deadline = [verify_audit()], time.monotonic() + 120
                try:
                    while (len(verdicts) < 40 or verdicts[-1].entries < 12) and time.monotonic() < deadline:
                        verdicts.append(verify_audit())
                finally:
                    stop.set()
                assert [verdict for verdict in verdicts if not verdict.holds or verdict.torn_lines] == []
                assert verdicts[-1].entries > verdicts[0].entries
            while index and not stop.is_set():
                _write(3)

        assert in_threads(2, work) == []

    def test_a_seal_in_the_middle_is_no_break_unless_entries_are_read_first(self) -> None:
        """Entries first is the negative control: it must find a break in a whole chain."""
        _write(2)
        stated = auditing._read_stated()
        early = auditing._read_chain({2, 4})
        _write(2)
        assert auditing._judge(stated, auditing._read_chain({2})).holds
        assert auditing._judge(auditing._read_stated(), early).broken_at == 4
