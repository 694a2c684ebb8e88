"""The sandbox as an ASGI application: POST a query, get a token, or what the faults make of it."""

import asyncio
import json
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from guangsha.integrations.esign.certificates import builder, kept_certificate, named
from guangsha.integrations.esign.timestamps import QUERY, REPLY
from guangsha.integrations.payments.signing import kept_key
from guangsha.integrations.sandbox_notices.http import is_near
from guangsha.kit.clock import utc_now

PREFIX = "/sandbox/tsa"
LONGEST = 16 * 1024
SLOWEST_MS = 60_000


@dataclass(frozen=True, slots=True)
class TsaFaults:
    """What goes wrong on purpose: no answer, a late one, a refusal, a token for something else, or one signed by a stranger."""

    outage: bool = False
    delay_ms: int = 0
    refuses: bool = False
    wrong_imprint: bool = False
    stranger: bool = False

    @classmethod
    def of(cls, values: Any) -> "TsaFaults":
        """From JSON. Raises ValueError: unknown names, wrong types, figures out of range."""
        known = {field.name: type(field.default) for field in fields(cls)}
        if not isinstance(values, dict) or any(
            name not in known or type(value) is not known[name] for name, value in values.items()
        ):
            raise ValueError("bad_faults")
        made = cls(**values)
        if not 0 <= made.delay_ms <= SLOWEST_MS:
            raise ValueError("bad_faults")
        return made


class SandboxTsa:
    """The service. ``folder``: its key and certificate; ``state``: a file for the faults, read by every process."""

    def __init__(self, folder: Path, *, state: Path) -> None:
        self._folder, self._state = folder, state

    def certificate(self, name: str = "tsa") -> x509.Certificate:
        """Its own root, made once: whoever trusts it trusts its moments."""

        def make() -> x509.Certificate:
            key, now = kept_key(self._folder / f"{name}.key.pem"), utc_now()
            whose = named((NameOID.COMMON_NAME, f"Guangsha sandbox TSA ({name})"))
            return (
                builder(whose, whose, key.public_key(), begin=now - timedelta(hours=1), end=now + timedelta(days=3653))
                .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
                .sign(key, hashes.SHA256())
            )

        return kept_certificate(self._folder / f"{name}.pem", make)

    def faults(self) -> TsaFaults:
        """As they are set."""
        try:
            return TsaFaults.of(json.loads(self._state.read_bytes()))
        except (OSError, ValueError):
            return TsaFaults()

    def set_faults(self, faults: TsaFaults) -> None:
        """From now on."""
        fresh = self._state.with_name(f"{self._state.name}.{secrets.token_hex(4)}")
        fresh.write_text(json.dumps(asdict(faults)))
        fresh.replace(self._state)

    def application(self) -> Starlette:
        """To be served at PREFIX."""
        return Starlette(
            routes=[
                Route(PREFIX, self._answer, methods=["POST"]),
                Route(f"{PREFIX}/faults", self._faults, methods=["GET", "PUT"]),
            ]
        )

    def stamp(self, query: bytes, faults: TsaFaults) -> bytes:
        """The answer to a query. Raises ValueError: it is none."""
        request = tsp.TimeStampReq.load(query, strict=True)
        imprint = request["message_imprint"]
        if faults.refuses or imprint["hash_algorithm"]["algorithm"].native not in ("sha256", "sha384", "sha512"):
            status = {"status": "rejection", "fail_info": {"bad_request"}}
            return bytes(tsp.TimeStampResp({"status": status}).dump())
        if faults.wrong_imprint:
            size = len(imprint["hashed_message"].native)
            imprint["hashed_message"] = secrets.token_bytes(size)
        name = "stranger" if faults.stranger else "tsa"
        plain = kept_key(self._folder / f"{name}.key.pem").private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = self.certificate(name).public_bytes(serialization.Encoding.DER)
        stamper = DummyTimeStamper(asn1_x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(plain))
        return bytes(stamper.request_tsa_response(request).dump())

    async def _answer(self, request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST:
                return JSONResponse({"error": "too_long"}, status_code=413)
        faults = await run_in_threadpool(self.faults)
        await asyncio.sleep(faults.delay_ms / 1000)
        if faults.outage:
            return JSONResponse({"error": "down"}, status_code=503)
        if request.headers.get("content-type", "").partition(";")[0] != QUERY:
            return JSONResponse({"error": "content_type"}, status_code=415)
        try:
            told = await run_in_threadpool(self.stamp, body, faults)
        except (ValueError, TypeError, KeyError):
            return JSONResponse({"error": "bad_query"}, status_code=400)
        return Response(told, media_type=REPLY)

    async def _faults(self, request: Request) -> Response:
        """From this machine only."""
        if not is_near(request):
            return JSONResponse({"error": "not_here"}, status_code=403)
        if request.method == "PUT":
            try:
                faults = TsaFaults.of(await request.json())
            except (ValueError, RecursionError):
                return JSONResponse({"error": "bad_faults"}, status_code=422)
            await run_in_threadpool(self.set_faults, faults)
        return JSONResponse(asdict(await run_in_threadpool(self.faults)))
