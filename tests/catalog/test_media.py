import io
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image

from guangsha.catalog.domain.files import video_type
from guangsha.catalog.models import Media
from guangsha.catalog.public import (
    MediaRefused,
    StoredFile,
    UnknownPart,
    add_media,
    store_document,
    store_image,
    store_panorama,
    store_video,
)
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, fill, make_project, run
from tests.catalog.videos import film

SECRET = b"<script>alert(1)</script>"
PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def picture(size: tuple[int, int] = (1000, 500), kind: str = "JPEG", **save: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, kind, **save)  # type: ignore[arg-type]
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 13.0, 41.0), 3: "E", 4: (112.0, 56.0, 20.0)})
    return picture(exif=exif)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is ``width`` x ``height`` and has one line of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


MP4 = film("mp4")
WEBM = (
    b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"  # EBML header of seven bytes: DocType webm
    b"\x18\x53\x80\x67\x84\xec\x82\x00\x00"  # a segment of four bytes: nothing
)


def reason_of(store: Callable[..., StoredFile], data: bytes) -> str:
    with pytest.raises(MediaRefused) as refused:
        store(content=io.BytesIO(data))
    return str(refused.value.data["reason"])


def read(stored: StoredFile, name: str) -> bytes:
    variant = next(item for item in stored.variants if item["name"] == name)
    with default_storage.open(variant["storage_name"]) as file:
        return bytes(file.read())


class TestPictures:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
    def test_every_accepted_kind_leaves_as_webp(self, kind: str) -> None:
        stored = store_image(content=io.BytesIO(picture(kind=kind)))
        assert [variant["name"] for variant in stored.variants] == ["480", "960", "full"]
        for variant in stored.variants:
            with Image.open(io.BytesIO(read(stored, variant["name"]))) as image:
                assert (image.format, image.size) == ("WEBP", (variant["width"], variant["height"]))

    def test_large_pictures_keep_four_sizes_and_a_limit(self) -> None:
        stored = store_image(content=io.BytesIO(picture((5000, 1000))))
        assert [(item["name"], item["width"]) for item in stored.variants] == [
            ("480", 480),
            ("960", 960),
            ("1600", 1600),
            ("full", 4096),
        ]

    def test_position_and_maker_are_gone_and_the_picture_stands_upright(self) -> None:
        data = with_gps()
        with Image.open(io.BytesIO(data)) as before:
            assert before.getexif().get_ifd(0x8825)
        assert b"SecretMaker" in data
        stored = store_image(content=io.BytesIO(data))
        for variant in stored.variants:
            after = read(stored, variant["name"])
            with Image.open(io.BytesIO(after)) as image:
                assert not image.getexif()
                assert image.height > image.width
                top, bottom = image.getpixel((5, 5)), image.getpixel((5, image.height - 5))
                assert isinstance(top, tuple)
                assert isinstance(bottom, tuple)
                assert top[0] > 150 > 100 > bottom[0]
            assert b"SecretMaker" not in after
            assert b"EXIF" not in after

    def test_text_chunks_profiles_and_appended_archives_do_not_survive(self) -> None:
        for data in (
            picture() + b"PK\x03\x04" + SECRET,
            picture(comment=SECRET),
            picture(kind="WEBP", xmp=b"<x>" + SECRET),
            picture(kind="PNG", icc_profile=SECRET * 10),
        ):
            assert SECRET in data or b"iCCP" in data
            stored = store_image(content=io.BytesIO(data))
            assert all(SECRET not in read(stored, variant["name"]) for variant in stored.variants)

    def test_transparency_is_kept(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (100, 100), (1, 2, 3, 0)).save(out, "PNG")
        stored = store_image(content=io.BytesIO(out.getvalue()))
        with Image.open(io.BytesIO(read(stored, "full"))) as image:
            assert image.mode == "RGBA"

    def test_the_same_picture_is_stored_once(self) -> None:
        first, second = (store_image(content=io.BytesIO(picture())) for _ in range(2))
        assert first == second

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b"\xff\xd8\xff", "not_an_image"),
            (picture()[:-400], "not_an_image"),
            (picture(kind="PNG")[:300], "not_an_image"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_an_image"),
            (b"<?xml version='1.0'?><svg/>", "not_an_image"),
            (b"<html><body>" + SECRET, "not_an_image"),
            (b"GIF89a" + b"\x01\x00\x01\x00" + b"\x00" * 50, "not_an_image"),
            (picture(kind="GIF"), "not_an_image"),
            (picture(kind="TIFF"), "not_an_image"),
            (picture(kind="BMP"), "not_an_image"),
            (PDF, "not_an_image"),
            (png_of(50_000, 50_000), "too_many_pixels"),
            (png_of(2**31 - 1, 2**31 - 1), "too_many_pixels"),
            (png_of(400, 400), "not_an_image"),
            (picture((20, 20)), "too_small"),
        ],
    )
    def test_hostile_files_are_refused_with_a_reason(self, data: bytes, reason: str) -> None:
        assert reason_of(store_image, data) == reason

    def test_limits_come_from_the_settings(self) -> None:
        data, env = picture(), settings.ENV
        with override_settings(ENV=env.model_copy(update={"media_max_bytes": len(data) - 1})):
            assert reason_of(store_image, data) == "too_large"
        with override_settings(ENV=env.model_copy(update={"media_max_pixels": 400_000})):
            assert reason_of(store_image, data) == "too_many_pixels"

    def test_a_panorama_is_twice_as_wide_as_high(self) -> None:
        stored = store_panorama(content=io.BytesIO(picture((2000, 1000))))
        assert stored.variants[-1]["width"] == 2000
        assert reason_of(store_panorama, picture((1000, 400))) == "not_two_to_one"


class TestVideosAndDocuments:
    @pytest.mark.parametrize(("data", "kind"), [(MP4, "video/mp4"), (WEBM, "video/webm")])
    def test_videos_are_known_by_their_structure(self, data: bytes, kind: str) -> None:
        stored = store_video(content=io.BytesIO(data))
        assert stored.variants[0]["content_type"] == kind
        assert len(read(stored, "original")) == len(data)

    @pytest.mark.parametrize(
        "data",
        [
            MP4[:-1],
            MP4 + b"PK\x03\x04 an archive behind it",
            MP4.replace(b"moov", b"free"),
            MP4.replace(b"isom", b"evil").replace(b"mp41", b"evil").replace(b"iso2", b"evil"),
            box(b"ftyp", b"isom"),
            WEBM + SECRET,
            WEBM.replace(b"webm", b"mkv!"),
            WEBM[:9],
            b"\x1a\x45\xdf\xa3",
            b"RIFF\x00\x00\x00\x00AVI ",
            b"<html>" + SECRET,
        ],
    )
    def test_what_only_looks_like_a_video_is_refused(self, data: bytes) -> None:
        assert reason_of(store_video, data) == "not_a_video"

    def test_endless_boxes_do_not_hang(self) -> None:
        data = box(b"ftyp", b"isom\x00\x00\x02\x00isom") + box(b"free") * 200_000
        file: BinaryIO = io.BytesIO(data)
        assert video_type(file, len(data)) is None

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (SECRET + PDF, "not_a_pdf"),
            (PDF + SECRET, "not_a_pdf"),
            (PDF.replace(b"%%EOF", b""), "not_a_pdf"),
            (PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript/JS (x)>>/Type"), "active_content"),
            (b"MZ\x90\x00", "not_a_pdf"),
        ],
    )
    def test_documents_are_passive_pdfs(self, data: bytes, reason: str) -> None:
        assert reason_of(store_document, data) == reason
        assert store_document(content=io.BytesIO(PDF)).variants[0]["content_type"] == "application/pdf"


@pytest.mark.django_db(transaction=True)
class TestAddMedia:
    def test_files_stand_in_order_and_only_once_in_a_place(self) -> None:
        project_id = make_project()
        fill(project_id)
        files = [store_image(content=io.BytesIO(picture((900, height)))) for height in (400, 500)]
        ids = [
            run(lambda f=f: add_media(actor=EDITOR, now=NOW, project_id=project_id, stored=f, alt="外观"))  # type: ignore[misc]
            for f in (*files, files[0])
        ]
        assert ids[0] == ids[2]
        assert [(row.pk, row.ordinal) for row in Media.objects.order_by("ordinal")] == [(ids[0], 0), (ids[1], 1)]
        on_layout = run(
            lambda: add_media(actor=EDITOR, now=NOW, project_id=project_id, stored=files[0], layout_code="A")
        )
        assert on_layout not in ids

    def test_a_place_must_exist(self) -> None:
        project_id = make_project()
        stored = store_image(content=io.BytesIO(picture()))
        for place in ({"layout_code": "Z"}, {"progress_id": new_id()}):
            with pytest.raises(UnknownPart):
                run(
                    lambda place=place: add_media(  # type: ignore[misc]
                        actor=EDITOR, now=NOW, project_id=project_id, stored=stored, **place
                    )
                )
