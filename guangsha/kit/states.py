"""State machines as data: state -> the states it may become, the first one first."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


def state_diagram(transitions: Mapping[S, frozenset[S]]) -> str:
    """The transitions as a mermaid state diagram, as the pages in ``docs/states`` hold it."""
    states = list(transitions)
    lines = ["stateDiagram-v2", f"    [*] --> {states[0]}"]
    lines += [f"    {before} --> {after}" for before in states for after in sorted(transitions[before])]
    lines += [f"    {state} --> [*]" for state in states if not transitions[state]]
    return "\n".join(lines) + "\n"
