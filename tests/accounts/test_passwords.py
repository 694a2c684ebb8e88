"""Known passwords are refused however they are dressed; long ones that nobody knows are taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from guangsha.config.demo.people import PASSWORD as DEMO_PASSWORD
from tests.accounts.support import PASSWORD


@pytest.mark.parametrize(
    "known",
    ["password2026!", "Password1234", "woaini1314520", "20261129qwerty", "qwertyuiop123", "dragondragon", "123456123456",
     "!!iloveyou!!!!"],
)  # fmt: skip
def test_a_known_password_is_refused(known: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(known)
    assert [one.code for one in refused.value.error_list] == ["password_too_common"]


@pytest.mark.parametrize("own", [PASSWORD, DEMO_PASSWORD, "三更灯火五更鸡正是男儿读书时", "kestrel-77-lantern"])
def test_others_are_taken(own: str) -> None:
    validate_password(own)
