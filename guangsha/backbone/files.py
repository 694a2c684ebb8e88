"""Files on a local disk that are whole or not there."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class DurableFileStorage(FileSystemStorage):
    """Django's folder of files, but a file gets its name only when all of it is on the disk.

    A kill or a power cut leaves at most a ``.part`` beside it. Saving under a name that exists replaces that file whole.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_overwrite": True, **kwargs})

    def _save(self, name: str, content: Any) -> str:
        """Write beside, flush to the disk, rename, flush the folder."""
        target = Path(self.path(name))
        temporary = f"{name}.{os.getpid()}.{secrets.token_hex(4)}.part"
        part = Path(self.path(super()._save(temporary, content)))  # type: ignore[misc]
        try:
            _flush(part)
            part.replace(target)
            _flush(target.parent)
        finally:
            part.unlink(missing_ok=True)
        return name
