"""What a person's rights mean for the names in a contract: kept with it, sealed with its own key."""

from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_id_number,
    mask_person_name,
)

KEPT_DAYS = 3_653


def declare_fields() -> None:
    """Called once at start."""
    for label, title, title_zh, mask in (
        ("contracts.party.full_name", "name of a party to a contract", "合同当事人姓名", mask_person_name),
        ("contracts.party.id_number", "ID number of a party to a contract", "合同当事人身份证号码", mask_id_number),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose="to make and prove the contract; kept ten years after it is over, by law",
                purpose_zh="用于订立和证明合同；依反洗钱法自合同终止起保存十年",
                basis=LegalBasis.LEGAL_DUTY,
                data_class=DataClass.SENSITIVE,
                mask=mask,
                retention_days=KEPT_DAYS,
            )
        )
    declare_not_personal(
        "contracts.party.person_id",
        "an opaque id in a contract that the law makes us keep; it names nobody once its person is erased",
    )
