"""What accounts tell a person about their own account, and where a person can be reached."""

from datetime import datetime, timedelta
from uuid import UUID

from guangsha.accounts.models import Person, Session
from guangsha.kit.ids import new_id
from guangsha.notifications.public import Address, Channel, Kind, Words, notify

CHINA = timedelta(hours=8)
NEW_DEVICE = "accounts.new_device"
PHONE_CHANGED = "accounts.phone_changed"
CLOSING = "accounts.closing"
FACTOR = "accounts.factor_changed"
SECURITY = "/account/security"
LOUD = frozenset({Channel.IN_APP, Channel.EMAIL})

KINDS = [
    Kind(
        name=NEW_DEVICE,
        words={
            "zh": Words(
                "新设备登录",
                "{at}，您的账号在一台没有登录过的设备上登录：{device}。如果不是您本人，请退出所有设备并修改密码。",
                label="在新设备上登录时",
            ),
            "en": Words(
                "Signed in on a new device",
                "Your account was signed in on a device we did not know: {device}, {at} (China time)."
                " If it was not you, sign out everywhere and change your password.",
                label="When somebody signs in on a new device",
            ),
        },
        variables=frozenset({"device", "at"}),
        link=SECURITY,
        channels=LOUD,
        urgent=True,
    ),
    Kind(
        name=PHONE_CHANGED,
        words={
            "zh": Words(
                "登录手机号已更换",
                "{at}，您的登录手机号已更换。如果不是您本人操作，请立即联系我们。",
                label="登录手机号更换时",
            ),
            "en": Words(
                "Your number was changed",
                "The number you sign in with was changed on {at} (China time). If it was not you, contact us at once.",
                label="When your number is changed",
            ),
        },
        variables=frozenset({"at"}),
        link=SECURITY,
        channels=LOUD,
        urgent=True,
    ),
    Kind(
        name=FACTOR,
        words={
            "zh": Words(
                "账号安全设置有变动",
                "{at}，您的两步验证或通行密钥有变动。如果不是您本人操作，请退出所有设备并修改密码。",
                label="两步验证或通行密钥变动时",
            ),
            "en": Words(
                "A security setting was changed",
                "Your two-step verification or a passkey was changed on {at} (China time)."
                " If it was not you, sign out everywhere and change your password.",
                label="When two-step verification or a passkey changes",
            ),
        },
        variables=frozenset({"at"}),
        link=SECURITY,
        channels=LOUD,
        urgent=True,
    ),
    Kind(
        name=CLOSING,
        words={
            "zh": Words(
                "账号即将注销",
                "您已申请注销账号。{day} 之前重新登录即可保留；到期后，您的资料会被永久删除，无法恢复。",
                sms="您已申请注销账号，{day} 前重新登录即可保留，到期后资料将永久删除。",
                label="申请注销账号时",
            ),
            "en": Words(
                "Your account is being closed",
                "You asked to close your account. Sign in before {day} to keep it; after that your data is erased for good.",
                sms="Your account is being closed. Sign in before {day} to keep it.",
                label="When your account is being closed",
            ),
        },
        variables=frozenset({"day"}),
        link=SECURITY,
        channels=LOUD | {Channel.SMS},
        urgent=True,
    ),
]


def _at(now: datetime) -> str:
    return (now + CHINA).strftime("%Y-%m-%d %H:%M")


def address_of(person_id: UUID, channel: Channel) -> Address | None:
    """The person's verified address for ``channel``: the address book of notifications."""
    person = Person.objects.filter(pk=person_id, erased_at=None, is_active=True).first()
    if person is None:
        return None
    found = {
        Channel.EMAIL: person.email if person.email_verified_at else None,
        Channel.SMS: person.phone if person.phone_verified_at else None,
    }.get(channel)
    return Address(found, person.language) if found is not None else None


def remember_language(*, person_id: UUID, english: bool) -> None:
    """The language the person last signed in with is the one we write to them in."""
    language = "en" if english else "zh"
    Person.objects.filter(pk=person_id).exclude(language=language).update(language=language)


def is_new_device(*, person_id: UUID, device: str) -> bool:
    """Whether the person is signed in somewhere, and nowhere on a device called like this one."""
    names = set(Session.objects.filter(person_id=person_id).values_list("device", flat=True))
    return bool(names) and device not in names


def tell_new_device(*, person_id: UUID, device: str, now: datetime) -> None:
    """Once per device and day."""
    data = {"device": device or "?", "at": _at(now)}
    notify(person_id=person_id, kind=NEW_DEVICE, data=data, dedupe_key=f"{device}:{now:%Y%m%d}", now=now)


def tell_phone_changed(*, person_id: UUID, now: datetime) -> None:
    """Once per change."""
    notify(person_id=person_id, kind=PHONE_CHANGED, data={"at": _at(now)}, dedupe_key=str(new_id()), now=now)


def tell_factor_changed(*, person_id: UUID, now: datetime) -> None:
    """Once per change."""
    notify(person_id=person_id, kind=FACTOR, data={"at": _at(now)}, dedupe_key=str(new_id()), now=now)


def tell_closing(*, person_id: UUID, ends: datetime, now: datetime) -> None:
    """Once per closing: it names the last moment to come back."""
    notify(person_id=person_id, kind=CLOSING, data={"day": _at(ends)}, dedupe_key=f"{ends:%Y%m%d%H%M}", now=now)
