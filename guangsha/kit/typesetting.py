"""typst, with fonts that come with the program and none of the system's: the same document everywhere, byte by byte."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst


def typeset(source: Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF of a template, tagged for screen readers. ``data`` goes in as JSON, never as markup; ``at``: the document's own
    moment, whole seconds."""
    moment = at.astimezone(UTC).replace(microsecond=0) if at is not None else None
    return bytes(typst.compile(str(source), format="pdf", timestamp=moment, **_options(source, data)))


def marked_in(source: Path, data: Mapping[str, Any], label: str) -> list[dict[str, Any]]:
    """The values that the template puts under ``label``: where something stands on its pages."""
    found: list[dict[str, Any]] = json.loads(typst.query(str(source), label, field="value", **_options(source, data)))
    return found


def _options(source: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "root": str(source.parent),
        "font_paths": [str(pylopdf_fonts_zh_cn.sans_path().parent)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    }
