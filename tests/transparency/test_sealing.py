"""What happened gets one leaf, whoever seals, and the tree is the one over these leaves."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Max

from guangsha.inventory.models import UnitEvent
from guangsha.inventory.public import UnitStatus
from guangsha.kit.errors import NotFound
from guangsha.transparency.domain.merkle import leaf_hash
from guangsha.transparency.models import Leaf, Reading, Subtree, TreeHead
from guangsha.transparency.selectors.public_log import entries, latest_head, unit_history
from guangsha.transparency.services import sealing, signing
from guangsha.transparency.services.health import log_health
from guangsha.transparency.services.sealing import LedgerBehind, seal_step
from tests.backbone.support import in_threads
from tests.catalog.support import public_project
from tests.inventory.support import homes, on_sale
from tests.inventory.test_price_rules import Pricing
from tests.transparency.support import move, seal, texts
from tests.transparency.test_merkle import naive_root

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def whole() -> None:
    """One leaf for each step, without gaps, and the root over them is signed."""
    leaves = list(Leaf.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(len(leaves)))
    assert {leaf.source_id for leaf in leaves if leaf.kind == "status"} == set(
        UnitEvent.objects.values_list("pk", flat=True)
    )
    assert all(leaf_hash(leaf.text.encode()).hex() == leaf.hash for leaf in leaves)
    head = TreeHead.objects.order_by("-size")[0]
    assert head.size == len(leaves)
    assert head.root == naive_root([bytes.fromhex(leaf.hash) for leaf in leaves]).hex()


class TestLeaves:
    def test_a_step_says_what_the_public_is_shown_and_nothing_of_people(self) -> None:
        unit = on_sale()[0]
        move([unit], UnitStatus.INTERNAL_HOLD)
        assert seal() == 7
        said = texts()[-1]
        assert said.keys() == {"v", "kind", "unit", "revision", "before", "after", "at", "salt"}
        assert (said["unit"], said["revision"], said["before"], said["after"]) == (str(unit), 2, "available", "held")
        assert len(said["salt"]) == 32
        assert len({one["salt"] for one in texts()}) == 7
        whole()

    def test_a_step_that_is_not_shown_has_a_leaf_that_stays_shut(self) -> None:
        unit = on_sale()[0]
        for status in ("held", "subscribed", "contracted", "handed_over"):
            move([unit], UnitStatus(status))
        size = seal()
        shut = [entry.index for entry in entries(start=0, end=size) if entry.text is None]
        assert len(shut) == 1
        shown = [json.loads(proof.entry.text or "") for proof in unit_history(unit_id=unit).proofs]
        assert [one["after"] for one in shown] == ["available", "held", "subscribed", "sold"]
        whole()

    def test_a_rule_is_committed_to_when_published_and_open_when_it_begins(self) -> None:
        public_project()
        desk = Pricing()
        rule = desk.publish(desk.propose())
        seal()
        said = texts()[0]
        assert (said["kind"], said["number"], said["rule"]) == ("rule", 1, "factor")
        assert Leaf.objects.get(kind="rule").source_id == rule
        assert entries(start=0, end=1)[0].text is None
        Leaf.objects.filter(kind="rule").update(open_from=latest_head().at - timedelta(hours=1))
        assert entries(start=0, end=1)[0].text == Leaf.objects.get(kind="rule").text

    def test_nothing_new_is_no_new_head(self) -> None:
        on_sale()
        assert seal() == seal() == 6
        assert TreeHead.objects.count() == 1


class TestFinding:
    def test_batches_are_sealed_until_nothing_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 2)
        on_sale()
        assert seal() == 6
        assert list(TreeHead.objects.order_by("size").values_list("size", flat=True)) == [2, 4, 6]
        whole()

    def test_a_step_that_was_committed_late_is_found(self) -> None:
        first, *others = on_sale()
        seal()
        move([first], UnitStatus.WITHDRAWN)
        latest = Leaf.objects.aggregate(at=Max("at"))["at"]
        UnitEvent.objects.filter(unit=first, after="withdrawn").update(changed_at=latest - timedelta(days=3))
        assert seal() == 7
        move(others, UnitStatus.WITHDRAWN)
        assert seal() == 12
        whole()

    def test_a_log_that_lost_its_place_reads_everything_again(self) -> None:
        on_sale()
        seal()
        Reading.objects.all().delete()
        move(homes()[:1], UnitStatus.WITHDRAWN)
        assert seal() == 7
        whole()


class TestManySealers:
    def test_who_seal_at_once_make_one_history(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 3)
        units = on_sale()

        def work(index: int) -> None:
            if index < 2:
                for _ in range(4):
                    seal()
                return
            for status in (UnitStatus.WITHDRAWN, UnitStatus.AVAILABLE, UnitStatus.WITHDRAWN):
                move([units[index]], status)

        assert in_threads(5, work) == []
        assert seal() == 6 + 3 * 3
        whole()


class TestAStaleSealer:
    """One reads what waits, another seals it, the first goes on: on any engine, step by step."""

    def _seal_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on_sale()
        assert seal() == 6
        move(homes()[:2], UnitStatus.WITHDRAWN)
        stale_facts = list(sealing._steps(sealing.projects_with_steps()))
        stale_head = sealing._newest()
        assert seal() == 8
        monkeypatch.setattr(sealing, "_newest", lambda: stale_head)
        with sealing.transaction.atomic():
            sealing._append(stale_facts)

    def test_adds_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(IntegrityError):
            self._seal_late(monkeypatch)
        monkeypatch.undo()
        whole()

    def test_rewrites_history_without_the_keys(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: rows are put over what is there."""

        def over(model: Any) -> None:
            def put(rows: Any, **options: Any) -> None:
                for row in rows:
                    model.objects.filter(pk=row.pk).delete()
                    row.save(force_insert=True)

            monkeypatch.setattr(model.objects, "bulk_create", put)

        over(Leaf)
        over(Subtree)
        monkeypatch.setattr(
            TreeHead.objects, "create", lambda **values: TreeHead(**values).save() or TreeHead(**values)
        )
        signed = None

        def sign(size: int, *rest: Any) -> str:
            nonlocal signed
            if size == 8:
                signed = (*(signed or ()), rest[0].hex())
            return "note"

        monkeypatch.setattr(sealing, "signed", sign)
        self._seal_late(monkeypatch)
        assert signed is not None
        assert len(set(signed)) == 2  # two different heads of one size


class TestFork:
    def test_an_older_database_is_not_signed_on(self) -> None:
        unit = on_sale()[0]
        seal()
        assert log_health().ok
        kept = signing.kept_head()
        assert kept == (6, latest_head().root)
        TreeHead.objects.all().delete()
        Leaf.objects.all().delete()
        Subtree.objects.all().delete()
        Reading.objects.all().delete()
        with pytest.raises(LedgerBehind):
            seal_step()
        assert not log_health().ok
        assert not Leaf.objects.exists()
        with pytest.raises(NotFound):
            unit_history(unit_id=unit)

    def test_a_line_that_a_kill_cut_off_is_passed_over(self) -> None:
        on_sale()
        seal()
        with signing._file().open("a") as handle:
            handle.write('{"size": 9, "ro')
        move(homes()[:1], UnitStatus.WITHDRAWN)
        assert seal() == 7
        assert signing.kept_head() == (7, latest_head().root)
