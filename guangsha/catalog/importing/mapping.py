"""Mappings: TOML that says which column of a file means what. ``guangsha/catalog/mappings/`` holds the shipped ones."""

import hashlib
import re
import tomllib
from collections.abc import Mapping as Table
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from guangsha.catalog.domain.coordinates import Datum
from guangsha.catalog.domain.specs import ProjectValues
from guangsha.catalog.importing.reasons import FileRefused

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
MAX_MAPPING_BYTES = 200_000
TEMPLATE = "template"
"""The source of files that people fill in themselves."""
Kind = Literal["projects", "units"]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class MappingError(Exception):
    """The mapping is not usable; the message says where and why."""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One column. ``heading``: the names it may have; ``to``: the field it fills; ``read``: how, if not the field's own way.

    ``in_wan``: a bare number counts in ten thousand yuan. ``pattern``: a regular expression whose only group is the value.
    ``codes``: more words of this source for a closed list. ``on_error`` "empty": what cannot be read is left out and noted.
    """

    heading: str | tuple[str, ...]
    to: str
    read: str = ""
    required: bool = False
    in_wan: bool = False
    zero_is_empty: bool = False
    pattern: str = ""
    codes: dict[str, str] = {}
    on_error: Literal["reject", "empty"] = "reject"

    @property
    def headings(self) -> tuple[str, ...]:
        """All the names the column may have."""
        return (self.heading,) if isinstance(self.heading, str) else self.heading


class Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What names a row: the source's own id in ``column``, else a hash of ``columns`` (any heading of the file)."""

    column: str | tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The names the id column may have."""
        return (self.column,) if isinstance(self.column, str) else self.column


class ProjectOf(Identity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """To which project a unit belongs. ``create``: make a draft where there is none; ``values``: what is true of all of them."""

    source: str = ""
    create: bool = False
    values: dict[str, Any] = {}


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole mapping. ``source`` names where the ids come from: two files with one source speak of the same things."""

    name: Name
    kind: Kind
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    columns: tuple[Column, ...]
    identity: Identity
    title: str = ""
    title_en: str = ""
    datum: Datum = Datum.WGS84
    sheet: str = ""
    ignored: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    project: ProjectOf | None = None
    sha256: str = ""

    @property
    def makes_projects(self) -> bool:
        """Whether a row says enough of a project to make one."""
        return self.project is None or self.project.create

    @property
    def project_source(self) -> str:
        """Where the ids of projects come from."""
        return (self.project.source if self.project else "") or self.source

    def required_headings(self) -> list[tuple[str, ...]]:
        """For each column that must be there, the names it may have."""
        needed = [column.headings for column in self.columns if column.required]
        for identity in (self.identity, self.project):
            if identity is not None:
                needed += [identity.headings] if identity.headings else []
                needed += [(name,) for name in identity.columns]
        return needed

    def missing(self, heading: tuple[str, ...]) -> list[str]:
        """The required columns that ``heading`` lacks."""
        return ["/".join(names) for names in self.required_headings() if not set(names) & set(heading)]

    def fits(self, heading: tuple[str, ...]) -> bool:
        """Every required column is there, and no column is one the mapping has never heard of."""
        return not self.missing(heading) and not self.unknown(heading)

    def unknown(self, heading: tuple[str, ...]) -> list[str]:
        """The columns of ``heading`` that the mapping has never heard of."""
        known = self.read_headings() | set(self.ignored)
        return [name for name in heading if name and name not in known]

    def read_headings(self) -> set[str]:
        """The names of the columns whose cells are read; what stands in others is nobody's business here."""
        read = {name for column in self.columns for name in column.headings}
        return read | {name for names in self.required_headings() for name in names}

    def within(self, organisation_id: UUID) -> "Mapping":
        """The same with the ids of that company alone: what another company calls by the same id is something else."""
        house = f"@{organisation_id.hex}"
        project = self.project and msgspec.structs.replace(self.project, source=f"{self.project_source}{house}")
        return msgspec.structs.replace(self, source=f"{self.source}{house}", project=project)


def _parse(raw: bytes, origin: str) -> Mapping:
    from guangsha.catalog.importing.conversion import column_problem

    try:
        table: Table[str, Any] = tomllib.loads(raw.decode("utf-8"))
        mapping = msgspec.convert({**table, "sha256": hashlib.sha256(raw).hexdigest()}, Mapping)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise MappingError(f"{origin}: {error}") from error
    problems = [problem for column in mapping.columns if (problem := column_problem(column, mapping.kind))]
    problems += [
        f"pattern of {column.headings[0]}: {why}" for column in mapping.columns if (why := _bad_pattern(column))
    ]
    problems += [problem for values, of in _fixed_values(mapping) for problem in _values_problems(values, of)]
    if not mapping.identity.headings and not mapping.identity.columns:
        problems.append("identity names no column")
    if mapping.kind == "units" and (
        mapping.project is None or not (mapping.project.headings or mapping.project.columns)
    ):
        problems.append("a mapping of units needs [project] with the columns that name it")
    if problems:
        raise MappingError(f"{origin}: {'; '.join(problems)}")
    return mapping


def _fixed_values(mapping: Mapping) -> list[tuple[dict[str, Any], Any]]:
    """What the mapping states of all rows, and the type that holds it."""
    from guangsha.catalog.importing.records import UnitValues

    if mapping.kind == "projects":
        return [(mapping.values, ProjectValues)]
    return [(mapping.values, UnitValues), (mapping.project.values if mapping.project else {}, ProjectValues)]


def _values_problems(values: dict[str, Any], of: Any) -> list[str]:
    known = {**of.__annotations__, **({"city": str, "district": str} if of is ProjectValues else {})}
    unknown = [f"values: there is no field {name}" for name in values if name not in known]
    if unknown:
        return unknown
    try:
        msgspec.convert({name: value for name, value in values.items() if name in of.__annotations__}, of)
    except msgspec.ValidationError as error:
        return [f"values: {error}"]
    return [f"values: {name} is a text" for name in ("city", "district") if not isinstance(values.get(name, ""), str)]


def _bad_pattern(column: Column) -> str:
    try:
        groups = re.compile(column.pattern).groups
    except re.error as error:
        return str(error)
    return "" if not column.pattern or groups == 1 else "needs exactly one group"


@lru_cache(maxsize=1)
def shipped_mappings() -> dict[str, Mapping]:
    """The mappings that come with Guangsha, by name."""
    found = (_parse(path.read_bytes(), path.name) for path in sorted(SHIPPED.glob("*.toml")))
    return {mapping.name: mapping for mapping in found}


def source_titles(source: str) -> tuple[str, str]:
    """What the source of imported projects is called, in Chinese and English; empty for templates, which name no source."""
    named = (one for one in shipped_mappings().values() if one.source == source and one.kind == "projects")
    found = next(named, None)
    return ("", "") if found is None or found.source == TEMPLATE else (found.title, found.title_en)


def mapping_called(name_or_file: str, kind: Kind) -> Mapping:
    """The shipped mapping of that name, else the mapping in that file. Raises MappingError."""
    mapping = shipped_mappings().get(name_or_file)
    if mapping is None:
        path = Path(name_or_file)
        try:
            if not path.is_file() or path.stat().st_size > MAX_MAPPING_BYTES:
                names = ", ".join(name for name, one in shipped_mappings().items() if one.kind == kind)
                raise MappingError(f"{name_or_file}: no such mapping; shipped for {kind}: {names}; or name a TOML file")
            mapping = _parse(path.read_bytes(), path.name)
        except OSError as error:
            raise MappingError(f"{name_or_file}: {error.strerror or error}") from error
    if mapping.kind != kind:
        raise MappingError(f"{mapping.name} is a mapping of {mapping.kind}, not of {kind}")
    return mapping


def mapping_for(heading: tuple[str, ...], kind: Kind) -> Mapping:
    """The one shipped mapping that fits. Raises FileRefused when none or several do."""
    of_kind = [mapping for mapping in shipped_mappings().values() if mapping.kind == kind]
    fitting = [mapping for mapping in of_kind if mapping.fits(heading)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise FileRefused("several_mappings_fit", ", ".join(mapping.name for mapping in fitting), row=1)
    raise FileRefused("no_mapping_fits", "columns: " + ", ".join(heading)[:300], row=1)
