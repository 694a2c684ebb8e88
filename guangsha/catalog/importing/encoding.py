"""Which encoding a text file is in, decided over the whole file and without holding it."""

import codecs
from pathlib import Path

from guangsha.catalog.importing.reasons import FileRefused

CHUNK = 1 << 18
SURE_CHARACTERS = 8
"""So many non-ASCII characters read well as UTF-8 before the first that does not: other encodings never get that far."""
PRIVATE_SHARE = 0.01
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Attempt:
    """One encoding tried over the stream: where it failed, and what was seen before."""

    def __init__(self, name: str) -> None:
        self.decoder = codecs.getincrementaldecoder(name)("strict")
        self.failed_at: int | None = None
        self.wide = 0
        self.private = 0

    def feed(self, chunk: bytes, offset: int, final: bool) -> None:
        if self.failed_at is not None:
            return
        pending = len(self.decoder.getstate()[0])
        try:
            text = self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            self.failed_at = max(0, offset - pending + error.start)
            text = (error.object[: error.start]).decode(error.encoding, "ignore")
        if not text.isascii():
            wide = [char for char in text if char > "\x7f"]
            self.wide += len(wide)
            self.private += sum("\ue000" <= char <= "\uf8ff" for char in wide)


def detect_encoding(path: Path) -> str:
    """``utf-8-sig`` or ``gb18030``; UTF-8 wins where both would do. Raises FileRefused with the byte that decided."""
    utf8, gb = _Attempt("utf-8"), _Attempt("gb18030")
    offset = 0
    with path.open("rb") as handle:
        start = handle.read(4)
        if not start:
            raise FileRefused("empty_file")
        if start[:2] in UTF16_MARKS:
            raise FileRefused("encoding_utf16")
        marked = start.startswith(codecs.BOM_UTF8)
        handle.seek(0)
        while True:
            chunk = handle.read(CHUNK)
            nul = chunk.find(b"\0")
            if nul >= 0:
                raise FileRefused("nul_bytes", f"byte {offset + nul + 1}")
            utf8.feed(chunk, offset, not chunk)
            gb.feed(chunk, offset, not chunk)
            if not chunk:
                break
            offset += len(chunk)
    if utf8.failed_at is None:
        return "utf-8-sig"
    if marked or utf8.wide >= SURE_CHARACTERS:
        raise FileRefused("encoding_broken", f"byte {utf8.failed_at + 1}")
    if gb.failed_at is not None:
        raise FileRefused("encoding", f"UTF-8 fails at byte {utf8.failed_at + 1}, GB18030 at byte {gb.failed_at + 1}")
    if gb.private > gb.wide * PRIVATE_SHARE:
        raise FileRefused("encoding_doubtful")
    return "gb18030"
