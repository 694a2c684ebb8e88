"""Contracts that wait to be signed, a timestamp authority over real HTTP, and the jobs that sign."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from wsgiref.simple_server import make_server

import typst
from a2wsgi import ASGIMiddleware
from django.conf import settings
from django.db.models.functions import Now

from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.models import Job
from guangsha.backbone.public import command
from guangsha.catalog.models import Unit
from guangsha.contracts import ports
from guangsha.contracts.documents import document_bytes, record_document, seal_document
from guangsha.contracts.domain.signing import Proof
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Party, Signature, Stamping
from guangsha.contracts.services.sealing import ask_for_seal, decide_seal
from guangsha.contracts.services.signing import ask_to_sign
from guangsha.contracts.signing_outside import stamping_step
from guangsha.integrations.esign.timestamps import HttpTimestamps
from guangsha.integrations.sandbox_tsa.app import PREFIX, SandboxTsa, TsaFaults
from guangsha.kit.actor import Actor, Grant, Scope, system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from guangsha.vault.public import Secret
from tests.catalog.support import public_project
from tests.deals.support import id_number, named_person
from tests.inventory.support import homes
from tests.money.shop import _Quiet, _Server

DRAWN = [[120, 220, 300, 90, 480, 310, 820, 140], [200, 320, 760, 300]]
NAME = "欧阳霁月"
"""What everybody is called whose name the tests verify."""
SELLER = "长沙云麓置业有限公司"


@lru_cache(maxsize=4)
def plain_pdf(mark: str = "") -> bytes:
    """A document of three pages with room for signatures on the last. Made anew by each process."""
    text = f'#set page(paper: "a4")\n= Contract {mark}\n#lorem(700)\n#pagebreak()\nSignatures'
    return bytes(typst.compile(text.encode()))


def keep_document(contract_id: UUID, pdf: bytes) -> int:
    """The PDF is the contract's next document; its number."""
    sealed = seal_document(contract_id=contract_id, pdf=pdf)
    return command(lambda: record_document(sealed=sealed), actor=system_actor("tests"))


def contract_for(
    people: Sequence[UUID], *, subject: str = "", unit_id: UUID | None = None, organisation_id: UUID | None = None
) -> Contract:
    """Offered to these buyers, who are called as their verified names are, with its first document."""
    if not Unit.objects.exists():
        public_project(floors=6)
    unit = Unit.objects.select_related("building").get(pk=unit_id) if unit_id else Unit.objects.get(pk=homes()[0])
    key = new_id()
    subject = subject or f"test:{key}"
    made = Contract.objects.create(
        id=key,
        number=f"GS-2026-{key.hex[-10:]}",
        subject=subject,
        active_subject=subject,
        organisation_id=organisation_id or new_id(),
        project_id=unit.building.project_id,
        unit=unit,
        state=ContractState.OFFERED,
        offered_at=utc_now(),
        expires_at=utc_now() + timedelta(days=3),
        facts={"clauses": []},
    )
    for line, person_id in enumerate(people):
        _party(made, line, person_id=person_id, name=NAME, number=_number(person_id))
    _party(made, len(people), company=True, name=SELLER)
    keep_document(made.pk, plain_pdf(key.hex))
    return Contract.objects.get(pk=key)


def _number(person_id: UUID) -> str:
    from guangsha.accounts.models import RealName

    row = RealName.objects.filter(person_id=person_id).first()
    return row.id_number.reveal() if row is not None and row.id_number is not None else id_number(99)


def _party(contract: Contract, line: int, *, name: str, number: str = "", **values: Any) -> None:
    party = Party(contract=contract, line=line, **values)
    party.full_name = Secret(name)
    party.id_number = Secret(number) if number else None
    party.save(force_insert=True)


def buyers(count: int = 1, first: int = 1) -> list[UUID]:
    """People whose names are verified."""
    return [named_person(first + index) for index in range(count)]


def newest(contract: Contract) -> Document:
    """The document that counts."""
    return Document.objects.filter(contract=contract).order_by("-number")[0]


def pdf_of(contract: Contract) -> bytes:
    """Its bytes."""
    return document_bytes(contract.pk, newest(contract).number)


def present(person_id: UUID) -> Actor:
    """Somebody who has just proved presence."""
    return Actor(person_id=person_id, stepped_up_at=utc_now())


def mean(contract: Contract, person_id: UUID, **values: Any) -> UUID:
    """The person says that they sign; no job has run."""
    actor = present(person_id)
    asked: dict[str, Any] = {
        "shown_sha256": newest(contract).sha256, "drawn": DRAWN, "proof": Proof.CODE, "network": "10.1.*.*",
        "now": utc_now(), **values,
    }  # fmt: skip
    return command(lambda: ask_to_sign(actor=actor, person_id=person_id, contract_id=contract.pk, **asked), actor=actor)


def work() -> None:
    """The signer's jobs run, as if their time had come."""
    for _ in range(6):
        if not Job.objects.filter(name="contracts.sign", parked_at=None).update(due_at=Now(), lease_owner=None):
            return
        while jobs_step(slow=True):
            pass


def sign(contract: Contract, person_id: UUID, **values: Any) -> Signature:
    """They sign, and it is put into the file."""
    made = mean(contract, person_id, **values)
    work()
    return Signature.objects.get(pk=made)


def staff(permission: str, organisation_id: UUID) -> Actor:
    """Somebody of the company who holds it, and may see contracts."""
    grants = frozenset(Grant(one, Scope.ORGANISATION, organisation_id) for one in (permission, "contract.read"))
    return Actor(person_id=new_id(), organisation_id=organisation_id, grants=grants, stepped_up_at=utc_now())


def seal(contract: Contract) -> Signature:
    """The company signs, by two of its people."""
    asks, decides = (staff(one, contract.organisation_id) for one in ("contract.seal", "contract.seal_approve"))
    asked = command(lambda: ask_for_seal(actor=asks, contract_id=contract.pk, note=""), actor=asks)
    decided = {"seal_id": asked, "approve": True, "network": "10.1.*.*", "now": utc_now()}
    command(lambda: decide_seal(actor=decides, **decided), actor=decides)
    work()
    return Signature.objects.get(contract=contract, party__company=True)


def stamp_now() -> None:
    """The loop runs, as if the time of everything that waits had come."""
    Stamping.objects.exclude(waiting=None).update(due_at=Now())
    stamping_step()


class Owner:
    """Owns the subjects of a test: hears what becomes of their contracts, or refuses."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.refusal = refusal
        self.signed: list[str] = []

    def sale(self, *, subject: str) -> None:
        """No contract is drawn up here."""

    def contract_signed(self, *, subject: str, contract_id: UUID) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.signed.append(subject)

    def contract_ended(self, *, subject: str, contract_id: UUID) -> None:
        """Nothing."""


@contextmanager
def owning(owner: Any, kind: str = "test") -> Iterator[Any]:
    """``owner`` answers for subjects of that kind."""
    before = ports._subjects.get(kind)
    ports.register_subject(kind, owner)
    try:
        yield owner
    finally:
        del ports._subjects[kind]
        if before is not None:
            ports.register_subject(kind, before)


class Clockwork:
    """The sandbox authority on a port of its own."""

    def __init__(self, service: SandboxTsa, address: str) -> None:
        self.service, self.address = service, address

    def faults(self, **values: Any) -> None:
        """What goes wrong from now on; nothing, without values."""
        self.service.set_faults(TsaFaults.of(values))


@contextmanager
def clockwork(folder: Path, *, before: Sequence[str] = ()) -> Iterator[Clockwork]:
    """It serves, and the product asks it, after the addresses in ``before``."""
    keys = settings.KEYS_DIR / "test" / "tsa"
    service = SandboxTsa(keys, state=folder / "faults.json")
    service.certificate()
    handler = ASGIMiddleware(service.application())
    server = make_server("127.0.0.1", 0, handler, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}{PREFIX}"
    known = ports._authorities["timestamps"]
    ports.register_timestamp_authority(HttpTimestamps([*before, address], roots=(keys / "tsa.pem").read_bytes))
    try:
        yield Clockwork(service, address)
    finally:
        ports._authorities["timestamps"] = known
        server.shutdown()
        server.server_close()
        thread.join()
