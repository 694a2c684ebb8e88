"""Typed settings from ``GUANGSHA_*`` variables. A wrong start fails at once with the whole list of what is wrong."""

import json
import os
import secrets
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, get_origin
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from guangsha.kit.networks import IPV6_PREFIX
from guangsha.vault.private_files import private_file

PREFIX = "GUANGSHA_"
REDIS_WAIT_S = 0.2
ENGINES = {
    "sqlite": "guangsha.backbone.engines.sqlite",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
    "postgresql": "django.db.backends.postgresql",
    "postgres": "django.db.backends.postgresql",
}


class SettingsError(Exception):
    """The environment is not usable; the message lists every reason."""


class Env(BaseSettings):
    """Everything an operator can set. Each name below is read from ``GUANGSHA_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        case_sensitive=False,
        enable_decoding=False,  # ``_decoded`` does it: the library's own way ends the list of what is wrong
    )

    data_dir: Path = Field(Path("var"), description="holds database, index, media and keys")
    keys_dir: Path | None = Field(None, description="keys apart from the data; default <data_dir>/keys")
    database_url: str = Field("", description="sqlite (default), mysql://, mariadb:// or postgresql://")
    public_url: str = Field("http://127.0.0.1:8000", description="how the outside reaches the site; used in links")
    allowed_hosts: list[str] = Field(default=["127.0.0.1", "localhost", "[::1]"])
    secret_key: SecretStr | None = Field(None, description="signing key; made in the keys directory when absent")
    production: bool = Field(False, description="refuse unsafe settings at start")
    demo: bool = Field(False, description="demo mode: sandboxes and demo logins are visible")
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: SecretStr | None = Field(None, description="lets others than the loopback read /metrics")
    trusted_proxies: int = Field(0, ge=0, le=5, description="proxies in front that set X-Forwarded-For")
    http_threads: int = Field(8, ge=1, le=256, description="request threads per web process")
    http_waiting: int = Field(
        256,
        ge=8,
        le=100_000,
        description="requests a web process lets wait; up to four times as many when it is fast",
    )
    redis_url: str = Field(
        "", description="redis://; hints between processes and a shared cache; without it: the outbox, and a cache each"
    )
    sockets_per_person: int = Field(20, ge=1, le=1000, description="open sockets of one person, per process")
    sockets_per_address: int = Field(
        100, ge=1, le=100_000, description="open sockets of one client address, per process"
    )
    holds_per_hour: int = Field(
        6, ge=1, le=1_000_000, description="holds that a household may begin within an hour, what it bought not counted"
    )
    media_max_bytes: int = Field(20 * 1024 * 1024, ge=1024, le=2 * 1024**3)
    media_max_pixels: int = Field(60_000_000, ge=10_000, le=400_000_000)
    map_tiles_url: str = Field("", description="raster tile template with {z} {x} {y}; empty: offline boundaries only")
    map_tiles_attribution: str = ""
    icp_number: str = Field("", description="ICP filing number shown in the footer")
    police_number: str = Field("", description="public-security filing number shown in the footer")
    operator_name: str = Field("", description="the company that runs this site, as the privacy policy names it")
    operator_name_en: str = Field("", description="the same in English; default: operator_name")
    operator_contact: str = Field("", description="where people reach it about their data; stands in the policy")
    default_city: str = Field("430100", pattern=r"^\d{6}$", description="adcode of the city the home page opens with")
    sms_provider: Literal["sandbox", "aliyun", "tencent"] = "sandbox"
    sms_key_id: str = Field("", description="access key id (Aliyun) or SecretId (Tencent Cloud)")
    sms_key_secret: SecretStr = SecretStr("")
    sms_app_id: str = Field("", description="SmsSdkAppId (Tencent Cloud only)")
    sms_sign_name: str = Field("", description="the approved signature of the texts")
    sms_templates: dict[str, str] = Field(
        default={}, description='approved templates as JSON: {"sign_in": "SMS_1", "step_up": ..., "change_phone": ...}'
    )
    sms_daily_budget: int = Field(5000, ge=1, description="texts a day at most; a warning at 80 %")
    sms_per_network_hour: int = Field(
        60, ge=1, le=100_000, description="texts an hour that one network may ask for without being signed in"
    )
    office_networks: list[str] = Field(
        default=[],
        description="networks of the sales offices, as JSON: many buyers sign in there from one address (40 times the limits)",
    )
    mail_provider: Literal["sandbox", "smtp"] = "sandbox"
    mail_from: str = Field("no-reply@localhost", description="sender address of mails")
    smtp_host: str = "localhost"
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    payment_providers: list[Literal["sandbox", "alipay", "wechat", "bank"]] = Field(
        default=[], description="ways to pay that are offered; default: the sandbox, and none in production"
    )
    sandbox_pay_url: str = Field("", description="where the sandbox of payments answers; default: public_url")
    bank_account: str = Field("", description="the supervised account that transfers go to, as buyers are told")
    alipay_app_id: str = ""
    alipay_private_key_file: Path | None = Field(None, description="our RSA2 key for Alipay: PEM, or bare base64")
    alipay_public_key_file: Path | None = Field(None, description="Alipay's public key (not the application's)")
    alipay_way: Literal["page", "wap", "qr"] = "page"
    wechat_mchid: str = Field("", description="merchant number at WeChat Pay")
    wechat_appid: str = ""
    wechat_serial_no: str = Field("", description="serial number of the merchant certificate")
    wechat_private_key_file: Path | None = Field(None, description="key of the merchant certificate, PEM")
    wechat_apiv3_key: SecretStr = SecretStr("")
    wechat_public_key_file: Path | None = Field(None, description="WeChat Pay's public key, PEM")
    wechat_public_key_id: str = Field("", description="its id, PUB_KEY_ID_...")
    wechat_way: Literal["native", "h5"] = "native"
    certificate_authority: Literal["", "local"] = Field(
        "",
        description="who certifies the keys of signatures: local is our own root; default: local, and nobody in production",
    )
    timestamp_urls: list[str] = Field(
        default=[],
        description="timestamp authorities (RFC 3161), asked in this order; default: the sandbox, none in production",
    )
    timestamp_roots_file: Path | None = Field(None, description="PEM of the roots that their tokens may lead to")
    event_retention_days: int = Field(30, ge=1, le=3650)

    @field_validator("*", mode="before")
    @classmethod
    def _decoded(cls, value: Any, info: ValidationInfo) -> Any:
        """Lists and maps are written as JSON."""
        kind = get_origin(cls.model_fields[str(info.field_name)].annotation)
        if kind not in (list, dict) or not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"must be JSON, such as {'[...]' if kind is list else '{...}'}") from error

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ENGINES:
            raise ValueError(f"unknown engine; use one of {', '.join(ENGINES)}")
        return value

    @field_validator("office_networks")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for one in value:
            if (network := ip_network(one, strict=False)).version == 6 and network.prefixlen > IPV6_PREFIX:
                raise ValueError(f"{one}: an IPv6 network of clients is a /{IPV6_PREFIX} or wider")
        return value

    @field_validator("map_tiles_url")
    @classmethod
    def _tiles(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not all(one in value for one in ("{z}", "{x}", "{y}"))):
            raise ValueError("must be an absolute http(s) address with {z}, {x} and {y}")
        return value

    @field_validator("timestamp_urls")
    @classmethod
    def _absolute_addresses(cls, value: list[str]) -> list[str]:
        if any(urlsplit(one).scheme not in ("http", "https") for one in value):
            raise ValueError("must be absolute http(s) addresses")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must be redis://, rediss:// or unix://")
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("must be an absolute http(s) address")
        return value.rstrip("/")

    def contradictions(self) -> list[tuple[str, str]]:
        """(name of the setting, what is wrong) of settings that are fine by themselves and not together."""
        return [
            *(self._unsafe() if self.production else ()),
            *self._untimed(),
            *self._unpayable(),
            *(self._unsendable() if self.sms_provider != "sandbox" else ()),
        ]

    def _unsafe(self) -> Iterator[tuple[str, str]]:
        """What production refuses."""
        if not self.public_url.startswith("https://"):
            yield "public_url", "must be https in production"
        if self.demo:
            yield "demo", "must be off in production"
        if "*" in self.allowed_hosts:
            yield "allowed_hosts", "must name hosts in production"
        for name in ("sms_provider", "mail_provider"):
            if getattr(self, name) == "sandbox":
                yield name, "must be real in production"
        if "sandbox" in self.payment_providers:
            yield "payment_providers", "must be real in production"

    def _untimed(self) -> Iterator[tuple[str, str]]:
        if self.timestamp_urls and (self.timestamp_roots_file is None or not self.timestamp_roots_file.is_file()):
            yield "timestamp_roots_file", "is missing: a token of somebody unknown proves nothing"

    def _unpayable(self) -> Iterator[tuple[str, str]]:
        needed = {
            "bank": ("account",),
            "alipay": ("app_id", "private_key_file", "public_key_file"),
            "wechat": (
                "mchid", "appid", "serial_no", "private_key_file", "apiv3_key", "public_key_file", "public_key_id",
            ),
        }  # fmt: skip
        for name in (f"{way}_{rest}" for way in self.payment_providers for rest in needed.get(way, ())):
            value = getattr(self, name)
            if not (value.get_secret_value() if isinstance(value, SecretStr) else value):
                yield name, "is missing: payment_providers needs it"
            elif isinstance(value, Path) and not value.is_file():
                yield name, "no such file"

    def _unsendable(self) -> Iterator[tuple[str, str]]:
        names = ["sms_key_id", "sms_sign_name", *(["sms_app_id"] if self.sms_provider == "tencent" else [])]
        empty = [name for name in names if not getattr(self, name)]
        if not self.sms_key_secret.get_secret_value():
            empty.append("sms_key_secret")
        for name in empty:
            yield name, "is missing: sms_provider needs it"
        for word in sorted({"sign_in", "step_up", "change_phone"} - self.sms_templates.keys()):
            yield "sms_templates", f"{word} is missing: sms_provider needs it"

    @property
    def ways_to_pay(self) -> list[str]:
        """The names of the payment providers that are offered."""
        return list(self.payment_providers) or ([] if self.production else ["sandbox"])

    @property
    def sandbox_pay_base(self) -> str:
        """Where the sandbox of payments answers, for browsers and for us."""
        return f"{self.sandbox_pay_url or self.public_url}/sandbox/pay"

    @property
    def sandbox_bank_base(self) -> str:
        """Where the sandbox of banks answers, for browsers and for us."""
        return f"{self.sandbox_pay_url or self.public_url}/sandbox/bank"

    @property
    def sandbox_tsa_url(self) -> str:
        """Where the sandbox timestamp authority answers."""
        return f"{self.sandbox_pay_url or self.public_url}/sandbox/tsa"

    @property
    def keys(self) -> Path:
        """The keys directory, absolute."""
        return (self.keys_dir or self.data_dir / "keys").absolute()

    def signing_key(self) -> str:
        """The signing key: as set, else one made once and kept beside the other keys."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return private_file(self.keys / "signing_key", lambda: secrets.token_urlsafe(50).encode()).decode()

    def database(self) -> dict[str, Any]:
        """Django's DATABASES["default"] for the chosen engine."""
        if not self.database_url or self.database_url.startswith("sqlite"):
            path = urlsplit(self.database_url).path[1:] if self.database_url else ""
            return {
                "ENGINE": ENGINES["sqlite"],
                "NAME": str(Path(path) if path else (self.data_dir / "guangsha.sqlite3").absolute()),
                "CONN_MAX_AGE": 60,
                "TEST": {"NAME": str((self.data_dir / "test.sqlite3").absolute())},
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": (
                        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                        "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
                    ),
                },
            }
        parts = urlsplit(self.database_url)
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        if ENGINES[parts.scheme] == ENGINES["mysql"]:
            # The server's own zone may be any; moments are UTC here, and its clock decides deadlines.
            ours = {
                "charset": "utf8mb4",
                "isolation_level": "read committed",
                "init_command": "SET time_zone = '+00:00'",
            }
            options = {**ours, **options}
        return {
            "ENGINE": ENGINES[parts.scheme],
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def shared_cache(self) -> dict[str, Any]:
        """Django's CACHES["shared"], on Redis: nobody waits for it longer than REDIS_WAIT_S, and nothing is tried twice."""
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": self.redis_url,
            "OPTIONS": {
                "serializer": "guangsha.backbone.shared_cache.Bytes",
                "socket_timeout": REDIS_WAIT_S,
                "socket_connect_timeout": REDIS_WAIT_S,
                "retry": Retry(NoBackoff(), 0),
                "protocol": 2,
            },
        }


def _unknown_names() -> list[str]:
    known = {f"{PREFIX}{name}".upper() for name in Env.model_fields}
    return [name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known]


@lru_cache(maxsize=1)
def load_env() -> Env:
    """The settings of this process. Raises SettingsError listing every wrong or unknown variable, a line each."""
    wrong, instead = [f"{name}: no such setting" for name in _unknown_names()], {}
    try:
        env = Env()  # type: ignore[call-arg]
    except ValidationError as error:
        for item in error.errors():
            wrong.append(f"{_variable(*item['loc'])}: {item['msg'].removeprefix('Value error, ')}")
            name = str(item["loc"][0])
            instead[name] = Env.model_fields[name].get_default(call_default_factory=True, validated_data={})
        env = Env(**instead)  # what is wrong with the others is said as well
    wrong += [f"{_variable(name)}: {what}" for name, what in env.contradictions() if name not in instead]
    if wrong:
        raise SettingsError("\n".join(wrong))
    return env


def _variable(*names: object) -> str:
    return PREFIX + "_".join(map(str, names)).upper()
