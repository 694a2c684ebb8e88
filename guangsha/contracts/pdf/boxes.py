"""Where the parties sign: the boxes of the last page, or where the document itself says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guangsha.contracts.domain.signing import FIELD

MARGIN, BOX_WIDTH, BOX_HEIGHT, GAP = 62.0, 225.0, 84.0, 20.0
"""Points. Two columns from the foot of an A4 page upwards, the first party upper left."""


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A signature field. ``page``: counted from 0, or from the end when negative; ``box``: x1, y1, x2, y2 from the lower left."""

    name: str
    page: int
    box: tuple[float, float, float, float]


def boxes_for(lines: Sequence[int], told: Sequence[Mapping[str, Any]] = ()) -> list[FieldBox]:
    """A box for each party. ``told``: what setting the document said of them, pages counted from 1:
    ``{"name": "party-0", "page": 8, "x0": 62, "y0": 90, "x1": 283, "y1": 164}``."""
    known = {str(one["name"]): one for one in told}
    rows = (len(lines) + 1) // 2
    made = []
    for index, line in enumerate(sorted(lines)):
        name = FIELD.format(line=line)
        if name in known:
            x1, y1, x2, y2 = (float(known[name][edge]) for edge in ("x0", "y0", "x1", "y1"))
            made.append(FieldBox(name, int(known[name]["page"]) - 1, (x1, y1, x2, y2)))
            continue
        x = MARGIN + (index % 2) * (BOX_WIDTH + GAP)
        y = MARGIN + (rows - 1 - index // 2) * (BOX_HEIGHT + GAP)
        made.append(FieldBox(name, -1, (x, y, x + BOX_WIDTH, y + BOX_HEIGHT)))
    return made
