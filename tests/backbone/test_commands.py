import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import RequestFactory

from guangsha.accounts.public import StepUpNeeded
from guangsha.backbone import commands
from guangsha.backbone.http.named import sent_again
from guangsha.backbone.models import AuditEntry, Lease, OperationRecord, OutboxEvent
from guangsha.backbone.public import (
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
    enqueue,
)
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound, VersionConflict
from guangsha.kit.ids import new_id
from tests.backbone.support import TESTER, Happened, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def _locked() -> OperationalError:
    return OperationalError("database is locked")


class TestCommand:
    def test_state_event_and_audit_commit_together(self) -> None:
        def work() -> int:
            emit(Happened(1))
            audit(action="test.do", target="test:1", data={"n": 1})
            return 7

        assert command(work, actor=TESTER) == 7
        assert OutboxEvent.objects.get().payload == {"number": 1}
        assert AuditEntry.objects.get().actor == "system:tester"

    def test_nothing_stays_of_a_refused_command(self) -> None:
        def work() -> None:
            emit(Happened(1))
            audit(action="test.do", target="test:1")
            raise NotFound

        with pytest.raises(NotFound):
            command(work, actor=TESTER)
        assert not OutboxEvent.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_an_ending_runs_once_at_the_end_inside_the_transaction(self) -> None:
        order: list[str] = []

        def ending() -> None:
            order.append("ending")
            emit(Happened(2))
            at_end_of_command("later", lambda: order.append("later"))

        def work() -> None:
            order.clear()
            for _ in range(3):
                at_end_of_command("same", ending)
            order.append("work")

        command(work, actor=TESTER)
        assert order == ["work", "ending", "later"]
        assert OutboxEvent.objects.get().payload == {"number": 2}

    def test_services_refuse_to_work_outside(self) -> None:
        for call in (lambda: emit(Happened(1)), lambda: audit(action="a", target="b"), lambda: enqueue("x", {})):
            with pytest.raises(OutsideCommand):
                call()

    def test_a_command_inside_a_command_is_a_bug(self) -> None:
        with pytest.raises(RuntimeError, match="inside a command"):
            command(lambda: command(lambda: 1, actor=TESTER), actor=TESTER)

    def test_a_command_inside_a_transaction_is_a_bug(self) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            command(lambda: 1, actor=TESTER)

    def test_is_run_again_whole_after_a_conflict(self) -> None:
        tries: list[int] = []

        def work() -> int:
            tries.append(1)
            emit(Happened(len(tries)))
            if len(tries) < 3:
                raise _locked()
            return len(tries)

        assert command(work, actor=TESTER) == 3
        assert [event.payload["number"] for event in OutboxEvent.objects.all()] == [3]

    def test_gives_up_with_a_clear_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(commands, "BACK_OFF_S", 0.0001)

        def work() -> None:
            raise _locked()

        with pytest.raises(DatabaseBusy):
            command(work, actor=TESTER)

    def test_other_database_errors_are_not_retried(self) -> None:
        tries: list[int] = []

        def work() -> None:
            tries.append(1)
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM there_is_no_such_table")

        with pytest.raises(Exception, match="there_is_no_such_table"):
            command(work, actor=TESTER)
        assert tries == [1]


def _lose_the_commit(monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """From now on COMMIT breaks the connection, having taken effect or not."""
    real = connection.connection.__class__

    def commit() -> None:
        if committed:
            connection.connection.commit()
        else:
            connection.connection.rollback()
        monkeypatch.undo()
        raise OperationalError(2013, "Lost connection to server during query")

    assert real
    monkeypatch.setattr(connection, "_commit", commit)


class TestOperation:
    def _op(self, operation_id: object = None, body: object = None) -> Operation:
        return Operation.of(operation_id or new_id(), name="test.do", body=body)  # type: ignore[arg-type]

    def test_repeating_gives_the_same_result_without_working(self) -> None:
        op, runs = self._op(), []

        def work() -> dict[str, str]:
            runs.append(1)
            emit(Happened(1))
            return {"id": "a"}

        assert command(work, actor=TESTER, op=op) == {"id": "a"}
        assert command(work, actor=TESTER, op=op) == {"id": "a"}
        assert len(runs) == 1
        assert OutboxEvent.objects.count() == 1

    def test_same_id_other_body_is_refused(self) -> None:
        operation_id = new_id()
        command(lambda: {"id": "a"}, actor=TESTER, op=self._op(operation_id, {"x": 1}))
        with pytest.raises(OperationMismatch):
            command(lambda: {"id": "b"}, actor=TESTER, op=self._op(operation_id, {"x": 2}))

    def test_another_persons_id_is_not_found(self) -> None:
        op = self._op()
        command(lambda: {"id": "a"}, actor=Actor(person_id=new_id()), op=op)
        with pytest.raises(NotFound):
            command(lambda: {"id": "b"}, actor=Actor(person_id=new_id()), op=op)

    def test_a_refusal_is_not_stored(self) -> None:
        op = self._op()

        def refuse() -> dict[str, str]:
            raise NotFound

        with pytest.raises(NotFound):
            command(refuse, actor=TESTER, op=op)
        assert command(lambda: {"id": "a"}, actor=TESTER, op=op) == {"id": "a"}

    def test_what_was_sent_again_is_refused_for_good(self) -> None:
        first = self._op()
        again = replace(first, again=True)

        def refuse() -> dict[str, str]:
            raise VersionConflict("changed", errors=[{"field": "x", "message": "changed"}], since=date(2026, 12, 1))

        for _ in range(2):
            with pytest.raises(VersionConflict) as refused:
                command(refuse, actor=TESTER, op=again)
        for op in (first, again):  # the one that was sent first arrives late
            with pytest.raises(VersionConflict) as late:
                command(lambda: {"id": "a"}, actor=TESTER, op=op)
            assert (late.value.detail, late.value.data["errors"]) == (
                refused.value.detail,
                refused.value.data["errors"],
            )
        with pytest.raises(NotFound):
            command(lambda: {"id": "a"}, actor=Actor(person_id=new_id()), op=first)
        together = Order(TESTER, first, "")
        with pytest.raises(IntegrityError):
            command_together(lambda: [(together, {"id": "a"})])
        assert (OutboxEvent.objects.count(), OperationRecord.objects.count()) == (0, 1)

    def test_what_has_to_be_done_first_is_no_verdict(self) -> None:
        again = replace(self._op(), again=True)

        def prove() -> dict[str, str]:
            raise StepUpNeeded

        with pytest.raises(StepUpNeeded) as refused:
            command(prove, actor=TESTER, op=again)
        assert not refused.value.kept
        assert command(lambda: {"id": "a"}, actor=TESTER, op=again) == {"id": "a"}

    def test_a_kept_refusal_names_nobody(self) -> None:
        def refuse() -> dict[str, str]:
            raise VersionConflict("written by 13800138000")

        with pytest.raises(VersionConflict) as refused:
            command(refuse, actor=TESTER, op=replace(self._op(), again=True))
        assert refused.value.kept
        assert "13800138000" not in str(OperationRecord.objects.get().refusal)

    @pytest.mark.parametrize(
        ("said", "is_again"),
        [(None, False), ("", False), ("1", False), ("x", False), ("²", False), ("2", True), ("17", True)],
    )
    def test_who_sends_again_says_a_number(self, said: str | None, is_again: bool) -> None:
        headers = {} if said is None else {"HTTP_IDEMPOTENCY_ATTEMPT": said}
        assert sent_again(RequestFactory().post("/", **headers)) is is_again

    def test_of_one_that_takes_effect_and_its_refused_twin_both_get_the_result(self) -> None:
        first = self._op()
        inside, refused = threading.Event(), threading.Event()

        def take() -> dict[str, str]:
            inside.set()
            assert not refused.wait(0.5)  # the twin waits for the key, or on SQLite for its turn
            return {"id": "a"}

        def refuse() -> dict[str, str]:
            refused.set()
            raise NotFound

        def work(index: int) -> dict[str, str]:
            if index == 0:
                return command(take, actor=TESTER, op=first)
            inside.wait(5)
            return command(refuse, actor=TESTER, op=replace(first, again=True))

        answers: list[dict[str, str]] = []
        assert in_threads(2, lambda index: answers.append(work(index))) == []
        assert answers == [{"id": "a"}, {"id": "a"}]

    def test_twins_at_the_same_time_take_effect_once(self) -> None:
        op, answers = self._op(), []

        def work() -> dict[str, str]:
            emit(Happened(1))
            return {"id": str(new_id())}

        errors = in_threads(6, lambda index: answers.append(command(work, actor=TESTER, op=op)["id"]))
        assert errors == []
        assert len(answers) == 6
        assert len(set(answers)) == 1
        assert OutboxEvent.objects.count() == 1

    def test_a_lost_commit_that_took_effect_is_answered_from_the_record(self, monkeypatch: pytest.MonkeyPatch) -> None:
        op, runs = self._op(), []

        def work() -> dict[str, str]:
            runs.append(1)
            Lease.objects.update_or_create(name="x", defaults={"owner": "y", "until": "2026-01-01T00:00:00Z"})
            return {"id": "a"}

        OperationRecord.objects.exists()  # the connection is open now
        _lose_the_commit(monkeypatch, committed=True)
        assert command(work, actor=TESTER, op=op) == {"id": "a"}
        assert runs == [1]

    def test_a_lost_commit_without_record_is_never_run_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        runs: list[int] = []
        monkeypatch.setattr(commands, "ANSWER_WAIT_S", 0.3)
        wait = commands.ANSWER_WAIT_S

        def work() -> dict[str, str]:
            runs.append(1)
            return {"id": "a"}

        OperationRecord.objects.exists()
        with monkeypatch.context() as inner:
            _lose_the_commit(inner, committed=False)
            with pytest.raises(OutcomeUnknown):
                command(work, actor=TESTER, op=self._op())
        assert wait == 0.3
        assert runs == [1]
