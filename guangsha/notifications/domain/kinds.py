"""Kinds of notification: which words they are made of, in both languages, and which values those words need."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from guangsha.kit.ids import parse_id
from guangsha.kit.personal import holds_personal_number

LANGUAGES = ("zh", "en")
MAX_VALUE_LENGTH = 200


class Channel(StrEnum):
    """A way to a person."""

    IN_APP = "in_app"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Words:
    """One language of a kind. ``{name}`` stands for a value; ``sms`` is empty when the kind never goes by SMS.

    ``label`` names the kind where preferences are chosen; the title does when it is empty.
    """

    title: str
    body: str
    sms: str = ""
    label: str = ""

    def places(self) -> set[str]:
        """The values these words need."""
        texts = (self.title, self.body, self.sms)
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}

    def filled(self, data: Mapping[str, str]) -> "Words":
        """The words with their values."""
        return Words(self.title.format(**data), self.body.format(**data), self.sms.format(**data), self.label)


@dataclass(frozen=True, slots=True)
class Kind:
    """``variables`` are exactly what the words of both languages use, and what the link alone does.

    ``urgent`` passes quiet hours and cannot be turned off. ``link`` is a path of the web application and may use variables.
    ``channels``: on until the person says otherwise.
    """

    name: str
    words: Mapping[str, Words]
    variables: frozenset[str] = frozenset()
    link: str = ""
    channels: frozenset[Channel] = frozenset({Channel.IN_APP})
    urgent: bool = False

    def __post_init__(self) -> None:
        """Refuse a kind that could not be told in one of the languages."""
        if set(self.words) != set(LANGUAGES):
            raise ValueError(f"{self.name}: words are needed in {LANGUAGES}")
        linked = {name for _, name, _, _ in Formatter().parse(self.link) if name is not None}
        for language, words in self.words.items():
            if not self.variables - linked <= words.places() <= self.variables:
                raise ValueError(f"{self.name}: {language} uses {sorted(words.places())}, not {sorted(self.variables)}")
            if Channel.SMS in self.channels and not words.sms:
                raise ValueError(f"{self.name}: {language} has no SMS text")
        if not linked <= self.variables:
            raise ValueError(f"{self.name}: the link uses unknown values")

    def check(self, data: Mapping[str, str]) -> None:
        """Refuse values that are missing, not asked for, too long, or hold a phone or identity number. Raises ValueError.

        An id is none, though its figures may read like one.
        """
        if set(data) != self.variables:
            raise ValueError(f"{self.name} takes {sorted(self.variables)}, not {sorted(data)}")
        for name, value in data.items():
            if not isinstance(value, str) or len(value) > MAX_VALUE_LENGTH:
                raise ValueError(f"{self.name}: {name} must be a text of at most {MAX_VALUE_LENGTH} characters")
            if parse_id(value) is None and holds_personal_number(value):
                raise ValueError(f"{self.name}: {name} holds a phone or identity number")


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make ``kind`` known; called in a context's ``apps.py``."""
    if kind.name in _kinds:
        raise ValueError(f"notification kind {kind.name} is registered already")
    _kinds[kind.name] = kind


def kind_called(name: str) -> Kind:
    """The kind ``name``. Raises ValueError when nobody registered it."""
    try:
        return _kinds[name]
    except KeyError:
        raise ValueError(f"no such notification kind: {name}") from None


def all_kinds() -> list[Kind]:
    """Every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
