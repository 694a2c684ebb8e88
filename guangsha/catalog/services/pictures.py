"""Pictures are decoded and encoded anew: nothing of the uploaded bytes, no metadata and no hidden file survives."""

import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from guangsha.catalog.domain.errors import MediaRefused
from guangsha.catalog.domain.files import MediaReason

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
"""What is read; everything leaves as WebP. No SVG, no GIF, no TIFF."""
WIDTHS = (480, 960, 1600)
FULL = "full"
MAX_SIDE = 4096
MAX_PANORAMA_SIDE = 8192
MIN_SIDE = 32
QUALITY = 82
CONTENT_TYPE = "image/webp"


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One size of a picture, as WebP. ``name``: its width in pixels, or "full" for the largest kept."""

    name: str
    width: int
    height: int
    data: bytes


def _to_srgb(image: Image.Image) -> Image.Image:
    """Colours as a screen without colour management shows them; a profile that cannot be read is ignored."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = image.mode if image.mode in ("RGB", "RGBA") else "RGB"
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return turned if turned is not None else image


def _clean(image: Image.Image) -> Image.Image:
    """Upright pixels and nothing else: a new image that has never seen the file's metadata."""
    upright = ImageOps.exif_transpose(image)
    coloured = _to_srgb(upright)
    has_alpha = coloured.mode in ("RGBA", "LA", "PA") or "transparency" in coloured.info
    converted = coloured.convert("RGBA" if has_alpha else "RGB")
    clean = Image.new(converted.mode, converted.size)
    clean.paste(converted)
    return clean


def _decode(data: bytes, *, max_pixels: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                width, height = image.size
                if width * height > max_pixels:
                    raise MediaRefused(reason=str(MediaReason.TOO_MANY_PIXELS))
                if min(width, height) < MIN_SIDE:
                    raise MediaRefused(reason=str(MediaReason.TOO_SMALL))
                image.load()
                return _clean(image)
    except MediaRefused:
        raise
    except Image.DecompressionBombError as error:
        raise MediaRefused(reason=str(MediaReason.TOO_MANY_PIXELS)) from error
    except Exception as error:
        raise MediaRefused(reason=str(MediaReason.NOT_AN_IMAGE)) from error


def _encode(image: Image.Image, name: str, *, width: int) -> EncodedPicture:
    height = max(1, round(image.height * width / image.width))
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    sized.save(out, "WEBP", quality=QUALITY, method=4)
    return EncodedPicture(name, sized.width, sized.height, out.getvalue())


def encode_picture(data: bytes, *, max_pixels: int, panorama: bool = False) -> list[EncodedPicture]:
    """WebP sizes of an uploaded picture, narrowest first: the WIDTHS below its own, and "full".

    "full" is at most MAX_SIDE (panoramas MAX_PANORAMA_SIDE) pixels on its longer side. Raises MediaRefused: not a
    picture in one of FORMATS, damaged, cut off, more than ``max_pixels``, tiny, or a panorama that is not 2:1.
    """
    image = _decode(data, max_pixels=max_pixels)
    if panorama and abs(image.width - 2 * image.height) > max(2, image.width // 200):
        raise MediaRefused(reason=str(MediaReason.NOT_TWO_TO_ONE))
    side = MAX_PANORAMA_SIDE if panorama else MAX_SIDE
    scale = min(1.0, side / max(image.size))
    full = max(1, round(image.width * scale))
    sizes = [_encode(image, str(width), width=width) for width in WIDTHS if width < full]
    return [*sizes, _encode(image, FULL, width=full)]
