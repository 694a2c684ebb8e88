"""The door of notifications."""

from guangsha.notifications.api import routes
from guangsha.notifications.domain.kinds import Channel, Kind, Words, all_kinds, register_kind
from guangsha.notifications.domain.quiet import QuietHours
from guangsha.notifications.ports import (
    Address,
    AddressBook,
    Sender,
    SendLater,
    SendRefused,
    register_address_book,
    register_sender,
)
from guangsha.notifications.selectors import quiet_hours
from guangsha.notifications.services import notify

__all__ = [
    "Address",
    "AddressBook",
    "Channel",
    "Kind",
    "QuietHours",
    "SendLater",
    "SendRefused",
    "Sender",
    "Words",
    "all_kinds",
    "notify",
    "quiet_hours",
    "register_address_book",
    "register_kind",
    "register_sender",
    "routes",
]
