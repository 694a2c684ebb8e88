import pytest

from guangsha.accounts.models import Person
from guangsha.accounts.public import AccountRefused, create_administrator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]


class TestCreatePlatformAdmin:
    def test_creates_one_person_per_address(self) -> None:
        person_id = create_administrator(
            email="Admin@example.com", password="a long enough password", role="security_admin"
        )
        assert Person.objects.get(pk=person_id).check_password("a long enough password")
        with pytest.raises(AccountRefused):
            create_administrator(email="admin@EXAMPLE.com", password="a long enough password", role="security_admin")

    @pytest.mark.parametrize(("email", "password"), [("no address", "a long enough password"), ("a@b.cn", "short")])
    def test_refuses_bad_input(self, email: str, password: str) -> None:
        with pytest.raises(AccountRefused):
            create_administrator(email=email, password=password, role="security_admin")
        assert not Person.objects.exists()
