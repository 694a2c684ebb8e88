"""The outbox of the demo shows the codes of demo administrators, and theirs alone; elsewhere it does not exist."""

import pytest
from django.conf import settings
from django.test import Client

from guangsha.accounts.public import DEMO_KEY, ensure_demo_person, ensure_demo_second_factor
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from tests.accounts.support import AUTH, PASSWORD, Browser

pytestmark = pytest.mark.django_db(transaction=True)
ADMIN, OTHER = "admin@demo.example", "other@demo.example"
OWN_KEY = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", settings.ENV.model_copy(update={"demo": True}))

    def people() -> None:
        for mail, key in ((ADMIN, DEMO_KEY), (OTHER, OWN_KEY)):
            person_id = ensure_demo_person(email=mail, password=PASSWORD)
            ensure_demo_second_factor(person_id=person_id, secret=key)

    command(people, actor=system_actor("test"))


def test_a_newcomer_signs_in_as_an_administrator(demo: None) -> None:
    page = Client().get("/sandbox/outbox").content.decode()
    assert ADMIN in page
    assert OTHER not in page
    codes = Client().get("/sandbox/outbox", headers={"Accept": "application/json"}).json()["codes"]
    assert [one["address"] for one in codes] == [ADMIN]
    assert codes[0]["code"] in page
    browser = Browser()
    assert browser.post(f"{AUTH}/auth/login", {"email": ADMIN, "password": PASSWORD}).status_code == 401
    browser.fresh_token()
    assert browser.post(f"{AUTH}/auth/2fa/authenticate", {"code": codes[0]["code"]}).status_code == 200
    assert browser.me() is not None


def test_outside_of_the_demo_there_is_no_such_page() -> None:
    assert Client().get("/sandbox/outbox").status_code == 404
