"""What the `guangsha` command says to somebody whose installation is not well."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT, empty, environment


def say(directory: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "guangsha", *words]
    env = environment(directory, **more)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


class TestWhatIsNotWell:
    def test_keys_that_were_lost_are_not_made_anew(self, tmp_path: Path) -> None:
        data = empty(tmp_path / "data")
        made = subprocess.run(
            [sys.executable, "-m", "guangsha", "create-admin", "a@example.com"],
            cwd=ROOT, env=environment(data), input="a quiet house by the river\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        keys = data / "keys"
        keys.rename(tmp_path / "elsewhere")
        done = say(data, "doctor")
        assert done.returncode == 2
        assert "The keys are missing" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (keys / "keyring.json").exists()
        (tmp_path / "elsewhere" / "keyring.json").rename(keys / "keyring.json")
        assert "The keys are missing" not in say(data, "doctor").stderr

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "guangsha.sqlite3").write_bytes(b"not a database at all, whatever it is called" * 200)
        done = say(tmp_path, "doctor")
        assert done.returncode == 2
        assert "The database cannot be used" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("address", ["postgresql://x@127.0.0.1:9/x", "mysql://x@127.0.0.1:9/x"])
    def test_a_database_that_does_not_answer(self, tmp_path: Path, address: str) -> None:
        done = say(tmp_path, "doctor", GUANGSHA_DATABASE_URL=address)
        assert done.returncode == 2
        assert "The database cannot be used" in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_data_directory_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("x")
        done = say(tmp_path / "data", "doctor")
        assert done.returncode == 2
        assert "cannot be used" in done.stderr
        assert "Traceback" not in done.stderr


class TestWords:
    def test_an_import_is_called_as_it_is_typed(self, tmp_path: Path) -> None:
        done = say(empty(tmp_path / "data"), "import", "projects", "--help")
        assert done.stdout.startswith("usage: guangsha import projects ")
        assert "--pythonpath" not in done.stdout
