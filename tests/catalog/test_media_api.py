import io
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from guangsha.catalog.models import Media
from guangsha.catalog.public import StoredFile, add_media, store_document, store_image, store_video
from tests.catalog.support import EDITOR, NOW, make_project, publish, run, take_down
from tests.catalog.test_media import MP4, PDF, picture

pytestmark = [pytest.mark.django_db(transaction=True)]
API = "/api/v1"


def add(project_id: UUID, stored: StoredFile) -> UUID:
    return run(lambda: add_media(actor=EDITOR, now=NOW, project_id=project_id, stored=stored, alt="外观"))


def body(client: Client, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(path, headers=headers)
    data = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    return response.status_code, data, dict(response.items())


class TestServing:
    def test_only_files_of_public_projects_are_sent(self) -> None:
        project_id = make_project()
        media_id = add(project_id, store_image(content=io.BytesIO(picture())))
        path = f"{API}/media/{media_id}/480"
        assert Client().get(path).status_code == 404
        publish(project_id)
        status, data, headers = body(Client(), path)
        assert (status, data[:4], headers["Content-Type"]) == (200, b"RIFF", "image/webp")
        assert headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=60"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Content-Disposition"].startswith("inline; filename=")
        assert Client().get(f"{API}/media/{media_id}/1600").status_code == 404
        take_down(project_id)
        gone = Client().get(path, headers={"If-None-Match": headers["ETag"]})
        assert gone.status_code == 410, "also for a reader who asks whether his copy is still good"
        assert "max-age" not in gone.get("Cache-Control", "")

    def test_the_list_names_every_size(self) -> None:
        project_id = make_project()
        add(project_id, store_image(content=io.BytesIO(picture())))
        publish(project_id)
        client = Client()
        (item,) = json.loads(client.get(f"{API}/projects/yunlu-lane/media").content)
        for variant in item["variants"]:
            status, data, _ = body(client, variant["url"])
            assert (status, len(data)) == (200, variant["size_bytes"])
        card = json.loads(client.get(f"{API}/projects").content)["items"][0]
        assert card["cover"]["id"] == item["id"]

    def test_documents_are_downloads_and_videos_can_be_sought(self) -> None:
        project_id = make_project()
        document = add(project_id, store_document(content=io.BytesIO(PDF)))
        video = add(project_id, store_video(content=io.BytesIO(MP4)))
        publish(project_id)
        client = Client()
        assert body(client, f"{API}/media/{document}/original")[2]["Content-Disposition"].startswith("attachment")
        path = f"{API}/media/{video}/original"
        whole = body(client, path)
        film = whole[1]
        assert (len(film), film[4:8], whole[2]["Accept-Ranges"]) == (len(MP4), b"ftyp", "bytes")
        for asked, part in (("bytes=4-7", film[4:8]), ("bytes=-5", film[-5:]), ("bytes=100-", film[100:])):
            status, data, headers = body(client, path, Range=asked)
            assert (status, data, headers["Content-Length"]) == (206, part, str(len(part)))
        packed = body(client, path, **{"Range": "bytes=4-7", "Accept-Encoding": "gzip"})
        assert (packed[0], packed[1]) == (206, film[4:8])
        assert "Content-Encoding" not in packed[2]
        for odd in ("bytes=-", "bytes=9-4", "bytes=9999-", "lines=1-2", "bytes=1-2,4-5", "bytes=" + "9" * 40 + "-"):
            assert body(client, path, Range=odd)[:2] == (200, film)

    def test_unchanged_files_are_not_sent_again(self) -> None:
        project_id = make_project()
        media_id = add(project_id, store_image(content=io.BytesIO(picture())))
        publish(project_id)
        path, client = f"{API}/media/{media_id}/full", Client()
        etag = body(client, path)[2]["ETag"]
        assert body(client, path, **{"If-None-Match": etag})[:2] == (304, b"")
        assert client.head(path)["ETag"] == etag

    def test_a_file_the_storage_has_lost_is_not_found(self) -> None:
        project_id = make_project()
        media_id = add(project_id, store_image(content=io.BytesIO(picture((777, 333)))))
        publish(project_id)
        for variant in Media.objects.get().variants:
            default_storage.delete(variant["storage_name"])
        assert Client().get(f"{API}/media/{media_id}/full").status_code == 404

    def test_a_file_of_which_a_part_is_lost_is_not_sent(self) -> None:
        project_id = make_project()
        media_id = add(project_id, store_image(content=io.BytesIO(picture((778, 334)))))
        publish(project_id)
        for variant in Media.objects.get().variants:
            path = Path(default_storage.path(variant["storage_name"]))
            path.write_bytes(path.read_bytes()[:-1])
        assert Client().get(f"{API}/media/{media_id}/full").status_code == 404


class TestATornFile:
    """A crash in the middle of an upload; the same file is uploaded again."""

    @pytest.mark.parametrize("torn", [lambda data: data[:100], lambda data: bytes(len(data))])
    def test_is_written_again_whole(self, torn: Callable[[bytes], bytes]) -> None:
        data = picture((700, 300))
        variant = store_image(content=io.BytesIO(data)).variants[-1]
        path = Path(default_storage.path(variant["storage_name"]))
        good = path.read_bytes()
        path.write_bytes(torn(good))
        assert store_image(content=io.BytesIO(data)).variants[-1] == variant
        assert path.read_bytes() == good

    def test_a_kill_while_it_is_written_leaves_no_file_of_that_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def power_cut(descriptor: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("guangsha.backbone.files.os.fsync", power_cut)
        with pytest.raises(KeyboardInterrupt):
            default_storage.save("catalog/xx/half", ContentFile(b"whole"))
        assert not default_storage.exists("catalog/xx/half")
        assert default_storage.listdir("catalog/xx")[1] == []
        monkeypatch.undo()
        assert default_storage.save("catalog/xx/half", ContentFile(b"whole")) == "catalog/xx/half"
        assert default_storage.save("catalog/xx/half", ContentFile(b"again")) == "catalog/xx/half"
        assert Path(default_storage.path("catalog/xx/half")).read_bytes() == b"again"
