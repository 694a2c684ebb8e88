"""How far the sale of each unit has gone: better homes go first, month by month since the opening."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from guangsha.config.demo.spec import DemoProject
from guangsha.config.demo.stock import StockUnit, chance, permit_day
from guangsha.inventory.public import UnitStatus

WAVES = 5
SALES_HOUR = time(2, 30)
"""Half past ten in China."""


@dataclass(frozen=True, slots=True)
class Step:
    """Units (by identity) that reach ``status`` at ``at``."""

    at: datetime
    status: UnitStatus
    identities: tuple[str, ...]
    reason: str = ""


def _moment(day: date, *, minutes: int = 0) -> datetime:
    return datetime.combine(day, SALES_HOUR, UTC) + timedelta(minutes=minutes)


def released_on(project: DemoProject, permit: int, *, today: date) -> date | None:
    """The day the units under a permit went on sale, or None when they have not yet."""
    issued = permit_day(project, permit)
    if issued is None or project.opening > today:
        return None
    day = max(project.opening, issued + timedelta(days=8))
    return day if day <= today else None


def _wave_steps(units: list[StockUnit], day: date, *, today: date, project: DemoProject) -> list[Step]:
    """One month's buyers: held, subscribed and contracted, and handed the keys where the project is finished."""
    names = [unit.spec.identity for unit in units]
    age = (today - day).days
    open_claims = 0.10 if age < 45 else 0.0
    held = [n for n in names if age < 45 and chance(n, "held") < 0.22]
    subscribed = [n for n in names if n not in held and chance(n, "subscribed") < 3 * open_claims + 0.02]
    signed = [n for n in names if n not in held and n not in subscribed]
    steps = [
        Step(_moment(day), UnitStatus.HELD, (*subscribed, *signed)),
        Step(_moment(day, minutes=30), UnitStatus.SUBSCRIBED, (*subscribed, *signed)),
        Step(_moment(min(day + timedelta(days=12), today), minutes=60), UnitStatus.CONTRACTED, tuple(signed)),
    ]
    if held:  # today: a hold does not last
        steps.append(Step(_moment(today, minutes=-45), UnitStatus.HELD, tuple(held)))
    if project.handover < today:
        keys = [n for n in signed if chance(n, "keys") < 0.9]
        steps.append(
            Step(
                _moment(min(project.handover + timedelta(days=20), today), minutes=90),
                UnitStatus.HANDED_OVER,
                tuple(keys),
            )
        )
    return steps


def _release_steps(units: list[StockUnit], day: date, *, today: date, project: DemoProject, sold: float) -> list[Step]:
    ordered = sorted(units, key=lambda unit: (-unit.wanted, unit.spec.identity))
    gone, left = ordered[: round(len(ordered) * sold)], ordered[round(len(ordered) * sold) :]
    kept = {unit.spec.identity for unit in left if chance(project.slug, unit.spec.identity, "kept") < 0.03}
    steps = [Step(_moment(day, minutes=-60), UnitStatus.AVAILABLE, tuple(unit.spec.identity for unit in units))]
    span = max(1, (today - day).days)
    start = 0
    for wave in range(WAVES):
        # Half the buyers come at the opening; each later wave is smaller.
        end = len(gone) if wave == WAVES - 1 else round(len(gone) * (1 - 0.5 ** (wave + 1)))
        buyers = gone[start:end]
        start = end
        if buyers:
            when = day + timedelta(days=round(span * (wave / (WAVES - 0.6)) ** 1.2))
            steps += _wave_steps(buyers, min(when, today), today=today, project=project)
    if kept:
        steps.append(Step(_moment(today, minutes=-90), UnitStatus.INTERNAL_HOLD, tuple(sorted(kept)), "样板与工程保留"))
    return steps


def sale_steps(project: DemoProject, stock: list[StockUnit], *, today: date) -> list[Step]:
    """The steps of every unit that is or was on sale, in an order the ledger accepts.

    Units whose building has no permit, or whose opening is still to come, take none: they stay unreleased.
    """
    steps: list[Step] = []
    for permit in sorted({unit.permit for unit in stock}):
        day = released_on(project, permit, today=today)
        if day is None:
            continue
        for homes, factor in ((True, 1.0), (False, 0.55)):
            units = [u for u in stock if u.permit == permit and (u.spec.entrance_ordinal is not None) is homes]
            later = 0.86 if permit > 1 and project.sold < 0.9 else 1.0
            if units:
                sold = project.sold * (1.0 if project.sold == 1 else factor * later)  # sold out means everything
                steps += _release_steps(units, day, today=today, project=project, sold=sold)
    return [step for step in steps if step.identities]
