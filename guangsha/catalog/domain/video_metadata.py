"""Videos without what phones and drones write into them: where, when and with what they were taken.

Nothing moves: what goes is overwritten in place by free space of the same length, so sample offsets stay true. Pictures and
sound are kept as they are; text inside the video stream itself (SEI messages) is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_BOXES = 100_000
MAX_TABLE = 64 * 1024 * 1024
BLOCK = 1024 * 1024
KEPT_TRACKS = frozenset({b"vide", b"soun"})
"""A track of another kind (timed metadata, text, time code) carries positions on many devices: it goes, with its samples."""
TREE: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"pdin", b"wide"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
}
"""Box -> the boxes kept in it; a box that is no key here is kept whole. Everything else becomes free space."""
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
WEBM_INFO = b"\x15\x49\xa9\x66"
WEBM_GOES = frozenset({b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69", b"\x10\x43\xa7\x70"})
"""Tags, attachments, chapters."""
WEBM_INFO_GOES = frozenset({b"\x44\x61", b"\x7b\xa9", b"\x73\x84", b"\x3c\x83\xab", b"\x3e\x83\xbb"})
"""Date, title, and the names of this file and its neighbours."""


class OtherTracks(ValueError):
    """A fragmented file has tracks beside picture and sound: their samples cannot be told apart safely."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """The boxes that fill ``start`` to ``end`` exactly. Raises ValueError when they do not."""
    at = start
    for _ in range(MAX_BOXES):
        if at == end:
            return
        file.seek(at)
        head = file.read(16)
        length, body = int.from_bytes(head[:4], "big"), at + 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0 and start == 0:
            length = end - at
        if at + length > end or at + length < body:
            break
        yield _Box(head[4:8], at, body, at + length)
        at += length
    raise ValueError("boxes do not fill their place")


def _blank(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(bytes(min(BLOCK, end - start)))


def _free(file: BinaryIO, box: _Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _blank(file, box.body, box.end)


def _body(file: BinaryIO, box: _Box) -> bytes:
    if box.end - box.body > MAX_TABLE:
        raise ValueError("a table is too large")
    file.seek(box.body)
    return file.read(box.end - box.body)


def _numbers(data: bytes, *, width: int) -> list[int]:
    return [int.from_bytes(data[at : at + width], "big") for at in range(0, len(data) - width + 1, width)]


def _find(file: BinaryIO, box: _Box, *path: bytes) -> dict[bytes, _Box]:
    """The children of the box at ``path`` below ``box``; of two of a kind the last."""
    children = {child.kind: child for child in _boxes(file, box.body, box.end)}
    for kind in path:
        if kind not in children:
            return {}
        children = {child.kind: child for child in _boxes(file, children[kind].body, children[kind].end)}
    return children


def _samples(file: BinaryIO, trak: _Box) -> Iterator[tuple[int, int]]:
    """Start and end of each chunk of samples of a track."""
    table = {
        kind: _body(file, box) for kind, box in _find(file, trak, b"mdia", b"minf", b"stbl").items() if kind != b"stsd"
    }
    wide = b"co64" in table
    offsets = _numbers(table.get(b"co64", table.get(b"stco", b""))[8:], width=8 if wide else 4)
    plan = _numbers(table.get(b"stsc", b"")[8:], width=4)
    stsz = table.get(b"stsz")
    if not offsets:
        return
    if stsz is None or len(plan) < 3:
        raise ValueError("a track without sample sizes")
    fixed = int.from_bytes(stsz[4:8], "big")
    sizes = iter(_numbers(stsz[12:], width=4))
    steps = list(zip(plan[0::3], plan[1::3], strict=False))
    per_chunk = 0
    for number, offset in enumerate(offsets, start=1):
        while steps and steps[0][0] <= number:
            per_chunk = steps.pop(0)[1]
        length = fixed * per_chunk if fixed else sum(next(sizes, 0) for _ in range(min(per_chunk, len(stsz))))
        yield offset, offset + length


def _handler(file: BinaryIO, trak: _Box) -> bytes:
    hdlr = _find(file, trak, b"mdia").get(b"hdlr")
    return b"" if hdlr is None else _body(file, hdlr)[8:12]


def _undate(file: BinaryIO, box: _Box) -> None:
    file.seek(box.body)
    width = 8 if file.read(1) == b"\x01" else 4
    _blank(file, box.body + 4, min(box.body + 4 + 2 * width, box.end))


def _prune(file: BinaryIO, parent: bytes, start: int, end: int) -> None:
    for box in list(_boxes(file, start, end)):
        if box.kind not in TREE[parent]:
            _free(file, box)
            continue
        if box.kind in DATED:
            _undate(file, box)
        if box.kind in TREE:
            _prune(file, box.kind, box.body, box.end)


def strip_mp4(file: BinaryIO, size: int) -> None:
    """Blank, in place, all of an MP4 file but what is needed to play its pictures and sound.

    Raises ValueError (no picture track, broken boxes), OtherTracks.
    """
    top = list(_boxes(file, 0, size))
    media = [box for box in top if box.kind == b"mdat"]
    tracks = [
        trak
        for moov in top
        if moov.kind == b"moov"
        for trak in _boxes(file, moov.body, moov.end)
        if trak.kind == b"trak"
    ]
    handlers = [_handler(file, trak) for trak in tracks]
    if b"vide" not in handlers:
        raise ValueError("no picture track")
    for trak, handler in zip(tracks, handlers, strict=True):
        if handler in KEPT_TRACKS:
            continue
        if any(box.kind == b"moof" for box in top):
            raise OtherTracks(handler)
        for start, end in _samples(file, trak):
            if any(box.body <= start and end <= box.end for box in media):
                _blank(file, start, end)
        _free(file, trak)
    _prune(file, b"", 0, size)


def _vint(file: BinaryIO, at: int, *, marker: bool) -> tuple[bytes, int, int | None]:
    """The EBML number at ``at``: its bytes, where it ends, its value (None: unknown length)."""
    file.seek(at)
    head = file.read(8)
    width = 9 - head[0].bit_length() if head and head[0] else 9
    if width > min(8, len(head)):
        raise ValueError("no EBML number")
    raw = head[:width]
    value = int.from_bytes(raw, "big") & ((1 << 7 * width) - 1)
    return raw, at + width, None if not marker and value == (1 << 7 * width) - 1 else value


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """EBML elements from ``start`` to ``end``; segments and clusters of unknown length are entered, as players do."""
    at = start
    for _ in range(10 * MAX_BOXES):
        if at >= end:
            return
        kind, body, _ = _vint(file, at, marker=True)
        _, body, length = _vint(file, body, marker=False)
        if length is None and kind not in (SEGMENT, CLUSTER):
            raise ValueError("an element of unknown length")
        entered = length is None or kind == SEGMENT
        finish = body if length is None or entered else body + length
        if finish > end:
            raise ValueError("an element is cut off")
        if not entered:
            yield _Box(kind, at, body, finish)
        at = finish
    raise ValueError("too many elements")


def _void(file: BinaryIO, element: _Box) -> None:
    length = element.end - element.start
    width = 1 if length < 100 else 8
    rest = length - 1 - width
    file.seek(element.start)
    file.write(b"\xec" + (rest | 1 << 7 * width).to_bytes(width, "big"))
    _blank(file, element.end - rest, element.end)


def strip_webm(file: BinaryIO, size: int) -> None:
    """Blank, in place, tags, attachments, chapters, title and date of a WebM file. Raises ValueError."""
    for element in list(_elements(file, 0, size)):
        if element.kind in WEBM_GOES:
            _void(file, element)
        elif element.kind == WEBM_INFO:
            for entry in list(_elements(file, element.body, element.end)):
                if entry.kind in WEBM_INFO_GOES:
                    _void(file, entry)
