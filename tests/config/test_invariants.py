"""The invariants find what breaks them, and import nothing that could hide it."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.functions import Now

from guangsha.catalog.models import Permit, Unit
from guangsha.config import invariants, ledger_invariants, sale_invariants
from guangsha.inventory.models import Claim, UnitEvent, UnitRecord
from guangsha.kit.clock import utc_now
from guangsha.kit.hashing import canonical_json
from guangsha.transparency.domain.merkle import leaf_hash
from guangsha.transparency.models import Leaf, TreeHead
from tests.inventory.support import hold, homes, on_sale
from tests.transparency.support import seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


def found(*, sealed: bool = True) -> set[str]:
    if sealed:
        seal()
    with connection.cursor() as cursor:
        return {one.name for one in invariants.broken(cursor, now=utc_now())}


def sell_twice() -> None:
    claim = Claim.objects.get()
    Claim.objects.create(unit=claim.unit, project=claim.project, kind="buyer", made_at=claim.made_at)


def lose_the_claim() -> None:
    Claim.objects.update(active_unit=None, active_household=None, ended_at=Now(), ending="freed")


def forget_the_sweep() -> None:
    Claim.objects.update(deadline=Now() - timedelta(hours=1))


def move_by_hand() -> None:
    UnitRecord.objects.filter(status="held").update(status="available")


def hold_two() -> None:
    """The household of the first hold has another home, without the key."""
    first, other = Claim.objects.get(), hold(homes()[1])
    Claim.objects.filter(pk=other).update(household=first.household, active_household=None)


HOUSEHOLD = "a buyer's live hold keeps its household from another, what is subscribed does not"
FAULTS: list[tuple[Callable[[], object], set[str]]] = [
    (
        sell_twice,
        {
            "a unit has at most one live claim",
            "a live claim keeps its unit by the unique key, an ended one keeps nothing",
            "every hold has a deadline",
        },
    ),
    (
        hold_two,
        {
            "a household has at most one live hold",
            HOUSEHOLD,
        },
    ),
    (lambda: Unit.objects.update(filed_price_fen=None), {"what is on sale has a filed price and a permit"}),
    (lambda: Permit.buildings.through.objects.all().delete(), {"what is on sale has a filed price and a permit"}),
    (lose_the_claim, {"a unit that is held or sold has a live claim"}),
    (forget_the_sweep, {"no hold outlives its deadline"}),
    (lambda: Claim.objects.update(deadline=None), {"every hold has a deadline", HOUSEHOLD}),
    (
        move_by_hand,
        {
            "a live claim belongs to a unit that is held or sold",
            "a unit's record stands where its last step led",
        },
    ),
    (
        lambda: UnitEvent.objects.filter(after="held").update(before="withdrawn"),
        {"each step of a unit begins where the one before it led"},
    ),
]


def test_a_healthy_ledger_breaks_none() -> None:
    hold(on_sale()[0])
    assert found() == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: getattr(fault, "__name__", ""))
def test_each_fault_is_found(fault: tuple[Callable[[], object], set[str]]) -> None:
    break_it, names = fault
    hold(on_sale()[0])
    break_it()
    assert found() == names


def forget(model: type[Model], **which: object) -> Callable[[], object]:
    return lambda: model.objects.filter(**which).delete()  # type: ignore[attr-defined]


def tell(**values: object) -> Callable[[], object]:
    """Change what a leaf says, and its hash with it."""

    def change() -> None:
        leaf = Leaf.objects.get(index=3)
        leaf.text = canonical_json({**json.loads(leaf.text), **values}).decode()
        leaf.hash = leaf_hash(leaf.text.encode()).hex()
        leaf.save()

    return change


LEAVES, STEPS, ROOTS, RULES = ledger_invariants.NAMES
LOG_FAULTS: list[tuple[Callable[[], object], set[str]]] = [
    (tell(after="sold"), {STEPS, ROOTS}),
    (tell(at="2026-11-22T04:00:00.000001Z"), {STEPS, ROOTS}),
    (tell(salt="0" * 32), {ROOTS}),
    (lambda: Leaf.objects.filter(index=2).update(hash="0" * 64), {LEAVES}),
    (forget(Leaf, index=2), {LEAVES, STEPS, ROOTS}),
    (forget(Leaf, index=6), {ROOTS}),  # a moment old: it may yet be sealed
    (forget(TreeHead), {ROOTS}),
    (lambda: TreeHead.objects.update(root="0" * 64), {ROOTS}),
    (forget(UnitEvent, revision=2), {STEPS, "a unit's record stands where its last step led"}),
    (lambda: UnitEvent.objects.filter(revision=2).update(changed_at=Now()), {STEPS}),
]


@pytest.mark.parametrize("place", range(len(LOG_FAULTS)))
def test_each_fault_of_the_log_is_found(place: int) -> None:
    break_it, names = LOG_FAULTS[place]
    hold(on_sale()[0])
    assert found() == set()
    break_it()
    assert found(sealed=False) == names


def test_a_step_that_is_not_sealed_in_time_is_found() -> None:
    on_sale()
    assert found(sealed=False) == {STEPS}


def test_it_imports_no_application_code() -> None:
    trees = [ast.parse(Path(str(one.__file__)).read_text()) for one in (invariants, ledger_invariants, sale_invariants)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert modules == {"collections.abc", "dataclasses", "datetime", "typing", "hashlib", "json", "guangsha.config"}


def test_the_command_says_ok_on_an_empty_house(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guangsha", "verify-invariants"],
        env={"PATH": "/usr/bin:/bin", "GUANGSHA_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.count("ok ")) == (0, len(invariants.NAMES)), done.stderr
