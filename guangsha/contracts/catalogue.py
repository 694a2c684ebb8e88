"""What the buyers of a contract are told, and how."""

from datetime import datetime

from guangsha.catalog.public import named_homes
from guangsha.contracts.models import Contract, Party
from guangsha.kit.clock import CHINA
from guangsha.notifications.public import Channel, Kind, Words, notify

OFFERED, EXPIRED, VOIDED = "contracts.offered", "contracts.expired", "contracts.void"
LINK = "/account/contracts?contract={contract}"
NAMED = 80
ALL = frozenset({Channel.IN_APP, Channel.EMAIL, Channel.SMS})

KINDS = [
    Kind(
        name=OFFERED,
        words={
            "zh": Words(
                "{home}：合同待阅读",
                "购房合同 {number} 已发出，请在 {until} 前阅读：与公示不同之处、风险条款均需逐条确认后才能签署。",
                sms="您认购的{home}的购房合同已发出，请在{until}前登录阅读。",
                label="购房合同发出时",
            ),
            "en": Words(
                "{home}: your contract to read",
                "Contract {number} is here. Read it before {until}: what differs from the listing and each risk clause is"
                " confirmed one by one before anything is signed.",
                sms="The contract for {home} is here; sign in and read it before {until}.",
                label="When a contract is sent to me",
            ),
        },
        variables=frozenset({"home", "number", "until", "contract"}),
        link=LINK,
        channels=ALL,
    ),
    Kind(
        name=EXPIRED,
        words={
            "zh": Words(
                "{home}：合同已过期",
                "合同 {number} 未在期限内签完，已失效；销售人员可为您重新发出。",
                label="合同过期时",
            ),
            "en": Words(
                "{home}: the contract expired",
                "Contract {number} was not signed by everybody in time and is void of effect; sales can send you a new one.",
                label="When a contract expires",
            ),
        },
        variables=frozenset({"home", "number", "contract"}),
        link=LINK,
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Kind(
        name=VOIDED,
        words={
            "zh": Words("{home}：合同已作废", "合同 {number} 已作废并登记，请勿再签署。", label="合同作废时"),
            "en": Words(
                "{home}: the contract is void",
                "Contract {number} was declared void and entered in the register; do not sign it any more.",
                label="When a contract is declared void",
            ),
        },
        variables=frozenset({"home", "number", "contract"}),
        link=LINK,
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
]


def named(contract: Contract) -> dict[str, str]:
    """Which contract it is, as every notification says it."""
    home = named_homes(unit_ids=[contract.unit_id]).get(contract.unit_id)
    facts = contract.facts
    name = f"{home.project} {home.name}" if home else f"{facts['project']['name']} {facts['home']['number']}"
    return {"home": name[:NAMED], "number": contract.number or "", "contract": str(contract.pk)}


def tell_buyers(contract: Contract, kind: str, *, now: datetime, until: datetime | None = None) -> None:
    """Tell each buyer with an account, once per contract and kind. ``until``: of an offer."""
    data = named(contract)
    if until is not None:
        data["until"] = f"{until.astimezone(CHINA):%Y-%m-%d %H:%M}"
    people = Party.objects.filter(contract=contract, company=False).exclude(person_id=None)
    for person_id in people.values_list("person_id", flat=True).distinct():
        assert person_id is not None
        notify(person_id=person_id, kind=kind, data=data, dedupe_key=f"{kind}:{contract.pk}", now=now)
