import subprocess
import sys
from pathlib import Path

import pytest

from guangsha.config.env import Env, SettingsError, load_env


@pytest.fixture(autouse=True)
def _fresh() -> None:
    load_env.cache_clear()


class TestSettings:
    def test_lists_everything_that_is_wrong_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GUANGSHA_HTTP_THREADS", "none")
        monkeypatch.setenv("GUANGSHA_DATABASE_URL", "oracle://x")
        monkeypatch.setenv("GUANGSHA_DATABSE_URL", "typo")
        with pytest.raises(SettingsError) as caught:
            load_env()
        text = str(caught.value)
        for name in ("GUANGSHA_HTTP_THREADS", "GUANGSHA_DATABASE_URL", "GUANGSHA_DATABSE_URL"):
            assert name in text

    def test_a_list_that_is_no_list_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GUANGSHA_ALLOWED_HOSTS", "example.com")
        with pytest.raises(SettingsError, match="GUANGSHA_ALLOWED_HOSTS: must be JSON"):
            load_env()

    def test_nothing_that_is_wrong_hides_anything_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = {
            "DATABASE_URL": "oracle://x", "PUBLIC_URL": "foo", "TRUSTED_PROXIES": "99", "DEFAULT_CITY": "abc",
            "LOG_LEVEL": "LOUD", "HTTP_THREADS": "x", "ALLOWED_HOSTS": "notjson", "REDIS_URL": "http://x", "NOPE": "1",
            "SMS_TEMPLATES": "[]", "OFFICE_NETWORKS": '["10.0.0.0/99"]', "MAP_TILES_URL": "garbage", "PRODUCTION": "1",
            "DEMO": "1", "PAYMENT_PROVIDERS": '["bank", "wechat"]', "TIMESTAMP_URLS": '["ftp://x"]',
        }  # fmt: skip
        for name, value in wrong.items():
            monkeypatch.setenv(f"GUANGSHA_{name}", value)
        with pytest.raises(SettingsError) as caught:
            load_env()
        lines = str(caught.value).splitlines()
        named = {line.partition(":")[0].removeprefix("GUANGSHA_") for line in lines}
        said_of_others = {"BANK_ACCOUNT", "WECHAT_MCHID", "SMS_PROVIDER", "MAIL_PROVIDER"}
        assert named >= (wrong.keys() - {"PRODUCTION", "PAYMENT_PROVIDERS"}) | said_of_others
        assert all(line.startswith("GUANGSHA_") and line.partition(": ")[2] for line in lines)

    @pytest.mark.parametrize(
        ("networks", "fine"), [('["2001:db8::/48", "203.0.113.0/29"]', True), ('["2001:db8::/72"]', False)]
    )
    def test_networks_are_such_as_clients_are_counted_by(
        self, monkeypatch: pytest.MonkeyPatch, networks: str, fine: bool
    ) -> None:
        monkeypatch.setenv("GUANGSHA_OFFICE_NETWORKS", networks)
        if fine:
            assert len(load_env().office_networks) == 2
            return
        with pytest.raises(SettingsError, match="/64 or wider"):
            load_env()

    def test_production_refuses_what_is_unsafe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GUANGSHA_PRODUCTION", "1")
        monkeypatch.setenv("GUANGSHA_DEMO", "1")
        monkeypatch.setenv("GUANGSHA_ALLOWED_HOSTS", '["*"]')
        with pytest.raises(SettingsError) as caught:
            load_env()
        for word in ("https", "GUANGSHA_DEMO", "GUANGSHA_ALLOWED_HOSTS"):
            assert word in str(caught.value)

    @pytest.mark.parametrize(
        ("url", "engine", "name"),
        [
            ("mysql://u:p%40ss@h:3307/db", "django.db.backends.mysql", "db"),
            ("postgresql:///x?host=/run", "django.db.backends.postgresql", "x"),
        ],
    )
    def test_reads_database_addresses(self, url: str, engine: str, name: str) -> None:
        database = Env(database_url=url).database()  # type: ignore[call-arg]
        assert (database["ENGINE"], database["NAME"]) == (engine, name)
        if "p%40ss" in url:
            assert database["PASSWORD"] == "p@ss"

    def test_sqlite_is_durable(self) -> None:
        options = Env().database()["OPTIONS"]  # type: ignore[call-arg]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert "synchronous=FULL" in options["init_command"]


def test_the_command_prints_the_list_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guangsha", "doctor"],
        env={
            "PATH": "/usr/bin:/bin",
            "GUANGSHA_DATA_DIR": str(tmp_path),
            "GUANGSHA_HTTP_THREADS": "0",
            "GUANGSHA_X": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "GUANGSHA_HTTP_THREADS" in done.stderr
    assert "GUANGSHA_X" in done.stderr
    assert "Traceback" not in done.stderr
