"""Two web processes that share a Redis, which is wiped, frozen and killed while homes are held: no outcome changes."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests.live import ROOT, Site, empty, environment, serving
from tests.realtime.support import redis_server

HOMES = 8


def ask(url: str, *, cookies: dict[str, str] | None = None, post: bool = False) -> tuple[int, str]:
    headers = {}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if cookies and post:
        origin = url.split("/api/", 1)[0]
        headers |= {"X-CSRFToken": cookies["csrftoken"], "Origin": origin, "Referer": f"{origin}/"}
        headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    request = urllib.request.Request(url, data=b"{}" if post else None, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def shown(site: Site, unit: str) -> list[str]:
    """The unit's status on its page and on the board of its project, as a visitor gets them."""
    status, html = ask(f"{site.url}/units/{unit}")
    assert status == 200
    data = json.loads(html.split('id="page-data">', 1)[1].split("</script>", 1)[0])["data"]["card"]
    slug = data["project_path"].rpartition("/")[2]
    status, text = ask(f"{site.url}/api/v1/projects/{slug}/unit-board")
    assert status == 200
    cell = next(one for one in json.loads(text)["units"] if one["id"] == unit)
    return [data["status"], cell["status"]]


def test_a_redis_that_is_wiped_frozen_and_killed_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    empty(data)
    env = environment(data)
    stage = [sys.executable, "-m", "bench.rush_stage", "stage", str(HOMES), str(HOMES + 1)]
    staged = json.loads(subprocess.run(stage, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout)
    *buyers, late = staged["buyers"]
    with redis_server(tmp_path) as (address, process):
        more = {"GUANGSHA_REDIS_URL": address}
        with serving(data, **more) as one, serving(data, "--no-loops", **more) as other:
            for number, (unit, buyer) in enumerate(zip(staged["units"], buyers, strict=True)):
                assert shown(other, unit) == shown(one, unit) == ["available"] * 2
                if number == 3:
                    process.send_signal(signal.SIGSTOP)
                if number == 5:
                    process.send_signal(signal.SIGCONT)
                if number in (0, 2, 5):
                    subprocess.run(["redis-cli", "-u", address, "flushall"], check=True, capture_output=True)
                if number == 6:
                    process.kill()
                    process.wait(10)
                assert ask(f"{one.url}/api/v1/units/{unit}/holds", cookies=buyer, post=True)[0] == 200
                assert shown(other, unit) == shown(one, unit) == ["held"] * 2
                assert ask(f"{other.url}/api/v1/units/{unit}/holds", cookies=late, post=True)[0] == 409
