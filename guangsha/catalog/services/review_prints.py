"""Perceptual prints of stored pictures: read and computed outside a command, then written."""

import numpy as np
import structlog
from django.core.files.storage import default_storage
from PIL import Image

from guangsha.backbone.public import require_command
from guangsha.catalog.domain.picture_prints import Grey, difference_hash, frequency_hash, is_plain
from guangsha.catalog.models import MediaPrint

log = structlog.get_logger(__name__)


def _grid(picture: Image.Image, width: int, height: int) -> Grey:
    return np.asarray(picture.resize((width, height), Image.Resampling.LANCZOS), dtype=np.float64)


def picture_print(picture: Image.Image) -> tuple[str, str]:
    """The two hashes of a picture in hexadecimal; twice "" when there is nothing to recognise."""
    grey = picture.convert("L")
    small = _grid(grey, 32, 32)
    if is_plain(small):
        return "", ""
    return f"{difference_hash(_grid(grey, 9, 8)):016x}", f"{frequency_hash(small):016x}"


def read_print(storage_name: str) -> tuple[str, str]:
    """The print of a stored picture; twice "" when the storage has lost it or it cannot be read."""
    try:
        with default_storage.open(storage_name) as file, Image.open(file) as picture:
            return picture_print(picture)
    except (OSError, ValueError):
        log.exception("picture_without_print", storage_name=storage_name)
        return "", ""


def keep_prints(prints: dict[str, tuple[str, str]]) -> None:
    """Keep prints by content hash; known ones stay. Idempotent."""
    require_command()
    rows = [
        MediaPrint(sha256=sha256, difference=difference, frequency=frequency)
        for sha256, (difference, frequency) in prints.items()
    ]
    MediaPrint.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
