"""What the buyers of a contract are told about its signatures."""

from guangsha.contracts.catalogue import LINK, named, tell_buyers
from guangsha.contracts.models import Contract, Party
from guangsha.contracts.services.steps import clock
from guangsha.notifications.public import Channel, Kind, Words, notify

SIGNED, CONCLUDED = "contracts.party_signed", "contracts.concluded"
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


def tell_signed(contract: Contract, party: Party) -> None:
    """Tell one buyer that their signature is in the document."""
    if party.person_id is not None:
        key = f"{SIGNED}:{contract.pk}:{party.line}"
        notify(person_id=party.person_id, kind=SIGNED, data=named(contract), dedupe_key=key, now=clock(contract.pk))


def tell_all_signed(contract: Contract) -> None:
    """Tell every buyer that everybody has signed."""
    tell_buyers(contract, CONCLUDED, now=clock(contract.pk))
