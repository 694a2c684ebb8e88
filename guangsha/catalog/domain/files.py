"""What uploaded videos and documents really are, judged by their own structure and never by name or stated type."""

from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO

HEAD = 64
MP4_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"}
)
EBML = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
MAX_BOXES = 100_000
TAIL = 2048
ACTIVE_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia", b"/XFA")


class MediaReason(StrEnum):
    """Why a file was refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_AN_IMAGE = "not_an_image"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    NOT_TWO_TO_ONE = "not_two_to_one"
    NOT_A_VIDEO = "not_a_video"
    NOT_A_PDF = "not_a_pdf"
    ACTIVE_CONTENT = "active_content"
    OTHER_TRACKS = "other_tracks"


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Type and end of each top-level box of an ISO media file; raises ValueError when they do not fill the file exactly."""
    at = 0
    for _ in range(MAX_BOXES):
        if at == size:
            return
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big") if len(head) == 16 else 0
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            break
        at += length
        yield head[4:8], at
    raise ValueError("the boxes do not fill the file")


def _is_mp4(file: BinaryIO, size: int) -> bool:
    file.seek(0)
    head = file.read(HEAD)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4], "big"), HEAD), 4))}
    if head[4:8] != b"ftyp" or not brands & MP4_BRANDS:
        return False
    try:
        kinds = [kind for kind, _ in _boxes(file, size)]
    except ValueError:
        return False
    return kinds[0] == b"ftyp" and b"moov" in kinds and (b"mdat" in kinds or b"moof" in kinds)


def _vint(data: bytes, at: int) -> tuple[int | None, int]:
    """An EBML length at ``at`` and where it ends; None is "unknown". Raises ValueError."""
    if at >= len(data) or data[at] == 0:
        raise ValueError("no length")
    width = 9 - data[at].bit_length()
    if at + width > len(data):
        raise ValueError("cut off")
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), at + width


def _is_webm(file: BinaryIO, size: int) -> bool:
    file.seek(0)
    head = file.read(1024)
    if not head.startswith(EBML):
        return False
    try:
        length, at = _vint(head, 4)
        if length is None or b"\x42\x82\x84webm" not in head[at : at + length]:
            return False
        at += length
        if head[at : at + 4] != SEGMENT:
            return False
        segment, start = _vint(head, at + 4)
    except ValueError:
        return False
    return segment is None or start + segment == size


def video_type(file: BinaryIO, size: int) -> str | None:
    """``video/mp4`` or ``video/webm`` when ``file`` (of ``size`` bytes) is one from its first byte to its last, else None."""
    if _is_mp4(file, size):
        return "video/mp4"
    return "video/webm" if _is_webm(file, size) else None


def pdf_objection(data: bytes) -> MediaReason | None:
    """Why ``data`` is not a document we keep, or None: a PDF from its first byte, whole, without active content in plain."""
    if not data.startswith((b"%PDF-1.", b"%PDF-2.")) or b"%%EOF" not in data[-TAIL:]:
        return MediaReason.NOT_A_PDF
    tail = data[data.rindex(b"%%EOF") + 5 :]
    if tail.strip(b"\r\n\t \x00"):
        return MediaReason.NOT_A_PDF
    if any(word in data for word in ACTIVE_PDF):
        return MediaReason.ACTIVE_CONTENT
    return None
