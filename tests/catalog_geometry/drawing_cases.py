"""Floor plans with known faults: what the server says of them is kept in a file that the browser's checks are held to.

``WRITE_DRAWING_CASES=1 pytest tests/catalog_geometry/test_drawing_cases.py`` writes it again after a rule has changed.
"""

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guangsha.catalog.domain.layout_geometry import layout_problems
from guangsha.config.demo.plans.family import three_compact
from guangsha.config.demo.plans.grid import draw
from guangsha.config.demo.plans.houses import townhouse

FILE = Path(__file__).with_name("layout-findings.json")
Plan = dict[str, Any]


def _shift(points: list[list[float]], by: float) -> None:
    for point in points:
        point[0] += by


def _faults() -> dict[str, Callable[[Plan], object]]:
    """Each takes a good plan and spoils it in place."""
    return {
        "none": lambda plan: None,
        "no rooms": lambda plan: plan["rooms"].clear(),
        "no walls": lambda plan: plan["walls"].clear(),
        "no doors": lambda plan: plan["doors"].clear(),
        "first wall gone": lambda plan: plan["walls"].pop(0),
        "last wall gone": lambda plan: plan["walls"].pop(),
        "a door gone": lambda plan: plan["doors"].pop(1),
        "a door too narrow": lambda plan: plan["doors"][1].update(b=[plan["doors"][1]["a"][0] + 200, 0]),
        "a door off its wall": lambda plan: _shift([plan["doors"][0]["a"], plan["doors"][0]["b"]], 300),
        "a window off its wall": lambda plan: _shift([plan["windows"][0]["a"], plan["windows"][0]["b"]], 12_000),
        "a window too low": lambda plan: plan["windows"][0].update(head=plan["windows"][0]["sill"]),
        "a window in a door": lambda plan: plan["windows"][0].update(a=plan["doors"][0]["a"], b=plan["doors"][0]["b"]),
        "a room moved": lambda plan: _shift(plan["rooms"][0]["polygon"], 400),
        "a room moved a little": lambda plan: _shift(plan["rooms"][1]["polygon"], 4),
        "a room clockwise": lambda plan: plan["rooms"][0]["polygon"].reverse(),
        "a room crossing itself": lambda plan: plan["rooms"][0]["polygon"].insert(0, plan["rooms"][0]["polygon"].pop(2)),
        "a room tiny": lambda plan: plan["rooms"][0].update(polygon=[[0, 0], [500, 0], [500, 500], [0, 500]]),
        "inner walls only": lambda plan: [wall.update(kind="inner") for wall in plan["walls"]],
        "everything a bedroom": lambda plan: [room.update(kind="bedroom") for room in plan["rooms"]],
    }  # fmt: skip


def cases() -> list[dict[str, Any]]:
    """Every fault on two plans, and forty plans with everything jittered a little."""
    found = []
    for name, sketch in (("flat", three_compact()), ("house", townhouse())):
        base = json.loads(json.dumps(draw(sketch)))
        for fault, spoil in _faults().items():
            if name == "house" and fault not in {"none", "no walls", "a room moved", "everything a bedroom"}:
                continue
            plan = copy.deepcopy(base)
            spoil(plan)
            found.append(_case(f"{name}: {fault}", plan))
    chance = random.Random(11)
    base = json.loads(json.dumps(draw(three_compact())))
    for number in range(12):
        plan = copy.deepcopy(base)
        for part in (*plan["doors"], *plan["windows"], *plan["walls"]):
            if chance.random() < 0.2:
                _shift([part["a"]], chance.choice([-900, -40, -3, 3, 40, 900]))
        found.append(_case(f"jitter {number}", plan))
    return found


def _case(name: str, plan: Plan) -> dict[str, Any]:
    problems = [{"code": one.code, "where": list(one.where)} for one in layout_problems(plan)]
    return {"name": name, "plan": plan, "problems": problems}


def text_of(found: list[dict[str, Any]]) -> str:
    """One case a line, so that a difference can be read."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in found)
    return f"[\n{lines}\n]\n"
