"""What the buyers of a contract are told about its signatures."""

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from guangsha.catalog.public import named_homes
from guangsha.contracts.models import Contract, Party
from guangsha.notifications.public import Channel, Kind, Words, notify

SIGNED, CONCLUDED = "contracts.party_signed", "contracts.concluded"
LINK = "/account/contracts?contract={contract}"
NAMED = 80
SIGNING_KINDS = [
    Kind(
        name=SIGNED,
        words={
            "zh": Words(
                "{home}：您已签署合同",
                "您对合同 {number} 的签名已写入文件；其他当事人签署后将通知您。",
                label="我签署合同后",
            ),
            "en": Words(
                "{home}: you have signed",
                "Your signature is in contract {number}. You are told when everybody has signed.",
                label="When my signature is in a contract",
            ),
        },
        variables=frozenset({"home", "number", "contract"}),
        link=LINK,
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Kind(
        name=CONCLUDED,
        words={
            "zh": Words(
                "{home}：合同已签订",
                "合同 {number} 已由全体当事人签署，可下载存档并公开验证。",
                sms="{home}的购房合同 {number} 已由全体当事人签署，请登录下载。",
                label="合同全部签署后",
            ),
            "en": Words(
                "{home}: the contract is signed",
                "Everybody has signed contract {number}. Download it; anyone can check its signatures.",
                sms="Everybody has signed contract {number} for {home}; sign in to download it.",
                label="When everybody has signed a contract",
            ),
        },
        variables=frozenset({"home", "number", "contract"}),
        link=LINK,
        channels=frozenset({Channel.IN_APP, Channel.EMAIL, Channel.SMS}),
    ),
]


def _data(contract: Contract) -> dict[str, str]:
    home = named_homes(unit_ids=[contract.unit_id]).get(contract.unit_id)
    name = f"{home.project} {home.name}" if home else ""
    return {"home": name[:NAMED] or "—", "number": contract.number or "—", "contract": str(contract.pk)}


def _clock(contract_id: UUID) -> datetime:
    now: datetime = Contract.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=contract_id)
    return now


def tell_signed(contract: Contract, party: Party) -> None:
    """Tell one buyer that their signature is in the document."""
    if party.person_id is not None:
        key = f"{SIGNED}:{contract.pk}:{party.line}"
        notify(person_id=party.person_id, kind=SIGNED, data=_data(contract), dedupe_key=key, now=_clock(contract.pk))


def tell_all_signed(contract: Contract) -> None:
    """Tell every buyer that everybody has signed."""
    people = Party.objects.filter(contract=contract, company=False).exclude(person_id=None)
    data, now = _data(contract), _clock(contract.pk)
    for person_id in people.values_list("person_id", flat=True).distinct():
        if person_id is None:
            continue
        notify(person_id=person_id, kind=CONCLUDED, data=data, dedupe_key=f"{CONCLUDED}:{contract.pk}", now=now)
