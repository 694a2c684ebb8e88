"""The personal fields of the catalogue."""

from guangsha.vault.public import DataClass, LegalBasis, PersonalField, declare, mask_all


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="catalog.listingreport.text",
            purpose="a visitor's word about a wrong listing; free text, so it may name people",
            basis=LegalBasis.CONSENT,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=365,
            title="text of an error report",
            title_zh="纠错留言",
            purpose_zh="核实并改正有误的房源信息；自由文本，可能提到人",
        )
    )
