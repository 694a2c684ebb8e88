"""The personal fields of notifications."""

from guangsha.vault.public import DataClass, LegalBasis, PersonalField, declare, declare_not_personal, mask_all


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="notifications.notification.data",
            purpose="the values in the words of a notification; may hold a form of address",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=365,
            title="content of a notification",
            title_zh="通知内容",
            purpose_zh="通知文字中的内容，可能包含称呼",
        )
    )
    for label in ("notification", "preference"):
        declare_not_personal(
            f"notifications.{label}.person_id", "an opaque id; what is about the person is sealed beside it"
        )
