"""The standalone script against a served site: it accepts what holds, and says what does not."""

import ast
import base64
import json
import runpy
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.live import ROOT, Site, environment
from tests.transparency.served import sold

__all__ = ["sold"]
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify_ledger.py"
ALONE = """
import sys, runpy
from importlib.abc import MetaPathFinder
class Nothing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("cryptography", "_cffi_backend", "cffi", "typing_extensions"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nothing())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script where nothing but the standard library and ``cryptography`` can be imported."""


def verify(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", ALONE, str(SCRIPT), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def log(sold: tuple[Site, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log as the script downloads it, once the site has sealed everything."""
    path = tmp_path_factory.mktemp("kept") / "log.json"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (
            verify(sold[0].url, "--download", path).returncode == 0
            and len(json.loads(path.read_text())["entries"]) == 10
        ):
            return path
        time.sleep(0.5)
    raise AssertionError("the site does not seal")


def test_is_short_and_needs_one_library() -> None:
    assert len(SCRIPT.read_text().splitlines()) <= 120
    tree = ast.parse(SCRIPT.read_text())
    tops = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    tops |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert tops - set(sys.stdlib_module_names) == {"cryptography"}


def test_a_served_log_holds_and_so_does_its_copy(sold: tuple[Site, str], log: Path, tmp_path: Path) -> None:
    site, unit = sold
    kept = tmp_path / "head.json"
    done = verify(site.url, "--unit", unit, "--save", kept)
    assert done.returncode == 0, done.stderr
    assert [line.split(": ")[1].split(" at ")[0] for line in done.stdout.splitlines()[:-1]] == [
        "step 1, unreleased -> available",
        "step 2, available -> held",
        "step 3, held -> subscribed",
        "step 4, subscribed -> sold",
    ]
    assert done.stdout.endswith("everything holds\n")
    assert verify(log, "--old", kept).returncode == 0
    assert verify(site.url, "--old", log).returncode == 0


def test_it_says_how_many_leaves_it_was_not_shown(log: Path, tmp_path: Path) -> None:
    data = json.loads(log.read_text())
    shut = sum(entry["text"] is None for entry in data["entries"])
    data["entries"][0]["text"] = None
    (tmp_path / "shut.json").write_text(json.dumps(data))
    assert f"({shut} not shown)" in verify(log).stdout
    assert f"({shut + 1} not shown)" in verify(tmp_path / "shut.json").stdout


def test_a_head_of_another_form_is_not_checked(log: Path, tmp_path: Path) -> None:
    data = json.loads(log.read_text())
    data["head"]["note"] = 5
    (tmp_path / "odd.json").write_text(json.dumps(data))
    done = verify(tmp_path / "odd.json")
    assert (done.returncode, done.stderr.partition(":")[0]) == (2, "not checked")


def test_what_cannot_be_read_is_said_to_be_unchecked(tmp_path: Path) -> None:
    assert verify(tmp_path / "none.json").returncode == 2
    assert verify("http://127.0.0.1:9").returncode == 2
    (tmp_path / "odd.json").write_text('{"entries": []}')
    assert verify(tmp_path / "odd.json").returncode == 2


def refused(log: Any, tmp_path: Path, *words: object) -> str:
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(log))
    done = verify(path, *words)
    assert done.returncode == 1, (done.stdout, done.stderr)
    return done.stderr


def test_says_what_is_wrong(sold: tuple[Site, str], log: Path, tmp_path: Path) -> None:
    def changed(change: Any) -> Any:
        data = json.loads(log.read_text())
        change(data)
        return data

    other = base64.b64encode(b"\1" * 32).decode()
    assert "says something else" in refused(
        changed(lambda data: data["entries"][2].update(text=data["entries"][2]["text"].replace("available", "sold"))),
        tmp_path,
    )
    assert "root over the leaves" in refused(
        changed(lambda data: data["entries"][9].update(hash="0" * 64, text=None)), tmp_path
    )
    assert "in order" in refused(changed(lambda data: data["entries"].pop(4)), tmp_path)
    assert "another size" in refused(changed(lambda data: data["head"].update(root="0" * 64)), tmp_path)
    assert "not of the log of this key" in refused(json.loads(log.read_text()), tmp_path, "--key", other)
    assert "nothing open" in refused(json.loads(log.read_text()), tmp_path, "--unit", "x")


def test_each_flipped_byte_of_the_head_and_of_a_leaf_is_detected(log: Path) -> None:
    """In the script's own functions, because there are hundreds of them."""
    script = runpy.run_path(str(SCRIPT))
    data = json.loads(log.read_text())
    key = base64.b64decode(data["key"]["public_key"])
    head, entries = data["head"], data["entries"]
    script["check_head"](head, key)

    def holds(head: Any, entries: Any) -> bool:
        try:
            size, root = script["check_head"](head, key)
            hashes, _ = script["check_entries"](entries, size)
            return bool(script["root_of"](hashes) == root)
        except (script["Wrong"], ValueError, KeyError):
            return False

    assert holds(head, entries)
    raw = head["note"].encode()
    for place in range(len(raw)):
        flipped = bytearray(raw)
        flipped[place] ^= 1
        assert not holds({**head, "note": flipped.decode(errors="replace")}, entries), place
    for field in ("text", "hash"):
        for place in range(len(entries[0][field])):
            text = entries[0][field]
            changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            assert not holds(head, [{**entries[0], field: changed}, *entries[1:]]), (field, place)


def test_a_rewritten_past_does_not_pass_the_kept_head(sold: tuple[Site, str], log: Path, tmp_path: Path) -> None:
    """The operator, with the key, makes another history of the same length and signs it properly."""
    site, _ = sold
    forge = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
import django; django.setup()
from datetime import datetime, UTC
from guangsha.transparency.services.signing import signed
from guangsha.transparency.domain.merkle import leaf_hash
from tests.transparency.test_merkle import naive_root
data = json.load(open(sys.argv[1]))
first = data["entries"][0]
first["text"] = first["text"].replace('"salt":"', '"salt":"0')
first["hash"] = leaf_hash(first["text"].encode()).hex()
root = naive_root([bytes.fromhex(one["hash"]) for one in data["entries"]])
data["head"] = {"size": len(data["entries"]), "root": root.hex(), "note": signed(len(data["entries"]), root, datetime.now(UTC))}
json.dump(data, open(sys.argv[2], "w"))
"""
    forged = tmp_path / "forged.json"
    command = [sys.executable, "-c", forge, str(log), str(forged)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(site.directory), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert verify(forged).returncode == 0  # alone it looks right: that is why a head is kept
    assert "the past was rewritten" in refused(json.loads(forged.read_text()), tmp_path, "--old", log)
