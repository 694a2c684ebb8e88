"""What is checked of an XLSX file before a reader may open it: its unpacked size, its shape, and where formulas stand.

A workbook is a zip of XML. Both can lie: an entry may unpack to a thousand times its size or say a smaller size than it
has, two cells in far corners make a reader lay out billions, and entities in XML can multiply. So every entry is unpacked
once in small pieces and counted, and the sheet is walked as a stream.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from guangsha.catalog.importing.reasons import FileRefused

MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 400 * 1024 * 1024
MAX_TOTAL_BYTES = 600 * 1024 * 1024
MAX_INDEX_BYTES = 4 * 1024 * 1024
"""The parts that only list others (workbook, relations, content types) are read into memory as a whole."""
MAX_RATIO = 150
RATIO_FROM_BYTES = 8 * 1024 * 1024
"""Small entries may be packed tightly; above this size a ratio over MAX_RATIO is an attack."""
MAX_CELLS = 12_000_000
MAX_COLUMNS = 500
MAX_FORMULAS = 200_000
PIECE = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class SheetShape:
    """Counted in one sheet: last row and column (1-based), and the cells (row, column) that hold formulas."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _most_bytes(name: str) -> int:
    lists_others = name.lower() in ("xl/workbook.xml", "[content_types].xml") or name.lower().endswith(".rels")
    return MAX_INDEX_BYTES if lists_others else MAX_ENTRY_BYTES


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of one entry, whatever size its header claims. Raises FileRefused above the limits."""
    most = _most_bytes(info.filename.lstrip("/"))
    claimed = info.file_size
    info.file_size = MAX_ENTRY_BYTES + PIECE  # the reader stops at the claimed size, which may be a lie
    total = 0
    try:
        with archive.open(info) as entry:
            while piece := entry.read(PIECE):
                total += len(piece)
                if total > most:
                    raise FileRefused("workbook_bomb", f"{info.filename[:80]}: over {most:,} bytes")
                if total > RATIO_FROM_BYTES and total > max(1, info.compress_size) * MAX_RATIO:
                    raise FileRefused("workbook_bomb", f"{info.filename[:80]}: over {MAX_RATIO} times its packed size")
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise FileRefused("not_a_workbook", str(error)[:120]) from error
    finally:
        info.file_size = claimed
    if total != claimed:
        raise FileRefused("not_a_workbook", f"{info.filename[:80]} has {total:,} bytes and claims {claimed:,}")


class _Walk:
    """Follows the elements of one part through its XML stream. A document type is refused, and with it all entities."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise FileRefused("not_a_workbook", "a part declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def feed(self, piece: bytes, final: bool) -> None:
        try:
            self.parser.Parse(piece, final)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise FileRefused("not_a_workbook", f"damaged XML: {error}"[:120]) from error


class _ElementWalk(_Walk):
    """Keeps every element of a part that lists others: its plain name and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements.append((name.rpartition("|")[2], attributes))


class _SheetWalk(_Walk):
    """Follows the cells of one sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.shape = SheetShape()
        self.row = self.column = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("|")[2]
        shape = self.shape
        if tag == "c":
            reference = attributes.get("r", "")
            found = _REFERENCE.fullmatch(reference)
            if reference and not found:
                # The reader is laxer than the standard: what we cannot count, it must not allocate.
                raise FileRefused("not_a_workbook", f"{reference[:20]!r} is not the name of a cell")
            if found:
                self.column, self.row = _column_number(found.group(1)), int(found.group(2))
            else:
                self.column += 1
            shape.rows, shape.columns = max(shape.rows, self.row), max(shape.columns, self.column)
            if shape.columns > MAX_COLUMNS:
                raise FileRefused("too_many_columns")
            if shape.rows * shape.columns > MAX_CELLS:
                raise FileRefused("sheet_too_large", f"{shape.rows:,} rows x {shape.columns:,} columns")
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else self.row + 1
            self.column = 0
        elif tag == "f":
            shape.formulas.add((self.row, self.column))
            if len(shape.formulas) > MAX_FORMULAS:
                raise FileRefused("formula", "a sheet full of formulas; save the values only")


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    walk = _ElementWalk()
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise FileRefused("not_a_workbook", f"there is no {name}") from error
    for piece in _pieces(archive, info):
        walk.feed(piece, False)
    walk.feed(b"", True)
    return walk.elements


def sheet_entry(path: Path, name: str) -> str:
    """Where in the archive the sheet called ``name`` is kept; nothing when it is not listed. Raises FileRefused."""
    with zipfile.ZipFile(path) as archive:
        relations = _elements(archive, "xl/_rels/workbook.xml.rels")
        targets = {item.get("Id", ""): item.get("Target", "") for _, item in relations}
        for tag, item in _elements(archive, "xl/workbook.xml"):
            if tag == "sheet" and item.get("name") == name:
                relation = next((value for key, value in item.items() if key.endswith("|id")), "")
                target = targets.get(relation, "")
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def inspect_workbook(path: Path) -> dict[str, SheetShape]:
    """The shape of every worksheet by its place in the archive. Raises FileRefused for anything a reader must not open."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused("not_a_workbook", str(error)[:120]) from error
    shapes: dict[str, SheetShape] = {}
    with archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
            raise FileRefused("workbook_bomb", f"{len(entries):,} entries")
        if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
            raise FileRefused("workbook_bomb", f"over {MAX_TOTAL_BYTES:,} bytes in all")
        total = 0
        for info in entries:
            if info.flag_bits & 0x1:
                raise FileRefused("old_workbook")
            name = info.filename.lstrip("/")
            is_sheet = name.lower().startswith("xl/") and "sheet" in name.lower() and name.lower().endswith(".xml")
            walk = _SheetWalk() if is_sheet else None
            for piece in _pieces(archive, info):
                total += len(piece)
                if total > MAX_TOTAL_BYTES:
                    raise FileRefused("workbook_bomb", f"over {MAX_TOTAL_BYTES:,} bytes in all")
                if walk is not None:
                    walk.feed(piece, False)
            if walk is not None:
                walk.feed(b"", True)
                shapes[name] = walk.shape
    return shapes
