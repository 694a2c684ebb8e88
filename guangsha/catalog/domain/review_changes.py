"""The differences between two contents as changes a person can judge: path, before, after, and who must look at them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guangsha.catalog.domain.review_cells import Cells, cell_parts
from guangsha.kit.hashing import digest

PATH_LENGTH = 200


class ChangeKind(StrEnum):
    """What happened at a path."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class ReviewRule(StrEnum):
    """Why a change needs a second reviewer; PLAIN ones need one reviewer."""

    PLAIN = "plain"
    PRICE = "price"
    AREA = "area"
    PERMIT = "permit"


RULES: dict[tuple[str, str], ReviewRule] = {
    ("project", "stated.unit_price_fen"): ReviewRule.PRICE,
    ("project", "stated.total_min_fen"): ReviewRule.PRICE,
    ("project", "stated.total_max_fen"): ReviewRule.PRICE,
    ("project", "property_fee_fen"): ReviewRule.PRICE,
    ("project", "stated.area_min"): ReviewRule.AREA,
    ("project", "stated.area_max"): ReviewRule.AREA,
    ("project", "stated.has_permit"): ReviewRule.PERMIT,
    ("layouts", "area"): ReviewRule.AREA,
    ("units", "area"): ReviewRule.AREA,
    ("units", "price"): ReviewRule.PRICE,
    ("permits", "facts"): ReviewRule.PERMIT,
}
"""(part, aspect) -> rule, as data. What is not here is PLAIN."""

NAMES = {"area": "areas", "price": "filed_price", "place": "places"}
"""What an aspect of many units is called in a path."""
TABLES = frozenset({"units"})
"""Parts whose rows are judged together, building by building."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` and ``after`` are the values, or {key: value} where many rows are judged together.

    ``value_hash`` names what is judged: an approval holds for this very difference and no other.
    """

    path: str
    kind: ChangeKind
    rule: ReviewRule
    before: Any
    after: Any
    count: int
    value_hash: str
    cells: tuple[str, ...]

    @property
    def four_eyes(self) -> bool:
        """Whether two reviewers must approve it."""
        return self.rule is not ReviewRule.PLAIN


def _building_of(identity: str, *contents: Cells) -> str:
    for cells in contents:
        place = cells.get(f"units|{identity}|place")
        if place:
            return str(place["building_name"])
    return "?"


def _path(name: str, before: Cells, after: Cells, wholes: Mapping[tuple[str, str], bool]) -> str:
    part, key, aspect = cell_parts(name)
    rule = RULES.get((part, aspect), ReviewRule.PLAIN)
    if part in {"project", "listing"}:
        return f"{part}.{aspect}"
    if part in TABLES:
        return f"{part}[{_building_of(key, after, before)}].{NAMES.get(aspect, aspect)}"
    if part == "surroundings":
        return part
    if part in {"buildings", "layouts"} and not (wholes.get((part, key), False) and rule is ReviewRule.PLAIN):
        return f"{part}[{key}].{aspect}"
    return f"{part}[{key}]"


def _wholes(names: Iterable[str], before: Cells, after: Cells) -> dict[tuple[str, str], bool]:
    """Parts that come or go as a whole: their plain cells are judged together."""
    seen: dict[tuple[str, str], list[bool]] = {}
    for index, cells in enumerate((before, after)):
        for name in cells:
            part, key, _ = cell_parts(name)
            seen.setdefault((part, key), [False, False])[index] = True
    return {cell_parts(name)[:2]: not all(seen[cell_parts(name)[:2]]) for name in names}


def _rule(name: str) -> ReviewRule:
    part, _, aspect = cell_parts(name)
    return RULES.get((part, aspect), ReviewRule.PLAIN)


def _side(names: list[str], cells: Cells) -> Any:
    """The value at a path; a mapping by key or aspect when it is made of several cells."""
    part, _, _ = cell_parts(names[0])
    if part in TABLES:
        return {cell_parts(name)[1]: cells[name] for name in names if name in cells} or None
    if len(names) == 1:
        return cells.get(names[0])
    return {cell_parts(name)[2]: cells[name] for name in names if name in cells} or None


def changes_between(before: Cells, after: Cells) -> list[Change]:
    """What differs, sorted by path; rows of units grouped by building and aspect."""
    names = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    wholes = _wholes(names, before, after)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        groups[_path(name, before, after, wholes)[:PATH_LENGTH]].append(name)
    changes = []
    for path, cells in sorted(groups.items()):
        old, new = _side(cells, before), _side(cells, after)
        kind = ChangeKind.CHANGED
        if not any(name in before for name in cells):
            kind = ChangeKind.ADDED
        elif not any(name in after for name in cells):
            kind = ChangeKind.REMOVED
        rule = next((_rule(name) for name in cells if _rule(name) is not ReviewRule.PLAIN), ReviewRule.PLAIN)
        exact = [[name, before.get(name), after.get(name)] for name in cells]
        changes.append(Change(path, kind, rule, old, new, len(cells), digest(exact), tuple(cells)))
    return changes
