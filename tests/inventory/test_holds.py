"""Holds: one household has a unit alone, for a while, and never two."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone import sweeping
from guangsha.backbone.models import AuditEntry, OutboxEvent
from guangsha.backbone.public import command
from guangsha.inventory import ports
from guangsha.inventory.domain.claims import (
    COOL_DOWN,
    HOLD_AT_MOST,
    HOLD_FOR,
    PACE_OVER,
    PAYMENT_PENDING_FOR,
    ClaimEnding,
    extended,
)
from guangsha.inventory.jobs import expire_step
from guangsha.inventory.models import Claim, UnitEvent, UnitRecord
from guangsha.inventory.public import (
    CoolingDown,
    HoldEnded,
    HoldingTooFast,
    HoldsAnother,
    NotOffered,
    PriceChanged,
    StatusRefused,
    UnitStatus,
    UnitTaken,
    extend_hold,
    forget_holder,
    hold_unit,
    holds_of,
    receipt_of,
    release_hold,
    set_unit_statuses,
    subscribe_unit,
)
from guangsha.inventory.selectors import offers
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, public_project, run, take_down
from tests.inventory.support import hold, homes, live_claims, on_sale, refused, status_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def let_time_pass(claim_id: UUID, by: timedelta = HOLD_FOR) -> None:
    """The hold began, and ends, earlier."""
    moved = {name: F(name) - by for name in ("made_at", "deadline", "ended_at")}
    Claim.objects.filter(pk=claim_id).update(**moved)


def keep(unit_id: UUID, reason: str = "样板间") -> None:
    """The house keeps the unit for itself."""
    internal = UnitStatus.INTERNAL_HOLD
    run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit_id], status=internal, reason=reason))


def release(claim_id: UUID, person_id: UUID) -> None:
    command(lambda: release_hold(claim_id=claim_id, person_id=person_id), actor=Actor(person_id=person_id))


class TestHolding:
    def test_the_unit_is_held_at_the_price_of_its_receipt_until_a_deadline_of_the_database(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        (mine,) = holds_of(person_id=me)
        receipt = receipt_of(unit_id=unit)
        assert (mine.id, mine.unit_id, mine.ended_at) == (claim, unit, None)
        assert (mine.price_fen, mine.receipt_hash) == (receipt.total_fen, receipt.hash)
        assert mine.deadline == mine.made_at + HOLD_FOR
        assert status_of(unit) is UnitStatus.HELD
        assert UnitEvent.objects.filter(unit=unit).values_list("before", "after").last() == ("available", "held")
        assert OutboxEvent.objects.filter(name="inventory.units_changed").count() == 2
        assert AuditEntry.objects.get(action="inventory.hold").actor == f"person:{me}"

    def test_the_price_that_was_read_is_the_price_that_is_held(self) -> None:
        unit, me = on_sale()[0], new_id()
        ask = lambda read: command(  # noqa: E731
            lambda: hold_unit(unit_id=unit, person_id=me, receipt_hash=read), actor=Actor(person_id=me)
        )
        now = receipt_of(unit_id=unit).hash
        assert refused(lambda: ask("0" * 64), PriceChanged).data == {"receipt_hash": now}  # type: ignore[attr-defined]
        ask(now)
        assert Claim.objects.get().receipt_hash == now

    def test_another_household_is_told_that_it_is_taken(self) -> None:
        unit = on_sale()[0]
        hold(unit)
        assert refused(lambda: hold(unit), UnitTaken).data == {"status": "held"}  # type: ignore[attr-defined]
        assert live_claims(unit) == 1

    def test_ones_own_hold_never_blocks_and_is_no_longer_for_it(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        before = Claim.objects.get().deadline
        assert hold(unit, me) == claim
        assert Claim.objects.get().deadline == before

    def test_a_household_holds_one_unit_at_a_time(self) -> None:
        first, second, *_ = on_sale()
        me = new_id()
        hold(first, me)
        assert refused(lambda: hold(second, me), HoldsAnother).data == {"unit_id": str(first)}  # type: ignore[attr-defined]
        assert status_of(second) is UnitStatus.AVAILABLE

    def test_two_people_of_one_household_have_one_hold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports, "_households_of", [lambda *, person_ids: dict.fromkeys(person_ids, "household:1")])
        first, second, *_ = on_sale()
        partner = new_id()
        claim = hold(first, new_id())
        assert hold(first, partner) == claim
        assert [one.id for one in holds_of(person_id=partner)] == [claim]
        refused(lambda: hold(second, new_id()), HoldsAnother)
        release(claim, partner)
        assert status_of(first) is UnitStatus.AVAILABLE

    def test_what_was_never_released_or_is_not_public_cannot_be_held(self) -> None:
        project = public_project()
        refused(lambda: hold(homes()[0]), NotFound)
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=homes(), status=UnitStatus.AVAILABLE))
        take_down(project)
        refused(lambda: hold(homes()[0]), NotFound)
        refused(lambda: hold(new_id()), NotFound)

    def test_whoever_decides_who_may_choose_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unit = on_sale()[0]
        monkeypatch.setattr(ports, "_may_choose", {"allocation": lambda **_: "not_your_turn"})
        assert refused(lambda: hold(unit), NotOffered).data == {"reason": "not_your_turn"}  # type: ignore[attr-defined]
        assert status_of(unit) is UnitStatus.AVAILABLE

    def test_those_who_keep_the_ledger_cannot_take_a_buyers_hold_away(self) -> None:
        unit = on_sale()[0]
        hold(unit)
        move = lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit], status=UnitStatus.AVAILABLE)  # noqa: E731
        assert refused(lambda: run(move), StatusRefused).data["errors"][0]["message"] == "claimed"  # type: ignore[attr-defined]


class TestPace:
    """So many holds within an hour a household begins, and no more."""

    def begun(self, me: UUID, count: int) -> list[UUID]:
        """So many homes held and let go, one after the other."""
        units = on_sale()
        for unit in units[:count]:
            release(hold(unit, me), me)
        return units[count:]

    def test_after_so_many_it_waits_until_the_first_is_an_hour_ago(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 3}))
        me = new_id()
        left = self.begun(me, 3)
        first = Claim.objects.order_by("made_at").first()
        assert first is not None
        said = refused(lambda: hold(left[0], me), HoldingTooFast)
        until = (first.made_at + PACE_OVER).isoformat()
        assert said.data["until"] == until  # type: ignore[attr-defined]
        assert 3_500 < said.data["retry_after_s"] <= 3_600  # type: ignore[attr-defined]
        assert (status_of(left[0]), Claim.objects.count()) == (UnitStatus.AVAILABLE, 3)
        hold(left[1])
        let_time_pass(first.pk, PACE_OVER)
        hold(left[0], me)

    def test_after_the_setting_was_lowered_as_many_have_to_be_an_hour_ago(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        me = new_id()
        left = self.begun(me, 3)
        monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 2}))
        said = refused(lambda: hold(left[0], me), HoldingTooFast)
        second = Claim.objects.order_by("made_at")[1]
        assert said.data["until"] == (second.made_at + PACE_OVER).isoformat()  # type: ignore[attr-defined]

    def test_what_was_bought_is_not_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"holds_per_hour": 1}))
        first, second, third, *_ = on_sale()
        me = new_id()
        bought = hold(first, me)
        run(lambda: subscribe_unit(claim_id=bought))
        release(hold(second, me), me)
        refused(lambda: hold(third, me), HoldingTooFast)


class TestEnding:
    def test_letting_go_frees_the_unit_at_once_for_others_and_later_for_oneself(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        release(claim, me)
        assert (status_of(unit), live_claims(unit)) == (UnitStatus.AVAILABLE, 0)
        refused(lambda: hold(unit, me), CoolingDown)
        other = hold(unit)
        release(other, Claim.objects.get(pk=other).person_id)  # type: ignore[arg-type]
        let_time_pass(claim, COOL_DOWN)
        hold(unit, me)

    def test_only_ones_own_and_only_once(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        refused(lambda: release(claim, new_id()), NotFound)
        release(claim, me)
        release(claim, me)
        assert AuditEntry.objects.filter(action="inventory.hold.release").count() == 1
        let_time_pass(claim, COOL_DOWN)
        lapsed = hold(unit, me)
        let_time_pass(lapsed)
        expire_step()
        refused(lambda: release(lapsed, me), HoldEnded)
        Claim.objects.filter(pk=lapsed).delete()
        assert [one.ending for one in holds_of(person_id=me)] == [ClaimEnding.RELEASED]

    def test_a_hold_ends_by_itself_and_not_before(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        assert not expire_step()
        assert status_of(unit) is UnitStatus.HELD
        let_time_pass(claim)
        expire_step()
        assert (status_of(unit), live_claims(unit)) == (UnitStatus.AVAILABLE, 0)
        assert holds_of(person_id=me)[0].ending is ClaimEnding.EXPIRED
        assert (
            UnitEvent.objects.filter(unit=unit, after="available").values_list("reason", flat=True).last() == "expired"
        )

    def test_an_expired_hold_that_nobody_swept_yet_blocks_neither_others_nor_ones_next_home(self) -> None:
        first, second, *_ = on_sale()
        me = new_id()
        let_time_pass(hold(first, me))
        hold(second, me)
        assert status_of(first) is UnitStatus.AVAILABLE
        let_time_pass(hold(first))
        other = new_id()
        hold(first, other)
        assert Claim.objects.get(active_unit=first).person_id == other

    def test_a_pending_payment_extends_it_within_the_cap_and_an_ended_one_not_at_all(self) -> None:
        unit, me = on_sale()[0], new_id()
        claim = hold(unit, me)
        let_time_pass(claim, HOLD_FOR - timedelta(minutes=1))
        command(lambda: extend_hold(claim_id=claim), actor=EDITOR)
        row = Claim.objects.get(pk=claim)
        left = Claim.objects.annotate(clock=Now()).get(pk=claim).deadline - row.made_at  # type: ignore[operator]
        assert HOLD_FOR < left <= HOLD_AT_MOST
        let_time_pass(claim, HOLD_AT_MOST)
        refused(lambda: command(lambda: extend_hold(claim_id=claim), actor=EDITOR), HoldEnded)

    def test_the_cap(self) -> None:
        late = NOW + HOLD_AT_MOST - timedelta(minutes=2)
        assert extended(made_at=NOW, deadline=late + timedelta(minutes=1), now=late) == NOW + HOLD_AT_MOST
        assert extended(made_at=NOW, deadline=NOW + HOLD_FOR, now=NOW) == NOW + HOLD_FOR
        assert (
            extended(made_at=NOW, deadline=NOW + HOLD_FOR, now=NOW + HOLD_FOR) == NOW + HOLD_FOR + PAYMENT_PENDING_FOR
        )

    def test_every_hold_of_the_house_ends_by_itself_too(self) -> None:
        unit = on_sale()[0]
        keep(unit)
        claim = Claim.objects.get()
        assert (claim.kind, claim.deadline) == ("internal", NOW + timedelta(days=30))
        Claim.objects.update(deadline=Now() - timedelta(seconds=1))
        expire_step()
        assert status_of(unit) is UnitStatus.AVAILABLE

    def test_a_home_that_was_never_released_does_not_come_on_sale_when_the_house_lets_it_go(self) -> None:
        public_project()
        bare = homes("2栋")[0]  # no permit covers it
        refused(lambda: keep(bare, reason=" "), StatusRefused)
        keep(bare)
        Claim.objects.update(deadline=Now() - timedelta(seconds=1))
        expire_step()
        assert (status_of(bare), live_claims(bare)) == (UnitStatus.WITHDRAWN, 0)

    def test_who_is_erased_lets_go_and_leaves_no_name(self) -> None:
        first, second, *_ = on_sale()
        me = new_id()
        release(hold(second, me), me)
        hold(first, me)
        assert command(lambda: forget_holder(person_id=me), actor=EDITOR) == 2
        assert status_of(first) is UnitStatus.AVAILABLE
        assert not Claim.objects.exclude(person_id=None, household="").exists()

    def test_a_sale_written_down_keeps_one_claim_on_its_way_and_has_no_deadline(self) -> None:
        unit = on_sale()[0]
        for status in (UnitStatus.HELD, UnitStatus.SUBSCRIBED, UnitStatus.CONTRACTED):
            run(lambda status=status: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit], status=status))  # type: ignore[misc]
        assert Claim.objects.get().deadline is None
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit], status=UnitStatus.AVAILABLE))
        assert (live_claims(unit), Claim.objects.get().ending) == (0, "freed")
        assert UnitRecord.objects.get(pk=unit).status == "available"


@pytest.mark.parametrize("sweep", [1, 200])
def test_a_claim_that_cannot_be_ended_holds_no_other_up(sweep: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records of the two that lapsed first are gone: ending these claims fails every time."""
    monkeypatch.setattr(offers, "SWEEP", sweep)
    monkeypatch.setattr(sweeping, "SWEEP", sweep)
    units = on_sale()[:4]
    claims = [hold(unit) for unit in units]
    for minutes, claim in zip((9, 8, 7, 6), claims, strict=True):
        Claim.objects.filter(pk=claim).update(deadline=Now() - timedelta(minutes=minutes))
    UnitRecord.objects.filter(pk__in=units[:2]).delete()
    assert expire_step() is False
    assert [live_claims(unit) for unit in units] == [1, 1, 0, 0]
    assert [status_of(unit) for unit in units[2:]] == [UnitStatus.AVAILABLE] * 2
