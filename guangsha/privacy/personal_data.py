"""The personal fields of privacy."""

from guangsha.vault.public import (
    DataClass,
    ExportRule,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_all,
)


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="privacy.look.note",
            title="reason given for looking at your data",
            title_zh="查看你的信息时写下的理由",
            purpose="to show you and the auditors why a whole value was looked at",
            purpose_zh="让你和审计人员知道为什么查看了全文",
            basis=LegalBasis.LEGAL_DUTY,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=3 * 365,
        )
    )
    declare(
        PersonalField(
            label="privacy.privatefile.name",
            title="name of a private file",
            title_zh="私密文件的名称",
            purpose="to give a file back under the name it came with",
            purpose_zh="按原来的文件名返还文件",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=0,
            export_rule=ExportRule.CLEAR,
        )
    )
    for model in ("consent", "look", "privatefile", "datarequest"):
        declare_not_personal(f"privacy.{model}.person", "an opaque id")
