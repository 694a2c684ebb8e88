"""The same searches in SQL, on PostgreSQL and on SQLite: one table of projects, one of units, sensible indexes.

Filters that many searches use are repeated on the unit row (city, district) as one would for speed; text, tags,
stations and positions stay with the project, where a few thousand rows are cheap to search.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import psycopg

from guangsha.search.domain import pinyin
from guangsha.search.domain.documents import ProjectDoc, counted_rooms
from guangsha.search.domain.query import SearchQuery
from guangsha.search.domain.shapes import METRES_PER_DEGREE, inside, polygon_box
from guangsha.search.domain.vocabulary import KIND_MEANT, PRICE_BANDS, SIZE_BANDS, UNIT_PRICE_BANDS

PROJECT = ("id", "pid", "slug", "name", "city", "district", "area", "words", "lng", "lat", "sale", "opening", "month")
UNIT = (
    "id", "uid", "project", "city", "district", "number", "building", "layout", "floor", "kind", "rooms", "bucket",
    "size", "price", "unit_price", "orientation", "band", "fit", "status", "permit", "listed",
)  # fmt: skip
_ORDER = {
    "newest": "u.listed DESC, u.id DESC",
    "price": "u.price, u.id",
    "-price": "u.price DESC, u.id DESC",
    "unit_price": "u.unit_price, u.id",
    "-unit_price": "u.unit_price DESC, u.id DESC",
    "size": "u.size, u.id",
    "-size": "u.size DESC, u.id DESC",
    "opening": "p.opening, p.id, u.id",
    "relevance": "CASE WHEN p.name LIKE {text} THEN 0 ELSE 1 END, p.id, u.id",
    "distance": "{distance}, p.id, u.id",
}
_UNIT_FILTERS = {
    "rooms": "bucket",
    "orientations": "orientation",
    "floor_bands": "band",
    "fit_outs": "fit",
    "statuses": "status",
    "unit_kinds": "kind",
}
FACETS = {
    "city": ("city",),
    "district": ("districts",),
    "area": ("areas",),
    "metro": ("metro",),
    "tag": ("tags",),
    "sale_status": ("sale_statuses",),
    "opening": ("opening_from", "opening_to"),
    "rooms": ("rooms",),
    "orientation": ("orientations",),
    "floor": ("floor_bands",),
    "fit_out": ("fit_outs",),
    "status": ("statuses",),
    "unit_kind": ("unit_kinds",),
    "permit": ("permit",),
    "price": ("price_min", "price_max"),
    "unit_price": ("unit_price_min", "unit_price_max"),
    "size": ("size_min", "size_max"),
}
_COUNTED = {
    "city": "u.city",
    "district": "u.district",
    "area": "p.area",
    "sale_status": "p.sale",
    "opening": "p.month",
    "rooms": "u.bucket",
    "orientation": "u.orientation",
    "floor": "u.band",
    "fit_out": "u.fit",
    "status": "u.status",
    "unit_kind": "u.kind",
    "permit": "u.permit",
}
BANDS = {"price": PRICE_BANDS, "unit_price": UNIT_PRICE_BANDS, "size": tuple(n * 100 for n in SIZE_BANDS)}


class SqlPeer(Protocol):
    """A database with the stock loaded."""

    name: str

    def page(self, query: SearchQuery) -> tuple[int, list[Any]]:
        """Total and the first page."""
        ...

    def facets(self, query: SearchQuery) -> dict[str, dict[str, int]]:
        """Counts of every facet, its own filter left out."""
        ...


class _Sql:
    """A query as SQL: `mark` is the driver's placeholder; subclasses differ in text, lists and shapes."""

    mark = "%s"

    def run(self, sql: str, values: list[Any]) -> list[Any]:
        """Every row of a statement."""
        raise NotImplementedError

    def shape(self, query: SearchQuery, where: list[str], values: list[Any]) -> None:
        """Add polygon and circle."""
        raise NotImplementedError

    def lists(self, query: SearchQuery, without: tuple[str, ...], where: list[str], values: list[Any]) -> None:
        """Add tags and stations."""
        raise NotImplementedError

    def counted_list(self, kind: str, joined: str) -> str:
        """A count by tag or station."""
        raise NotImplementedError

    def band(self, column: str, bounds: tuple[int, ...]) -> str:
        """SQL that numbers the band a value lies in."""
        return f"width_bucket(u.{column}, ARRAY[{', '.join(map(str, bounds))}]::bigint[])"

    def where(self, query: SearchQuery, without: tuple[str, ...] = ()) -> tuple[str, list[Any], bool]:
        """Conditions, their values, and whether they need the projects."""
        where: list[str] = []
        values: list[Any] = []

        def add(sql: str, *given: Any) -> None:
            where.append(sql)
            values.extend(given)

        self._own_columns(query, without, add)
        plain = len(where)
        if query.opening_from and "opening_from" not in without:
            add(f"p.month >= {self.mark} AND p.month <= {self.mark}", query.opening_from, query.opening_to)
        if query.text:
            add(f"p.words LIKE {self.mark}", f"%{query.text}%")
        self.lists(query, without, where, values)
        self.shape(query, where, values)
        return " AND ".join(where) or "1 = 1", values, len(where) > plain

    def _own_columns(self, query: SearchQuery, without: tuple[str, ...], add: Callable[..., None]) -> None:
        if query.city and "city" not in without:
            add(f"u.city = {self.mark}", query.city)
        if query.districts and "districts" not in without:
            add(f"u.district IN ({self._marks(query.districts)})", *query.districts)
        for name, column in _UNIT_FILTERS.items():
            wanted = getattr(query, name) or (KIND_MEANT if name == "unit_kinds" else ())
            if wanted and name not in without:
                add(f"u.{column} IN ({self._marks(wanted)})", *wanted)
        if query.permit is not None and "permit" not in without:
            add(f"u.permit = {self.mark}", int(query.permit))
        for name in ("price", "unit_price", "size"):
            for end, sign in (("min", ">="), ("max", "<=")):
                value = getattr(query, f"{name}_{end}")
                if value is not None and f"{name}_{end}" not in without:
                    add(f"u.{name} {sign} {self.mark}", int(value * 100) if name == "size" else value)

    def page(self, query: SearchQuery) -> tuple[int, list[Any]]:
        """Total and first page."""
        where, values, joined = self.where(query)
        join = " JOIN projects p ON p.id = u.project" if joined else ""
        total = self.run(f"SELECT count(*) FROM units u{join} WHERE {where}", values)[0][0]
        order = _ORDER[query.effective_sort].format(text="'" + query.text + "%%'", distance=self.distance(query))
        columns = ", ".join([f"u.{name}" for name in UNIT] + [f"p.{name}" for name in PROJECT])
        rows = self.run(
            f"SELECT {columns} FROM units u JOIN projects p ON p.id = u.project WHERE {where} "
            f"ORDER BY {order} LIMIT {query.limit}",
            values,
        )
        return total, rows

    def distance(self, query: SearchQuery) -> str:
        """Squared metres to the asked place."""
        if query.near is None:
            return "0"
        scale = METRES_PER_DEGREE
        across = scale * math.cos(math.radians(query.near.lat))
        x, y = f"(p.lng - {query.near.lng}) * {across}", f"(p.lat - {query.near.lat}) * {scale}"
        return f"(({x}) * ({x}) + ({y}) * ({y}))"

    def facets(self, query: SearchQuery) -> dict[str, dict[str, int]]:
        """Counts of every facet, one statement each."""
        out: dict[str, dict[str, int]] = {}
        for facet, own in FACETS.items():
            where, values, joined = self.where(query, own)
            column = _COUNTED.get(facet)
            if facet in BANDS:
                column = self.band(facet, BANDS[facet])
            needs = joined or facet in ("metro", "tag") or (column or "").startswith("p.")
            join = " JOIN projects p ON p.id = u.project" if needs else ""
            if column is None:
                sql = self.counted_list(facet, f"FROM units u{join} WHERE {where}")
            else:
                sql = f"SELECT {column}, count(*) FROM units u{join} WHERE {where} GROUP BY 1"
            out[facet] = {str(value): count for value, count in self.run(sql, values) if value not in (None, "", 0)}
        return out

    def _marks(self, values: Iterable[Any]) -> str:
        return ", ".join(self.mark for _ in values)


def _rows(stock: Iterable[ProjectDoc]) -> Iterator[tuple[tuple[Any, ...], ProjectDoc, list[tuple[Any, ...]]]]:
    number = 0
    for index, doc in enumerate(stock):
        district, area = (doc.district.code if doc.district else ""), (doc.area.code if doc.area else "")
        lng, lat = doc.position or (0.0, 0.0)
        month = doc.opening_on.year * 100 + doc.opening_on.month if doc.opening_on else 0
        names = [doc.name, *doc.aliases, doc.name_en, doc.city.name, doc.developer, doc.address]
        words = " ".join([*names, *pinyin.keys(doc.name)]).lower()
        project = (
            index, str(doc.id), doc.slug, doc.name, doc.city.code, district, area, words, lng, lat, doc.sale_status,
            doc.opening_on, month,
        )  # fmt: skip
        units = []
        for unit in doc.units:
            units.append(
                (
                    number,
                    str(unit.id),
                    index,
                    doc.city.code,
                    district,
                    unit.number,
                    unit.building,
                    unit.layout,
                    unit.floor,
                    unit.kind,
                    unit.rooms,
                    counted_rooms(unit),
                    None if unit.size is None else int(unit.size * 100),
                    unit.price,
                    unit.unit_price,
                    unit.orientation,
                    unit.floor_band,
                    unit.fit_out,
                    unit.status,
                    int(unit.permit),
                    unit.listed_at,
                )
            )
            number += 1
        yield project, doc, units


class Postgres(_Sql):
    """PostgreSQL with arrays under GIN, trigrams under GIN, points under GiST, and B-trees for every sort."""

    name = "PostgreSQL"

    def __init__(self, address: str, stock: Iterable[ProjectDoc]) -> None:
        self._db = psycopg.connect(address, autocommit=True)
        self._db.prepare_threshold = 1
        self._db.execute("CREATE EXTENSION pg_trgm")
        self._db.execute(
            "CREATE TABLE projects (id int PRIMARY KEY, pid text, slug text, name text, city text, district text,"
            " area text, words text, lng float8, lat float8, sale text, opening date, month int,"
            " spot point, tags text[], metro text[])"
        )
        self._db.execute(
            "CREATE TABLE units (id int, uid uuid, project int, city text, district text, number text, building text,"
            " layout text, floor smallint, kind text, rooms smallint, bucket smallint, size int, price bigint,"
            " unit_price int, orientation text, band text, fit text, status text, permit smallint, listed timestamptz)"
        )
        projects = []
        with self._db.cursor() as cursor, cursor.copy(f"COPY units ({', '.join(UNIT)}) FROM STDIN") as copy:
            for project, doc, units in _rows(stock):
                spot = f"({project[8]},{project[9]})"
                projects.append((*project, spot, [t.code for t in doc.tags], [t.code for t in doc.metro]))
                for unit in units:
                    copy.write_row(unit)
        with self._db.cursor() as cursor:
            columns = ", ".join((*PROJECT, "spot", "tags", "metro"))
            cursor.executemany(f"INSERT INTO projects ({columns}) VALUES ({', '.join(['%s'] * 16)})", projects)
        for sql in (
            "ALTER TABLE units ADD PRIMARY KEY (id)",
            "CREATE INDEX ON units (project)",
            "CREATE INDEX ON units (price, id)",
            "CREATE INDEX ON units (unit_price, id)",
            "CREATE INDEX ON units (size, id)",
            "CREATE INDEX ON units (listed, id)",
            "CREATE INDEX ON units (city, status, price)",
            "CREATE INDEX ON units (city, bucket, price)",
            "CREATE INDEX ON units (bucket, size)",
            "CREATE INDEX ON units (district)",
            "CREATE INDEX ON units (status, unit_price)",
            "CREATE INDEX ON projects USING gin (words gin_trgm_ops)",
            "CREATE INDEX ON projects USING gin (tags)",
            "CREATE INDEX ON projects USING gin (metro)",
            "CREATE INDEX ON projects USING gist (spot)",
            "CREATE INDEX ON projects (city, district)",
            "CREATE INDEX ON projects (month, opening)",
            "VACUUM ANALYZE",
        ):
            self._db.execute(sql)

    def run(self, sql: str, values: list[Any]) -> list[Any]:
        """Every row of a statement."""
        return self._db.execute(sql, values).fetchall()

    def size(self) -> int:
        """Bytes on disk of the database."""
        return int(self.run("SELECT pg_database_size(current_database())", [])[0][0])

    def lists(self, query: SearchQuery, without: tuple[str, ...], where: list[str], values: list[Any]) -> None:
        """Add tags and stations."""
        if query.tags and "tags" not in without:
            where.append("p.tags @> %s")
            values.append(list(query.tags))
        if query.metro and "metro" not in without:
            where.append("p.metro <> '{}'")

    def shape(self, query: SearchQuery, where: list[str], values: list[Any]) -> None:
        """Add polygon and circle."""
        if query.polygon:
            where.append("p.spot <@ %s::polygon")
            values.append("(" + ",".join(f"({x},{y})" for x, y in query.polygon) + ")")
        if query.near and query.near.metres:
            lat = query.near.metres / METRES_PER_DEGREE
            lng = lat / math.cos(math.radians(query.near.lat))
            where.append(f"p.spot <@ box(point(%s, %s), point(%s, %s)) AND {self.distance(query)} <= %s")
            values += [query.near.lng - lng, query.near.lat - lat, query.near.lng + lng, query.near.lat + lat]
            values.append(float(query.near.metres) ** 2)

    def counted_list(self, kind: str, joined: str) -> str:
        """A count by tag or station."""
        column = "tags" if kind == "tag" else "metro"
        return (
            f"SELECT value, sum(n)::bigint FROM (SELECT p.id, p.{column}, count(*) AS n {joined} GROUP BY p.id) AS f, "
            f"unnest({column}) AS value GROUP BY 1"
        )


class Sqlite(_Sql):
    """SQLite with B-trees; tags and stations in tables of their own, shapes by box and a function."""

    name = "SQLite"
    mark = "?"

    def __init__(self, path: Path, stock: Iterable[ProjectDoc]) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA cache_size=-1000000; PRAGMA mmap_size=2000000000;")
        self._db.create_function("inside", 3, self._inside, deterministic=True)
        self._shapes: dict[str, tuple[tuple[float, float], ...]] = {}
        self._db.execute(f"CREATE TABLE projects ({', '.join(PROJECT)}, PRIMARY KEY (id)) WITHOUT ROWID")
        self._db.execute(f"CREATE TABLE units (id INTEGER PRIMARY KEY, {', '.join(UNIT[1:])})")
        self._db.execute("CREATE TABLE listed (kind, value, project, PRIMARY KEY (kind, value, project)) WITHOUT ROWID")
        rows = _rows(stock)
        while batch := list(islice(rows, 200)):
            for project, doc, units in batch:
                self._db.execute(
                    f"INSERT INTO projects VALUES ({', '.join('?' * 13)})",
                    [*project[:11], str(project[11]), project[12]],
                )
                self._db.executemany(
                    f"INSERT INTO units VALUES ({', '.join('?' * len(UNIT))})",
                    [(*unit[:-1], unit[-1].isoformat()) for unit in units],
                )
                for kind, terms in (("tag", doc.tags), ("metro", doc.metro)):
                    self._db.executemany(
                        "INSERT INTO listed VALUES (?, ?, ?)", [(kind, term.code, project[0]) for term in terms]
                    )
        for columns in (
            "units (project)", "units (price, id)", "units (unit_price, id)", "units (size, id)", "units (listed, id)",
            "units (city, status, price)", "units (city, bucket, price)", "units (bucket, size)", "units (district)",
            "units (status, unit_price)", "projects (city, district)", "projects (month, opening)",
            "projects (lng, lat)", "listed (project, kind)",
        ):  # fmt: skip
            self._db.execute(
                f"CREATE INDEX {'_'.join(columns.replace('(', ' ').replace(')', '').replace(',', ' ').split())} ON {columns}"
            )
        self._db.execute("ANALYZE")
        self._db.commit()

    def run(self, sql: str, values: list[Any]) -> list[Any]:
        """Every row of a statement."""
        return self._db.execute(sql.replace("%%", "%"), values).fetchall()

    def _inside(self, key: str, lng: float, lat: float) -> bool:
        return inside((lng, lat), self._shapes[key])

    def lists(self, query: SearchQuery, without: tuple[str, ...], where: list[str], values: list[Any]) -> None:
        """Add tags and stations."""
        for tag in query.tags if "tags" not in without else ():
            where.append("p.id IN (SELECT project FROM listed WHERE kind = 'tag' AND value = ?)")
            values.append(tag)
        if query.metro and "metro" not in without:
            where.append("p.id IN (SELECT project FROM listed WHERE kind = 'metro')")

    def shape(self, query: SearchQuery, where: list[str], values: list[Any]) -> None:
        """Add polygon and circle."""
        if query.polygon:
            key = str(hash(query.polygon))
            self._shapes[key] = query.polygon
            box = polygon_box(query.polygon)
            where.append("p.lng BETWEEN ? AND ? AND p.lat BETWEEN ? AND ? AND inside(?, p.lng, p.lat)")
            values += [box.west, box.east, box.south, box.north, key]
        if query.near and query.near.metres:
            where.append(f"{self.distance(query)} <= ?")
            values.append(float(query.near.metres) ** 2)

    def band(self, column: str, bounds: tuple[int, ...]) -> str:
        """SQL that numbers the band a value lies in."""
        return "(" + " + ".join(f"(u.{column} >= {bound})" for bound in bounds) + ")"

    def counted_list(self, kind: str, joined: str) -> str:
        """A count by tag or station."""
        return (
            f"SELECT l.value, sum(n) FROM (SELECT p.id AS project, count(*) AS n {joined} GROUP BY p.id) f "
            f"JOIN listed l ON l.project = f.project AND l.kind = '{kind}' GROUP BY 1"
        )
