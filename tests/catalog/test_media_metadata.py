"""What videos and documents say beside what they show does not reach the public."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from guangsha.catalog.domain.errors import MediaRefused
from guangsha.catalog.public import StoredFile, store_document, store_video
from guangsha.catalog.services.documents import jpeg_without_metadata
from tests.catalog import videos
from tests.catalog.test_media import reason_of, with_gps

MARKS = (b"Secret", b"\xa9xyz", b"loci", b"+28.2282", b"GPSLatitude", videos.TELEMETRY)


def kept(store: Callable[..., StoredFile], data: bytes) -> bytes:
    variant = store(content=io.BytesIO(data)).variants[0]
    with default_storage.open(variant["storage_name"]) as file:
        return bytes(file.read())


def reason_or_none(store: Callable[..., StoredFile], data: bytes) -> object:
    """Why the file was refused; None: it was kept."""
    try:
        store(content=io.BytesIO(data))
    except MediaRefused as refused:
        return refused.data["reason"]
    return None


class TestVideos:
    FILMS: dict[str, Callable[[], bytes]] = {
        "mp4": lambda: videos.film("mp4"),
        "h264": lambda: videos.film("mp4", codec="libx264"),
        "index first": lambda: videos.film("mp4", options=(("movflags", "faststart"),)),
        "fragmented": lambda: videos.film("mp4", options=(("movflags", "frag_keyframe+empty_moov"),)),
        "phone": videos.from_a_phone,
        "drone": videos.from_a_drone,
        "webm": lambda: videos.film("webm", codec="libvpx"),
        "live webm": lambda: videos.film("webm", codec="libvpx", options=(("live", "1"),)),
    }

    @pytest.mark.parametrize("name", FILMS)
    def test_position_maker_and_date_go_and_every_picture_stays(self, name: str) -> None:
        before = self.FILMS[name]()
        assert any(mark in before for mark in MARKS)
        assert videos.told(before)
        after = kept(store_video, before)
        assert [mark for mark in MARKS if mark in after] == []
        assert videos.told(after) == {}
        assert videos.pictures(after) == videos.pictures(before)
        assert len(videos.pictures(after)) == 10
        assert len(after) == len(before)
        assert kept(store_video, after) == after, "nothing is left to take away"

    def test_sound_stays_and_a_track_of_positions_goes_with_its_samples(self) -> None:
        before = videos.film("mp4", sound=True)
        assert videos.TELEMETRY in before
        assert videos.TELEMETRY in kept(store_video, before), "sound is kept as it is"
        assert videos.tracks(kept(store_video, before)) == ["video", "audio"]
        drone = videos.from_a_drone()
        assert videos.tracks(drone) == ["video", "data"]
        assert videos.tracks(kept(store_video, drone)) == ["video"]

    def test_other_tracks_of_a_fragmented_film_are_refused(self) -> None:
        data = videos.film("mp4", sound=True, options=(("movflags", "frag_keyframe+empty_moov"),))
        assert reason_of(store_video, data.replace(b"soun", b"meta")) == "other_tracks"

    @pytest.mark.parametrize("kind", ["phone", "drone", "webm"])
    def test_damaged_films_are_refused_or_play_but_never_crash(self, kind: str) -> None:
        data = self.FILMS[kind]()
        for at in range(0, len(data), max(1, len(data) // 150)):
            broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
            assert reason_or_none(store_video, broken) in (None, "not_a_video", "other_tracks")

    def test_a_film_without_pictures_is_no_video(self) -> None:
        assert reason_of(store_video, videos.film("mp4").replace(b"vide", b"meta")) == "not_a_video"


def a_pdf(**changes: object) -> bytes:
    """A page with a JPEG that knows where it was taken, an author, XMP, and an earlier version."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    picture = pikepdf.Stream(pdf, with_gps())
    for key, value in {
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 1000, "/Height": 500,
        "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode,
    }.items():  # fmt: skip
        picture[key] = value
    picture.Metadata = pikepdf.Stream(pdf, b"<x:xmpmeta><exif:GPSLatitude>28,13.69N</exif:GPSLatitude></x:xmpmeta>")
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = pikepdf.Stream(pdf, b"q 200 0 0 200 0 0 cm /Im0 Do Q")
    page.PieceInfo = pikepdf.Dictionary(Tool=pikepdf.Dictionary(Private=pikepdf.String("SecretTool")))
    with pdf.open_metadata() as xmp:
        xmp["dc:creator"] = ["SecretCreator"]
    pdf.docinfo["/Author"] = "SecretAuthor"
    for key, value in changes.items():
        pdf.Root[f"/{key}"] = pdf.make_indirect(value)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def everything_in(data: bytes) -> bytes:
    """All bytes of a PDF, compressed parts opened."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = [repr(pdf.trailer).encode(), repr(pdf.Root).encode()]
        for item in pdf.objects:
            parts.append(repr(item).encode())
            if isinstance(item, pikepdf.Stream):
                packed = item.get("/Filter") == pikepdf.Name.DCTDecode
                parts.append(item.read_raw_bytes() if packed else item.read_bytes())
    return data + b"".join(parts)


class TestDocuments:
    def test_author_xmp_and_the_positions_of_pictures_go_and_the_page_stays(self) -> None:
        before = a_pdf()
        found = everything_in(before)
        assert all(mark in found for mark in (b"SecretAuthor", b"SecretTool", b"SecretMaker", b"GPSLatitude"))
        after = kept(store_document, before)
        found = everything_in(after)
        assert [mark for mark in (b"Secret", b"Exif", b"GPSLatitude", b"xmpmeta", b"/Info") if mark in found] == []
        with pikepdf.open(io.BytesIO(after)) as pdf:
            (page,) = pdf.pages
            assert b"/Im0 Do" in page.Contents.read_bytes()
            picture = pikepdf.PdfImage(page.Resources.XObject.Im0).as_pil_image()
            assert picture.size == (1000, 500)
            assert not picture.getexif()

    def test_an_earlier_version_in_the_file_goes(self) -> None:
        first = a_pdf()
        at = first.rindex(b"startxref")
        previous = int(first[at:].split()[1])
        with pikepdf.open(io.BytesIO(first)) as pdf:
            number, root = pdf.pages[0].Contents.objgen[0], pdf.Root.objgen[0]
        start = len(first)
        update = b"%d 0 obj\n<</Length 3>>stream\nq Q\nendstream\nendobj\n" % number
        table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 100/Prev %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            number, start, previous, root, start + len(update),
        )  # fmt: skip
        after = everything_in(kept(store_document, first + update + table))
        assert b"/Im0 Do" not in after

    def test_active_content_is_found_where_it_is_compressed(self) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))
        data = a_pdf(Extra=script)
        assert b"JavaScript" not in data
        assert reason_of(store_document, data) == "active_content"

    def test_a_locked_document_is_refused(self) -> None:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
        assert reason_of(store_document, out.getvalue()) == "not_a_pdf"

    def test_the_same_document_is_stored_once(self) -> None:
        data = a_pdf()
        assert store_document(content=io.BytesIO(data)) == store_document(content=io.BytesIO(data))

    def test_damaged_documents_are_refused_or_kept_but_never_crash(self) -> None:
        data = a_pdf()
        for at in range(9, len(data) - 6, max(1, len(data) // 100)):
            broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
            assert reason_or_none(store_document, broken) in (None, "not_a_pdf", "active_content", "too_large")

    def test_a_jpeg_keeps_its_pixels_and_loses_the_rest(self) -> None:
        before = with_gps()
        after = jpeg_without_metadata(before)
        assert b"SecretMaker" in before
        assert b"SecretMaker" not in after
        with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
            assert one.tobytes() == other.tobytes()
        assert jpeg_without_metadata(b"no picture") == b"no picture"
