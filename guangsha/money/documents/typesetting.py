"""typst, with fonts that come with the program and none of the system's: the same document everywhere, byte by byte."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

HERE = Path(__file__).parent


def typeset(template: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template in this folder, tagged for screen readers. ``data`` goes in as JSON, never as markup; ``at``: the
    document's own moment, whole seconds."""
    fonts = str(pylopdf_fonts_zh_cn.sans_path().parent)
    made = typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)
