"""Rendered HTML and whole documents, kept as long as they are true."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from guangsha.backbone.public import Shelf
from guangsha.kit.bounded_cache import MEGABYTE, BoundedCache
from guangsha.pages.rendering.assets import WEB_DIST, ssr_script

html_shelf = Shelf("html", room=64 * MEGABYTE, keep_s=3600)
"""What V8 made of a payload: the same payload gives the same HTML."""
rendered_before: BoundedCache[tuple[str, str]] = BoundedCache(32 * MEGABYTE)
"""Payload and HTML of pages by what they say, whatever the minute: served when a rendering is late."""


@lru_cache(maxsize=1)
def build_name() -> str:
    """Changes with the web build, so that processes of two builds never take each other's HTML."""
    parts = [path.read_bytes() for path in (WEB_DIST / "site" / "manifest.json", ssr_script()) if path.is_file()]
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()[:16]
