"""How personal values look when they are not revealed. Stable, so that asking twice tells nothing more."""

import re

DISTRICT = re.compile(r"^(.*?(?:区|县|旗|市(?!.*?(?:区|县|旗))))")


def mask_phone(value: str) -> str:
    """``138****1234``: the first three and the last four digits of a mainland number; of others the last two."""
    digits = re.sub(r"\D", "", value)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) == 11 else f"****{digits[-2:]}"


def mask_id_number(value: str) -> str:
    """``1****************X``: first and last character only, always eighteen long: the birth date stays hidden."""
    text = value.strip()
    return f"{text[:1]}{'*' * 16}{text[-1:]}" if len(text) > 1 else "*" * 18


def mask_bank_card(value: str) -> str:
    """``**** 6222``: the last four digits."""
    digits = re.sub(r"\D", "", value)
    return f"**** {digits[-4:]}" if len(digits) >= 12 else "****"


def mask_address(value: str) -> str:
    """Down to the district: ``长沙市岳麓区***``; nothing of an address that names none."""
    found = DISTRICT.match(value.strip())
    return f"{found.group(1)}***" if found else "***"


def mask_person_name(value: str) -> str:
    """``张*``, ``欧阳**``: the family name; two characters for the compound names that are one."""
    text = value.strip()
    if not text or text.isascii():
        return f"{text[:1]}***"
    family = 2 if text[:2] in COMPOUND_NAMES and len(text) > 2 else 1
    return text[:family] + "*" * max(1, min(2, len(text) - family))


def mask_email(value: str) -> str:
    """``a***@example.com``: first letter and domain."""
    name, at, domain = value.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else "***"


def mask_all(value: str) -> str:
    """Nothing is shown."""
    return "***"


_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕段干百里"
    "呼延东郭南门羊舌微生梁丘左丘东门西门"
)
COMPOUND_NAMES = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
