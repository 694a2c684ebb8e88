"""Publishing price rules: by two people, from one server instant on, within the band of the filed price, never in place."""

import re
from datetime import datetime, timedelta
from inspect import signature
from uuid import UUID

import pytest
from django.db.models import F
from django.db.models.functions import Now

from guangsha.backbone.models import Job, OutboxEvent
from guangsha.catalog.models import Building, Layout, Unit
from guangsha.catalog.public import desk_listing, unit_by_id
from guangsha.inventory.domain.errors import (
    OwnRequest,
    PriceOutOfBand,
    RequestClosed,
    RuleOver,
    StatusConflict,
    TimeRefused,
)
from guangsha.inventory.domain.price import RuleKind, asked, price
from guangsha.inventory.domain.price_desk import LEAD, RuleWanted
from guangsha.inventory.domain.steps import BoardStep
from guangsha.inventory.jobs import PRICES, tell_prices
from guangsha.inventory.models import PublishedRule, RuleProposal
from guangsha.inventory.public import PriceChanged, hold_unit, receipt_of
from guangsha.inventory.selectors.price_desk import preview_rule, price_desk
from guangsha.inventory.selectors.prices import asking_of
from guangsha.inventory.services import prices
from guangsha.inventory.services.prices import decide_rule, propose_rule, take_back_rule
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from tests.actors import holder
from tests.backbone.support import in_threads
from tests.catalog.support import EDITOR, public_project
from tests.inventory.desk import Desk
from tests.inventory.support import homes, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


class Pricing(Desk):
    """With somebody who publishes."""

    def __init__(self) -> None:
        super().__init__()
        self.publisher = holder("publisher", organisation_id=self.keeper.organisation_id)
        self.step(BoardStep.RELEASE, homes())

    def wanted(self, value: int = 9_800, **more: object) -> RuleWanted:
        plain: dict[str, object] = {
            "kind": RuleKind.FACTOR, "value": value, "name": "九八折", "name_en": "2 % off", "starts_at": None,
            "ends_at": None, "building_ids": frozenset(), "layout_ids": frozenset(), "replaces": None,
        }  # fmt: skip
        return RuleWanted(**{**plain, **more})  # type: ignore[arg-type]

    def propose(self, wanted: RuleWanted | None = None, actor: Actor | None = None) -> UUID:
        who, rule = actor or self.keeper, wanted or self.wanted()
        work = {"actor": who, "project_id": self.project_id, "wanted": rule, "reason": "开盘优惠"}
        return self.as_(who, lambda: propose_rule(**work))  # type: ignore[arg-type]

    def publish(self, proposal: UUID, *, approve: bool = True, actor: Actor | None = None) -> UUID | None:
        who = actor or self.publisher
        work = {"actor": who, "project_id": self.project_id, "proposal_id": proposal, "approve": approve}
        return self.as_(who, lambda: decide_rule(**work))  # type: ignore[arg-type]

    def in_force(self, wanted: RuleWanted | None = None) -> UUID:
        """A rule that has begun."""
        rule = self.publish(self.propose(wanted))
        assert rule is not None
        PublishedRule.objects.filter(pk=rule).update(starts_at=F("starts_at") - 2 * LEAD)
        return rule


@pytest.fixture
def desk() -> Pricing:
    public_project()
    return Pricing()


def total(unit: UUID) -> int:
    return receipt_of(unit_id=unit).total_fen


class TestFourEyes:
    def test_one_proposes_and_another_publishes(self, desk: Pricing) -> None:
        unit = homes()[0]
        filed = total(unit)
        proposal = desk.propose()
        refused(lambda: desk.publish(proposal, actor=desk.keeper), Forbidden)
        both = holder("sales_manager", "publisher", organisation_id=desk.keeper.organisation_id)
        own = desk.propose(actor=both)
        refused(lambda: desk.publish(own, actor=both), OwnRequest)
        assert total(unit) == filed
        rule = PublishedRule.objects.get(pk=desk.publish(proposal))
        assert (rule.published_by, rule.approved_by) == (desk.keeper.person_id, desk.publisher.person_id)
        refused(lambda: desk.publish(proposal), RequestClosed)

    def test_who_may_not_does_not(self, desk: Pricing) -> None:
        advisor = holder("sales_advisor", organisation_id=desk.keeper.organisation_id)
        refused(lambda: desk.propose(actor=advisor), Forbidden)
        refused(lambda: desk.propose(actor=holder("sales_manager", organisation_id=new_id())), NotFound)

    def test_a_refused_or_taken_back_proposal_changes_nothing(self, desk: Pricing) -> None:
        desk.publish(desk.propose(), approve=False)
        proposal = desk.propose()
        work = {"project_id": desk.project_id, "proposal_id": proposal}
        refused(lambda: desk.as_(desk.publisher, lambda: take_back_rule(actor=desk.publisher, **work)), NotFound)
        desk.as_(desk.keeper, lambda: take_back_rule(actor=desk.keeper, **work))
        refused(lambda: desk.publish(proposal), RequestClosed)
        assert not PublishedRule.objects.exists()

    def test_of_two_publications_at_once_one_is_judged_anew(
        self, desk: Pricing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each alone stays above the limit of 15 %, both together do not. Control: with numbers of their own both go through."""
        first, second = (desk.propose(desk.wanted(9_000)) for _ in range(2))
        numbers = iter((1, 1, 2, 3))
        monkeypatch.setattr(prices, "_edition", lambda _: next(numbers))
        monkeypatch.setattr(prices, "preview_of", _blind)  # the second read its rules before the first wrote
        desk.publish(first)
        refused(lambda: desk.publish(second), StatusConflict)
        desk.publish(second)
        assert PublishedRule.objects.count() == 2
        monkeypatch.undo()
        refused(lambda: desk.propose(desk.wanted(9_990)), PriceOutOfBand)

    def test_two_people_publish_one_proposal_once(self, desk: Pricing) -> None:
        proposal = desk.propose()
        errors = in_threads(2, lambda _: desk.publish(proposal) and None)
        assert [type(one) for one in errors] == [RequestClosed]
        assert PublishedRule.objects.count() == 1


def _blind(*_: object) -> object:
    class Nothing:
        breaches = ()

    return Nothing()


class TestInstant:
    def test_a_rule_begins_after_everybody_can_read_it_and_not_in_the_past(self, desk: Pricing) -> None:
        before = desk_listing(actor=EDITOR, project_id=desk.project_id).as_of
        rule = PublishedRule.objects.get(pk=desk.publish(desk.propose()))
        assert rule.starts_at >= before + LEAD
        refused(lambda: desk.propose(desk.wanted(starts_at=utc_now() - timedelta(hours=1))), TimeRefused)
        refused(lambda: desk.propose(desk.wanted(ends_at=utc_now())), TimeRefused)

    def test_a_moment_that_passed_while_it_waited_is_made_up_for(self, desk: Pricing) -> None:
        proposal = desk.propose(desk.wanted(starts_at=utc_now() + timedelta(hours=1)))
        RuleProposal.objects.filter(pk=proposal).update(starts_at=Now() - timedelta(hours=1))
        rule = PublishedRule.objects.get(pk=desk.publish(proposal))
        assert rule.starts_at > utc_now()

    def test_a_new_rule_ends_the_old_one_at_its_own_beginning(self, desk: Pricing) -> None:
        unit = homes()[0]
        old = desk.in_force(desk.wanted(9_800))
        cheap = total(unit)
        at = utc_now() + timedelta(hours=1)
        new = desk.publish(desk.propose(desk.wanted(9_500, starts_at=at, replaces=old)))
        rows = {row.pk: row for row in PublishedRule.objects.all()}
        assert new is not None
        assert rows[old].ends_at == rows[new].starts_at == at
        assert rows[old].value == 9_800
        assert total(unit) == cheap
        offer = asking_of(project_ids=[desk.project_id], at=at)[desk.project_id]
        assert {rule.number for rule in offer.rules} == {1, 2}
        refused(lambda: desk.propose(desk.wanted(9_700, starts_at=at, replaces=old)), RuleOver)

    def test_a_rule_can_end_without_another(self, desk: Pricing) -> None:
        old = desk.in_force()
        assert desk.publish(desk.propose(desk.wanted(kind=None, value=0, replaces=old))) is None
        assert PublishedRule.objects.get().ends_at is not None
        assert RuleProposal.objects.get(kind="").edition == 2

    def test_jobs_tell_when_it_begins_and_ends(self, desk: Pricing) -> None:
        end = utc_now() + timedelta(days=1)
        desk.publish(desk.propose(desk.wanted(ends_at=end)))
        rule, jobs = PublishedRule.objects.get(), Job.objects.filter(name=prices.PRICES_JOB).order_by("due_at")
        assert [
            abs(job.due_at - at) < timedelta(seconds=2) for job, at in zip(jobs, (rule.starts_at, end), strict=True)
        ]
        tell_prices(jobs[0].payload)
        assert OutboxEvent.objects.filter(name="inventory.prices_changed").count() == 1
        assert PRICES.system == "inventory.prices"


class TestBand:
    def test_nothing_is_asked_above_the_filed_price_or_too_far_below(self, desk: Pricing) -> None:
        for value, why in ((10_001, "above_filed"), (8_499, "below_limit")):
            error = refused(lambda value=value: desk.propose(desk.wanted(value)), PriceOutOfBand)  # type: ignore[misc]
            assert {one["message"] for one in error.data["errors"]} == {why}  # type: ignore[attr-defined]
        desk.propose(desk.wanted(8_500))

    def test_it_is_judged_again_when_it_is_published(self, desk: Pricing) -> None:
        proposals = [desk.propose(desk.wanted(9_000)) for _ in range(2)]
        desk.publish(proposals[0])
        refused(lambda: desk.publish(proposals[1]), PriceOutOfBand)
        assert RuleProposal.objects.get(pk=proposals[1]).state == "asked"

    def test_prices_that_another_end_would_lead_to_are_seen(self, desk: Pricing) -> None:
        """A discount that ends tomorrow beside a surcharge that does not."""
        end = utc_now() + timedelta(days=1)
        desk.in_force(desk.wanted(9_000, ends_at=end))
        refused(lambda: desk.propose(desk.wanted(10_500)), PriceOutOfBand)
        desk.propose(desk.wanted(10_500, ends_at=end))

    def test_a_rule_is_for_buildings_and_layouts_of_the_listing(self, desk: Pricing) -> None:
        refused(lambda: desk.propose(desk.wanted(building_ids=frozenset({new_id()}))), Invalid)
        refused(lambda: desk.propose(desk.wanted(layout_ids=frozenset({new_id()}))), Invalid)
        refused(lambda: desk.propose(desk.wanted(kind=None)), Invalid)
        ours = {"building_ids": frozenset({Building.objects.get(name="2栋").pk})}
        desk.in_force(desk.wanted(9_000, layout_ids=frozenset({Layout.objects.get().pk}), **ours))
        assert total(homes()[0]) == Unit.objects.get(pk=homes()[0]).filed_price_fen

    def test_the_preview_says_what_would_change(self, desk: Pricing) -> None:
        preview = preview_rule(actor=desk.keeper, project_id=desk.project_id, wanted=desk.wanted(8_000))
        assert (preview.changed, preview.units) == (12, 12)
        assert preview.after_fen * 10 == preview.before_fen * 8
        assert {one.why for one in preview.breaches} == {"below_limit"}
        assert not RuleProposal.objects.exists()
        seen = price_desk(actor=desk.keeper, project_id=desk.project_id)
        assert (seen.below_percent, seen.may_propose, seen.may_publish) == (15, True, False)


class TestOnePrice:
    def test_no_person_enters_the_price(self) -> None:
        assert set(signature(price).parameters) == set(signature(asked).parameters) == {"unit", "rules", "at"}
        fields = {field.name for field in PublishedRule._meta.get_fields()}
        decides = fields - {"published_by", "approved_by"}
        assert not [name for name in decides if re.search("person|actor|household|role|level|owner", name)]

    def test_lists_receipts_and_holds_agree_in_every_process(self, desk: Pricing) -> None:
        """Another process, with caches of its own, reads the same prices on both sides of the instant."""
        unit = homes()[0]
        filed = total(unit)
        read = receipt_of(unit_id=unit).hash
        rule = desk.publish(desk.propose())
        at = PublishedRule.objects.get(pk=rule).starts_at
        assert (total(unit), _asked(desk, unit), _asked(desk, unit, at - timedelta(milliseconds=1))) == (filed,) * 3
        PublishedRule.objects.filter(pk=rule).update(starts_at=Now())
        cheaper = (filed * 98 + 50) // 100
        assert (total(unit), _asked(desk, unit)) == (cheaper, cheaper)
        buyer = Actor(person_id=new_id())
        work = {"unit_id": unit, "person_id": buyer.person_id}
        refused(lambda: desk.as_(buyer, lambda: hold_unit(receipt_hash=read, **work)), PriceChanged)  # type: ignore[arg-type]
        for other in (buyer, Actor(person_id=new_id())):
            assert receipt_of(unit_id=unit).total_fen == cheaper, other


def _asked(desk: Pricing, unit: UUID, at: datetime | None = None) -> int | None:
    return asking_of(project_ids=[desk.project_id], at=at)[desk.project_id].total(unit_by_id(unit_id=unit))
