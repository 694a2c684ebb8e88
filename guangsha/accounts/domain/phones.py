"""Mobile numbers in one form: E.164, China unless another country is written."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from guangsha.accounts.domain.errors import PhoneRefused

HOME = "CN"
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def e164(text: str) -> str:
    """``text`` as E.164, for example ``+8613800138000``. Raises PhoneRefused unless it can be a mobile number."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise PhoneRefused from error
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        raise PhoneRefused
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
