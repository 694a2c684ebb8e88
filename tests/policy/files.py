"""Files for listings."""

import io
from uuid import UUID

from PIL import Image

from guangsha.catalog.public import add_media, store_image
from tests.catalog.support import EDITOR, NOW, run


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 120, 110)).save(out, "PNG")
    return out.getvalue()


def add_picture(project_id: UUID) -> UUID:
    """A small picture of the project; its id."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(out, "PNG")
    stored = store_image(content=io.BytesIO(out.getvalue()))
    return run(lambda: add_media(actor=EDITOR, now=NOW, project_id=project_id, stored=stored))
