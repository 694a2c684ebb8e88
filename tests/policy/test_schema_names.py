"""Two types of one name would silently become one in the OpenAPI document."""

from collections import defaultdict
from enum import Enum

from ninja import Schema

from guangsha.config.api import api


def _below(kind: type) -> list[type]:
    return [found for direct in kind.__subclasses__() for found in (direct, *_below(direct))]


def twice_named(kinds: list[type], shown: set[str]) -> dict[str, set[str]]:
    """Names in the document -> modules, where there is more than one."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in kinds:
        if kind.__module__.startswith("guangsha.") and kind.__name__ in shown:
            found[kind.__name__].add(kind.__module__)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_every_name_in_the_document_is_one_type() -> None:
    shown = set(api.get_openapi_schema(path_prefix="")["components"]["schemas"])
    assert twice_named([*_below(Schema), *_below(Enum)], shown) == {}


def test_a_planted_twin_is_caught() -> None:
    twins = [type("Twin", (), {"__module__": module}) for module in ("guangsha.a", "guangsha.b")]
    assert twice_named(twins, {"Twin"}) == {"Twin": {"guangsha.a", "guangsha.b"}}
