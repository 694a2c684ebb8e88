"""People who can sign in to the demo."""

from functools import partial

from guangsha.accounts.public import ensure_demo_person
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor

PHONES = ("13800138000", "13900139000")
MAIL = "buyer@demo.example"
PASSWORD = "a house to look at"  # noqa: S105 - shown to everyone who runs the demo


def load_logins() -> list[str]:
    """Make the demo people, once; a line about each for the terminal."""
    actor = system_actor("demo")
    for phone in PHONES:
        command(partial(ensure_demo_person, phone=f"+86{phone}"), actor=actor)
    command(lambda: ensure_demo_person(email=MAIL, password=PASSWORD), actor=actor)
    return [*(f"phone {phone}, code by text" for phone in PHONES), f"{MAIL}, password {PASSWORD!r}"]
