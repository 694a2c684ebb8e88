"""PDF documents are written anew: without author, dates, tools, earlier versions, and without the metadata of their pictures."""

import base64
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from guangsha.catalog.domain.errors import MediaRefused
from guangsha.catalog.domain.files import MediaReason, pdf_objection

MAX_OBJECTS = 500_000
MAX_DEPTH = 100
MAX_PICTURE_BYTES = 256 * 1024 * 1024
GOES = ("/Metadata", "/PieceInfo", "/LastModified")
ACTIVE_KEYS = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent")
ACTIVE_NAMES = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/EmbeddedFile", "/RichMedia", "/Rendition"}
)
KEPT_JPEG_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, Adobe's colour transform. Exif, XMP, Photoshop blocks and comments go."""


def _inflate(data: bytes) -> bytes:
    opener = zlib.decompressobj()
    out = opener.decompress(data, MAX_PICTURE_BYTES)
    if opener.unconsumed_tail:
        raise MediaRefused(reason=str(MediaReason.TOO_LARGE))
    return out


_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": _inflate,
    "/ASCII85Decode": lambda data: base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>")),
    "/ASCIIHexDecode": lambda data: bytes.fromhex(data.decode("ascii").strip().removesuffix(">")),
}


def _parts(whole: Any, depth: int = 0) -> Iterator[Any]:
    """``whole`` and every dictionary and array written inside it; other objects come by themselves."""
    yield whole
    if depth > MAX_DEPTH:
        raise MediaRefused(reason=str(MediaReason.NOT_A_PDF))
    inner: Any = ()
    if isinstance(whole, pikepdf.Dictionary | pikepdf.Stream):
        inner = [whole[key] for key in whole.keys()]  # noqa: SIM118 - a stream is not iterable
    elif isinstance(whole, pikepdf.Array):
        inner = list(whole)
    for part in inner:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from _parts(part, depth + 1)


def _is_active(part: Any) -> bool:
    kinds = {str(part[key]) for key in ("/S", "/Type", "/Subtype") if isinstance(part.get(key), pikepdf.Name)}
    return bool(kinds & ACTIVE_NAMES) or any(key in part for key in ACTIVE_KEYS)


def jpeg_without_metadata(data: bytes) -> bytes:
    """A JPEG file without Exif (and its position), XMP and comments; what is no JPEG comes back as it is."""
    if not data.startswith(b"\xff\xd8"):
        return data
    out, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        kind = data[at + 1]
        if kind == 0xFF:  # fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not (0xE0 <= kind <= 0xEF or kind == 0xFE) or kind in KEPT_JPEG_SEGMENTS:
            out += data[at:end]
        at = end
    return bytes(out + data[at:])


def _clean_picture(stream: pikepdf.Stream) -> None:
    named = stream.get("/Filter")
    filters = [str(item) for item in named] if isinstance(named, pikepdf.Array) else [str(named)]
    if filters[-1] != "/DCTDecode":
        return
    data = stream.read_raw_bytes()
    for name in filters[:-1]:
        if name not in _UNPACK:
            raise MediaRefused(reason=str(MediaReason.NOT_A_PDF))
        data = _UNPACK[name](data)
    parms = stream.get("/DecodeParms")
    last = parms[-1] if isinstance(parms, pikepdf.Array) and len(parms) else parms
    keep = last if isinstance(last, pikepdf.Dictionary) else None
    stream.write(jpeg_without_metadata(data), filter=pikepdf.Name.DCTDecode, decode_parms=keep)


def _clean(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MAX_OBJECTS:
        raise MediaRefused(reason=str(MediaReason.TOO_LARGE))
    for whole in [pdf.trailer, *pdf.objects]:
        for part in _parts(whole):
            if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
                continue
            if _is_active(part):
                raise MediaRefused(reason=str(MediaReason.ACTIVE_CONTENT))
            for key in GOES:
                if key in part:
                    del part[key]
        if isinstance(whole, pikepdf.Stream):
            _clean_picture(whole)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def clean_document(data: bytes) -> bytes:
    """``data``, a passive PDF, written anew without metadata; the same bytes for the same document.

    Raises MediaRefused: not a PDF, damaged, locked by a password, or with active content, also where it is compressed.
    """
    objection = pdf_objection(data)
    if objection is not None:
        raise MediaRefused(reason=str(objection))
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise MediaRefused(reason=str(MediaReason.NOT_A_PDF))
            _clean(pdf)
            pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    except MediaRefused:
        raise
    except Exception as error:
        raise MediaRefused(reason=str(MediaReason.NOT_A_PDF)) from error
    return out.getvalue()
