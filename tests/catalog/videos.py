"""Real films of ten grey pictures, written by FFmpeg's libraries with what phones and drones put into them."""

import io
import shutil
import struct
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

METADATA = {
    "location": "+28.2282+112.9388/",
    "title": "SecretTitle",
    "comment": "SecretComment",
    "artist": "SecretMaker",
    "creation_time": "2024-05-06T07:08:09Z",
}
TELEMETRY = b"GPS112.9388E28.2282N"
XMP = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"


@cache
def film(kind: str, *, codec: str = "mpeg4", sound: bool = False, options: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A film of one second; ``sound`` adds a track whose samples are TELEMETRY over and over."""
    folder = tempfile.mkdtemp()
    path = Path(folder) / "film"
    with av.open(str(path), "w", format=kind, options=dict(options)) as container:
        container.metadata.update(METADATA)
        picture: Any = container.add_stream(codec, rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        voice: Any = container.add_stream("pcm_s16le", rate=8000, layout="mono") if sound else None
        for number in range(10):
            grey = np.full((48, 64, 3), number * 20, np.uint8)
            container.mux(picture.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(picture.encode())
        if voice is not None:
            samples = np.frombuffer(TELEMETRY * 400, dtype=np.int16)[None, :]
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = 8000
            container.mux(voice.encode(frame))
            container.mux(voice.encode(None))
    data = path.read_bytes()
    shutil.rmtree(folder)
    return data


def pictures(data: bytes) -> list[bytes]:
    """The decoded pictures of a film."""
    with av.open(io.BytesIO(data)) as container:
        return [frame.to_ndarray(format="gray").tobytes() for frame in container.decode(video=0)]


def tracks(data: bytes) -> list[str]:
    """What kinds of tracks a reader sees."""
    with av.open(io.BytesIO(data)) as container:
        return [stream.type for stream in container.streams]


def told(data: bytes) -> dict[str, str]:
    """What a reader is told about the film, encoder names and brands left out."""
    plain = {"major_brand", "minor_version", "compatible_brands", "ENCODER", "encoder"}
    with av.open(io.BytesIO(data)) as container:
        return {key: value for key, value in container.metadata.items() if key not in plain}


def from_a_phone() -> bytes:
    """With ``©xyz`` in ``udta``, as phones write it, and XMP behind."""
    data = film("mov").replace(b"ftypqt  \x00\x00\x02\x00qt  ", b"ftypisom\x00\x00\x02\x00mp41")
    packet = b"<x:xmpmeta><exif:GPSLatitude>28,13.69N</exif:GPSLatitude></x:xmpmeta>"
    return data + struct.pack(">I", 24 + len(packet)) + b"uuid" + XMP + packet


def from_a_drone() -> bytes:
    """With a second track of timed metadata: positions as samples."""
    data = film("mp4", sound=True)
    assert data.count(b"soun") == 1
    return data.replace(b"soun", b"meta")
